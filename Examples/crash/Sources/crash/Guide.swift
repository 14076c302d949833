/// What there is to try.
let guide = """
  What goes wrong here, goes wrong for one client. Watch the log, and ask /worker meanwhile:

    curl http://127.0.0.1:8080/nil         unwraps nil: 500; the log names the request; /nil?n=1 is well
    curl http://127.0.0.1:8080/index       reads an array beyond its end: 500
    curl http://127.0.0.1:8080/overflow    adds 1 to 127 in 8 bits: 500; with ?n=1 it is 2
    curl http://127.0.0.1:8080/stack       calls itself for ever: 500 when the stack is full
    curl http://127.0.0.1:8080/throw       throws an error: 500 and a line in the log, but no worker ends
    curl http://127.0.0.1:8080/loop        never ends: 503 after --request-timeout, 30 s if you say no other
    curl http://127.0.0.1:8080/leak        keeps 16 MiB more each time: with --max-worker-memory 100MiB the worker is
                                           replaced behind an answer, and nobody gets an error
    kill -KILL $(curl -s http://127.0.0.1:8080/worker)   another worker takes its place

  """
