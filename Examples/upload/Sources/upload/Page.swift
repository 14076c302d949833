/// Sends a file and shows how far it is, as the server says; another page that is given the name sees the same.
let page = """
  <!doctype html>
  <meta charset="utf-8">
  <title>Upload</title>
  <h1>Upload</h1>
  <p><input type="file" id="file"></p>
  <p><label>or watch a file by its name: <input id="name"></label></p>
  <p><progress id="bar" value="0" max="1"></progress> <output id="text"></output></p>
  <script>
    const bar = document.getElementById("bar"), text = document.getElementById("text");
    let watched = 0;

    async function watch(name) {
      const mine = ++watched;
      while (mine === watched) {
        const answer = await fetch("/progress/" + encodeURIComponent(name));
        if (answer.ok) {
          const progress = await answer.json();
          if (progress.total) { bar.max = progress.total; bar.value = progress.received; }
          text.value = `${progress.received} of ${progress.total ?? "?"} bytes`;
          if (progress.complete) return;
        }
        await new Promise(done => setTimeout(done, 200));
      }
    }

    document.getElementById("file").onchange = async event => {
      const file = event.target.files[0];
      const sent = fetch("/files/" + encodeURIComponent(file.name), { method: "PUT", body: file });
      setTimeout(() => watch(file.name), 100);
      const answer = await sent;
      if (!answer.ok) { watched++; text.value = await answer.text(); }
    };
    document.getElementById("name").onchange = event => watch(event.target.value);
  </script>
  """
