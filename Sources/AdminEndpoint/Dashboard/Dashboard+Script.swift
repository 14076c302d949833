extension Dashboard {
  /// Everything a client has written comes in through textContent and title, where markup is text.
  static let script = #"""
    const element = id => document.getElementById(id)
    const STATES = { starting: "S", idle: "_", waiting: "K", handling: "W", "awaiting-client": "C", leaving: "L" }
    const POOL = { busy: "handling", idle: "idle", starting: "starting", retiring: "leaving" }
    const LENGTH = 120
    const history = []
    let previous = null, polls = 0

    const number = value => value === null ? "–" : value >= 100 ? Math.round(value).toLocaleString("en")
      : value.toFixed(value < 10 && value % 1 ? 1 : 0)
    const time = seconds => seconds === null ? "–" : seconds === 0 ? "0 s" : seconds < 0.01 ? (seconds * 1e3).toFixed(2) + " ms"
      : seconds < 1 ? Math.round(seconds * 1e3) + " ms" : seconds < 60 ? seconds.toFixed(1) + " s"
      : seconds < 3600 ? `${Math.floor(seconds / 60)} min` : seconds < 86400 ? `${(seconds / 3600).toFixed(1)} h`
      : `${(seconds / 86400).toFixed(1)} days`
    const bytes = count => {
      for (const unit of ["B", "KiB", "MiB", "GiB"]) {
        if (count < 1024) return number(count) + " " + unit
        count /= 1024
      }
      return number(count) + " TiB"
    }

    // As Prometheus' histogram_quantile(): the requests of a bucket are spread evenly over it.
    function quantile(share, buckets) {
      const total = buckets.reduce((sum, bucket) => sum + bucket.count, 0)
      if (total === 0) return null
      let below = 0, lower = 0
      for (const { up_to_seconds: upper, count } of buckets) {
        if (count > 0 && below + count >= share * total)
          return upper === null ? lower : lower + (upper - lower) * (share * total - below) / count
        below += count
        if (upper !== null) lower = upper
      }
      return lower
    }

    function compare(before, after) {
      const seconds = after.time_seconds - before.time_seconds
      if (before.server.pid !== after.server.pid || seconds <= 0) return { requests: null, p50: null, p99: null }
      const old = before.totals.request_duration.buckets
      const buckets = after.totals.request_duration.buckets.map((bucket, index) =>
        ({ up_to_seconds: bucket.up_to_seconds, count: bucket.count - old[index].count }))
      return { requests: (after.totals.requests - before.totals.requests) / seconds,
        p50: quantile(0.5, buckets), p99: quantile(0.99, buckets) }
    }

    function line(values, top, close) {
      let path = "", isOpen = false
      values.forEach((value, index) => {
        if (value === null) { isOpen = false; return }
        const x = (index + LENGTH - values.length) / (LENGTH - 1) * 600
        path += `${isOpen ? "L" : "M"}${x.toFixed(1)} ${(118 - value / top * 112).toFixed(1)}`
        isOpen = true
      })
      return close && path ? path + `L600 118L${((LENGTH - values.length) / (LENGTH - 1) * 600).toFixed(1)} 118Z` : path
    }

    // series: name of a colour, values, filled or not, and the top of its scale.
    function plot(id, series) {
      element(id).replaceChildren(...series.map(({ colour, values, filled, opacity, top }) => {
        const path = document.createElementNS("http://www.w3.org/2000/svg", "path")
        path.setAttribute("d", line(values, top, filled))
        path.style.fill = filled ? `var(--${colour})` : "none"
        path.style.stroke = `var(--${colour})`
        path.style.fillOpacity = opacity ?? "0.45"
        return path
      }))
    }
    const top = (...lists) => Math.max(1e-6, ...lists.flat().filter(value => value !== null)) || 1

    function drawPlots() {
      const last = history[history.length - 1]
      const column = name => history.map(sample => sample[name])
      // Stacked: each area is drawn from the bottom to the sum of the states so far, the largest first.
      let sums = history.map(() => 0)
      const areas = Object.entries(POOL).map(([state, colour]) => {
        sums = sums.map((sum, index) => sum + history[index][state])
        return { colour, values: sums, filled: true, opacity: "1" }
      })
      const most = Math.max(1, top(sums))
      plot("states", areas.reverse().map(area => ({ ...area, top: most })))
      element("states-scale").textContent = most
      element("states-text").textContent = Object.keys(POOL).map(state => `${last[state]} ${state}`).join(", ")
      const fastest = Math.max(1, top(column("requests"))), slowest = top(column("p99"))
      plot("traffic", [
        { colour: "requests", values: column("requests"), filled: true, top: fastest },
        { colour: "p50", values: column("p50"), top: slowest }, { colour: "p99", values: column("p99"), top: slowest },
      ])
      element("traffic-scale").textContent = number(fastest) + "/s"
      element("latency-scale").textContent = column("p99").some(value => value !== null) ? time(slowest) : ""
      element("traffic-text").textContent =
        `${number(last.requests)}/s, p50 ${time(last.p50)}, p99 ${time(last.p99)}`
      const longest = Math.max(1, top(column("backlog")))
      plot("backlog", [{ colour: "backlog", values: column("backlog"), filled: true, top: longest }])
      element("backlog-scale").textContent = longest
      element("backlog-text").textContent = `${last.backlog} waiting to be accepted`
    }

    function item(colour, letter, text) {
      const item = document.createElement("li"), mark = document.createElement("b")
      mark.style.background = `var(--${colour})`
      mark.textContent = letter
      item.append(mark, text)
      return item
    }

    function drawWorkers({ workers, limits }) {
      const counts = Object.fromEntries(Object.keys(STATES).map(state => [state, 0]))
      const grid = element("grid")
      while (grid.children.length > workers.length) grid.lastChild.remove()
      while (grid.children.length < workers.length) grid.append(document.createElement("i"))
      workers.forEach((worker, index) => {
        counts[worker.state] += 1
        const cell = grid.children[index]
        cell.className = worker.state
        cell.textContent = STATES[worker.state]
        cell.title = `${worker.pid} ${worker.state} for ${time(worker.state_seconds)}, ${worker.requests} requests`
          + (worker.request ? `: ${worker.request.method} ${worker.request.target}` : "")
      })
      const words = Object.entries(counts).map(([state, count]) => `${count} ${state}`)
      grid.setAttribute("aria-label", `${workers.length} workers: ${words.join(", ")}`)
      element("workers-sum").textContent = `${workers.length} of at most ${limits.max_workers}, `
        + `${limits.min_spare_workers} to ${limits.max_spare_workers} spare`
      element("legend").replaceChildren(...Object.entries(STATES).map(([state, letter]) =>
        item(state, letter, `${state} ${counts[state]}`)))
    }

    function drawRequests({ workers }) {
      const rows = workers.filter(worker => worker.request)
        .sort((one, other) => other.request.seconds - one.request.seconds).slice(0, 8)
      element("requests").replaceChildren(...rows.map(({ pid, request }) => {
        const row = document.createElement("tr")
        const target = request.target.length > 120 || request.target_is_cut ? request.target.slice(0, 120) + "…"
          : request.target
        for (const text of [pid, time(request.seconds), `${request.method} ${target}`]) {
          row.insertCell().textContent = text
        }
        return row
      }))
    }

    function drawTotals({ totals, workers }) {
      const ended = Object.entries(totals.ended).filter(([, count]) => count > 0)
      const memory = workers.reduce((sum, worker) => sum + worker.private_memory_bytes, 0)
      const facts = {
        Requests: `${number(totals.requests)} on ${number(totals.connections)} connections`,
        Responses: Object.entries(totals.responses).filter(([, count]) => count > 0)
          .map(([name, count]) => `${number(count)} ${name}`).join(", ") || "none",
        Sent: bytes(totals.bytes_sent),
        Forked: `${totals.spawned}` + (totals.failed_spawns ? `, ${totals.failed_spawns} failed` : ""),
        Ended: ended.map(([reason, count]) => `${count} ${reason}`).join(", ") || "none",
        "At the maximum": `${totals.episodes_at_maximum} times, ${time(totals.at_maximum_seconds)}`,
        "Private memory": memory ? bytes(memory) : "not measured",
      }
      element("totals").replaceChildren(...Object.entries(facts).flatMap(([name, text]) => {
        const term = document.createElement("dt"), value = document.createElement("dd")
        term.textContent = name
        value.textContent = text
        return [term, value]
      }))
    }

    function notify(text, isAlarm) {
      const notice = element("notice")
      notice.hidden = !text
      notice.classList.toggle("alarm", isAlarm)
      if (notice.textContent !== text) notice.textContent = text
    }

    function draw(status) {
      const { server, pool } = status
      element("server").textContent = `${status.version}, pid ${server.pid}, ${server.phase} for `
        + `${time(server.uptime_seconds)}, generation ${server.generation}`
      notify([server.degraded && "Degraded: workers die young, forking more is held back.",
        server.at_maximum && "At the maximum: every worker is busy and connections wait."].filter(Boolean).join(" "),
        server.degraded)
      const rates = previous ? compare(previous, status) : { requests: null, p50: null, p99: null }
      history.push({ ...pool, ...rates })
      if (history.length > LENGTH) history.shift()
      previous = status
      drawWorkers(status)
      drawPlots()
      drawRequests(status)
      drawTotals(status)
    }

    async function poll() {
      const begin = performance.now()
      if (!document.hidden) {
        try {
          const answer = await fetch("status", { cache: "no-store", signal: AbortSignal.timeout(5000) })
          if (!answer.ok) throw new Error(`status ${answer.status}`)
          draw(await answer.json())
          polls += 1
          document.body.dataset.polls = polls
        } catch (error) {
          notify(`No answer: ${error.message}. What is shown is the latest known.`, true)
        }
      }
      setTimeout(poll, Math.max(100, 1000 - (performance.now() - begin)))
    }

    element("states-legend").append(...Object.entries(POOL).map(([state, colour]) => item(colour, "", state)))
    element("traffic-legend").append(item("requests", "", "requests per second (left)"), item("p50", "", "p50 (right)"),
      item("p99", "", "p99 (right)"))
    poll()
    """#
}
