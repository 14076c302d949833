import LinuxIO

/// One worker more, one fewer, by an operator's order.
extension Pool {
  /// Moves the limits by one step, up or down, and when down lets one idle worker go that is not needed any more.
  mutating func adjust(by step: Int) -> [PoolAction] {
    guard lifecycle == .running else { return [] }
    let adjusted = limits.adjusted(by: step)
    guard adjusted != limits, adjusted.maxWorkers <= PoolLimits.mostWorkers(for: capacity) else {
      return [report(.adjustmentRefused(by: step))]
    }
    limits = adjusted
    if let next = generations.transition?.limits.adjusted(by: step) { generations.transition?.limits = next }
    var actions = [report(.adjusted(by: step))]
    guard step < 0, tally.spare > limits.minSpareWorkers,
      let coldest = members.last(where: { $0.state == .idle && $0.generation == generations.present })
    else { return actions }
    beginRetirement(of: coldest.id, because: .ordered)
    actions += [report(.retiring(coldest.id, pid: coldest.pid, .ordered)), .retire(coldest.id)]
    return actions
  }
}
