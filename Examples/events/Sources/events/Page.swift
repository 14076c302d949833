/// Shows messages, and sends some.
let page = """
  <!doctype html>
  <meta charset="utf-8">
  <title>Events</title>
  <h1>Events</h1>
  <form id="form"><input id="text" placeholder="a message"> <button>Send</button></form>
  <ol id="list"></ol>
  <script>
    const source = new EventSource("/events");
    source.onmessage = event => {
      const item = document.createElement("li");
      item.textContent = event.data;
      document.getElementById("list").append(item);
    };
    document.getElementById("form").onsubmit = event => {
      event.preventDefault();
      const text = document.getElementById("text");
      fetch("/messages", { method: "POST", body: text.value });
      text.value = "";
    };
  </script>
  """
