/// The page that shows the pool live. It needs nothing from anywhere but `/status` of the same listener.
enum Dashboard {
  static let page = """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Prefork</title>
    <link rel="icon" href="data:,">
    <style>
    \(style)
    </style>
    </head>
    <body>
    \(markup)
    <script type="module">
    \(script)
    </script>
    </body>
    </html>

    """

  /// Nothing may be fetched but the status: should a client's text ever come to stand as markup, it could do nothing.
  static let contentSecurityPolicy: StaticString = """
    default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'
    """

  private static let markup = """
    <header>
    <h1>Prefork</h1>
    <p id="server">asking …</p>
    </header>
    <p id="notice" role="status" hidden></p>
    <main>
    <section aria-labelledby="workers-title">
    <h2 id="workers-title">Workers <span id="workers-sum"></span></h2>
    <div id="grid" role="img" aria-label="no worker yet"></div>
    <ul id="legend"></ul>
    </section>
    <figure>
    <figcaption><h2>Workers by state</h2> <span id="states-text"></span></figcaption>
    <div class="plot"><span class="left" id="states-scale"></span>
    <svg id="states" role="img" aria-labelledby="states-text" viewBox="0 0 600 120" preserveAspectRatio="none"></svg>
    </div>
    <ul id="states-legend" class="legend"></ul>
    </figure>
    <figure>
    <figcaption><h2>Requests per second and latency</h2> <span id="traffic-text"></span></figcaption>
    <div class="plot"><span class="left" id="traffic-scale"></span><span class="right" id="latency-scale"></span>
    <svg id="traffic" role="img" aria-labelledby="traffic-text" viewBox="0 0 600 120" preserveAspectRatio="none"></svg>
    </div>
    <ul id="traffic-legend" class="legend"></ul>
    </figure>
    <figure>
    <figcaption><h2>Backlog</h2> <span id="backlog-text"></span></figcaption>
    <div class="plot"><span class="left" id="backlog-scale"></span>
    <svg id="backlog" role="img" aria-labelledby="backlog-text" viewBox="0 0 600 120" preserveAspectRatio="none"></svg>
    </div>
    </figure>
    <section>
    <h2>Slowest requests in hand</h2>
    <table>
    <thead><tr><th>PID</th><th>Time</th><th>Request</th></tr></thead>
    <tbody id="requests"></tbody>
    </table>
    </section>
    <section>
    <h2>Totals</h2>
    <dl id="totals"></dl>
    </section>
    </main>
    <noscript><p>This page needs JavaScript; <a href="status">status</a> has the same as JSON.</p></noscript>
    """
}
