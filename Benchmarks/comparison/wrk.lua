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

-- wrk takes a sample for each batch, but believes that a request is due in each mean time of one *request*, and adds
-- samples for those that were late (stats_correct in its source). The samples as they were: count by microseconds.
local function without_correction(summary, latency, clients)
  local expected = math.floor(summary.duration / math.floor(summary.requests / clients))
  local counts, times = {}, {}
  for index = 1, #latency do
    local time, count = latency(index)
    counts[time], times[index] = count, time
  end
  for index = #times, 1, -1 do
    local late = times[index] - expected
    -- Below the least real sample wrk does not list those that it added.
    while counts[times[index]] > 0 and late > expected and counts[late] do
      counts[late] = counts[late] - counts[times[index]]
      late = late - expected
    end
  end
  return counts, times
end

local function percentiles_of_batches(summary, latency, clients)
  local counts, times = without_correction(summary, latency, clients)
  local total = 0
  for _, time in ipairs(times) do total = total + counts[time] end
  return function(part)
    local seen = 0
    for _, time in ipairs(times) do
      seen = seen + counts[time]
      if seen >= total * part / 100 then return time end
    end
  end
end

function done(summary, latency)
  local errors = summary.errors
  local percentile = function(part) return latency:percentile(part) end
  if depth > 1 then percentile = percentiles_of_batches(summary, latency, tonumber(os.getenv("CLIENTS"))) end
  io.write(string.format(
    '\nOUTCOME {"requests": %d, "bytes": %d, "microseconds": %d, "p50": %d, "p99": %d, "p99.9": %d, '
      .. '"connect": %d, "read": %d, "write": %d, "status": %d, "timeout": %d}\n',
    summary.requests, summary.bytes, summary.duration,
    percentile(50), percentile(99), percentile(99.9),
    errors.connect, errors.read, errors.write, errors.status, errors.timeout))
end
