extension Dashboard {
  /// The colours of the states differ in brightness, too, and each state has a letter.
  static let style = """
    :root {
      color-scheme: light dark;
      --page: #f6f7f9; --card: #fff; --text: #1b1f24; --faint: #59636e; --line: #d5dae0;
      --idle: #2da44e; --waiting: #8a94a0; --handling: #0969da; --awaiting-client: #8250df; --starting: #bf8700;
      --leaving: #cf222e; --requests: #0969da; --p50: #1a7f37; --p99: #bc4c00; --backlog: #bf8700; --cell: #fff;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --page: #0d1117; --card: #161b22; --text: #e6edf3; --faint: #9198a1; --line: #30363d;
        --idle: #3fb950; --waiting: #6e7681; --handling: #58a6ff; --awaiting-client: #bc8cff; --starting: #d29922;
        --leaving: #ff7b72; --requests: #58a6ff; --p50: #56d364; --p99: #ffa657; --backlog: #d29922; --cell: #0d1117;
      }
    }
    * { box-sizing: border-box }
    body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif }
    header, main, #notice { max-width: 1200px; margin: 0 auto; padding: 0 12px }
    header { display: flex; flex-wrap: wrap; gap: 0 16px; align-items: baseline; padding-top: 12px }
    h1 { font-size: 22px; margin: 0 } h2 { font-size: 15px; margin: 0; display: inline }
    header p, figcaption span, h2 span { color: var(--faint); font-weight: normal; margin: 0 }
    header p, figcaption, td, dd { overflow-wrap: anywhere; font-variant-numeric: tabular-nums }
    #notice { padding: 8px 12px; margin-top: 8px; border-left: 4px solid var(--starting); background: var(--card) }
    #notice.alarm { border-color: var(--leaving) }
    main { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 12px;
      padding-top: 12px; padding-bottom: 24px }
    section, figure { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px;
      margin: 0; min-width: 0 }
    #grid { display: flex; flex-wrap: wrap; gap: 3px; margin: 8px 0; max-height: 190px; overflow-y: auto }
    #grid i { width: 17px; height: 17px; border-radius: 3px; color: var(--cell); font: bold 11px/17px monospace;
      text-align: center }
    .idle { background: var(--idle) } .waiting { background: var(--waiting) }
    .handling { background: var(--handling) } .awaiting-client { background: var(--awaiting-client) }
    .starting { background: var(--starting) } .leaving { background: var(--leaving) }
    ul { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 14px; padding: 0; margin: 0; color: var(--faint);
      font-size: 13px }
    li b { display: inline-block; min-width: 15px; height: 15px; border-radius: 3px; margin-right: 5px; color: var(--cell);
      font: bold 10px/15px monospace; text-align: center; vertical-align: -2px }
    .plot { position: relative; margin: 8px 0; padding-top: 20px }
    .plot span { position: absolute; top: 0; font-size: 12px; color: var(--faint); background: var(--card) }
    .left { left: 0 } .right { right: 0 }
    svg { display: block; width: 100%; height: 120px; border-bottom: 1px solid var(--line) }
    svg path { vector-effect: non-scaling-stroke; stroke-width: 1.8; stroke-linejoin: round }
    table { width: 100%; border-collapse: collapse; margin-top: 8px; font-size: 13px }
    th { text-align: left; color: var(--faint); font-weight: normal }
    td, th { padding: 2px 8px 2px 0; vertical-align: top } td:last-child { font-family: monospace }
    dl { display: grid; grid-template-columns: auto 1fr; gap: 2px 12px; margin: 8px 0 0; font-size: 13px }
    dt { color: var(--faint) } dd { margin: 0 }
    """
}
