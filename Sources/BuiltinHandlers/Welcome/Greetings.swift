/// What a ``WelcomeHandler`` says, but for the number of its worker: made once, before the workers are forked.
// An object, for each array that a worker copied would cost it a page: to count a reference writes to it.
package final class Greetings: Sendable {
  let text: Greeting
  /// For browsers.
  let page: Greeting

  /// - Parameter limits: The pool's limits in words.
  package init(limits: String) {
    text = Greeting(
      type: "text/plain; charset=utf-8", before: "Served by worker ",
      after: " of a Prefork pool with \(limits).\n")
    page = Greeting(
      type: "text/html; charset=utf-8",
      before: """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Prefork</title>
        <style>
        :root { color-scheme: light dark; font: 1.1rem/1.6 system-ui, sans-serif }
        main { max-width: 38rem; margin: 12vh auto; padding: 0 1.2rem }
        h1 { font-size: 1.6rem; margin: 0 } code { font-size: 1em }
        </style>
        </head>
        <body>
        <main>
        <h1>Prefork is running</h1>
        <p>Worker <strong>
        """,
      after: """
        </strong> served this page. Its pool has \(limits).</p>
        <p>Load it and watch it grow: start <code>ServerCLI --dummy-delay 100ms</code> and reload in many tabs.
        Serve files with <code>ServerCLI --root DIR</code>.</p>
        </main>
        </body>
        </html>

        """)
  }
}
