-- Sends DEPTH requests at once if that is set, and prints in the end what a program can read.
local depth = tonumber(os.getenv("DEPTH") or "1")

if depth > 1 then
  local batch
  function init()
    local requests = {}
    for index = 1, depth do requests[index] = wrk.format() end
    batch = table.concat(requests)
  end
  function request() return batch end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nOUTCOME {"requests": %d, "bytes": %d, "microseconds": %d, "p50": %d, "p99": %d, "p99.9": %d, '
      .. '"connect": %d, "read": %d, "write": %d, "status": %d, "timeout": %d}\n',
    summary.requests, summary.bytes, summary.duration,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9),
    errors.connect, errors.read, errors.write, errors.status, errors.timeout))
end
