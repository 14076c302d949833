import IPCProtocol
import LinuxIO
import PoolSupervisor
import SystemPackage
import Testing

/// Whatever happens in whatever order, some things always hold.
@Suite("Random events")
struct RandomEventsTests {
  /// A small generator with a seed, so that a failure can be repeated (SplitMix64).
  private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
  }

  @Test(arguments: UInt64(1)...40)
  func invariantsHold(seed: UInt64) throws {
    var random = Seeded(state: seed)
    var (pool, capacity) = try disturb(HealthLimits(), using: &random)
    try expectRest(&pool)
    try expectEnd(pool, capacity, using: &random)
  }

  /// Workers hang, grow old and fat, and never become ready, besides all else; each still ends in one way.
  @Test(arguments: UInt64(41)...60)
  func invariantsHoldWithHealthLimits(seed: UInt64) throws {
    var random = Seeded(state: seed)
    let health = HealthLimits(
      requestTimeout: .seconds(2), workerTimeout: .seconds(3), bootTimeout: .seconds(4),
      maxLifetime: .seconds(30), maxMemory: 100, killGrace: .seconds(1))
    let (pool, _) = try disturb(health, using: &random)
    let verdicts: [WorkerEnding] = [.requestTimeout, .unresponsive, .bootTimeout, .lifetime, .memory]
    #expect(verdicts.contains { pool.pool.history.ended[$0] != nil }, "\(pool.pool.history.ended)")
  }

  /// Lets 2,000 turns come as they like.
  private func disturb(
    _ health: HealthLimits, using random: inout Seeded
  ) throws -> (SimulatedPool, capacity: Int) {
    let minSpare = Int.random(in: 0...6, using: &random)
    let maxSpare = minSpare + Int.random(in: 0...6, using: &random)
    let maxWorkers = max(1, maxSpare + Int.random(in: 0...20, using: &random))
    let limits = try PoolLimits(
      startWorkers: minSpare, minSpareWorkers: minSpare, maxSpareWorkers: maxSpare, maxWorkers: maxWorkers,
      spawnBurst: Int.random(in: 1...8, using: &random), health: health)
    // Now and then too little for two whole generations.
    let capacity = maxWorkers + Int.random(in: 1...(2 * maxWorkers + 4), using: &random)
    var pool = SimulatedPool(limits, capacity: capacity)
    pool.configuration = (limits, .seconds(3))
    var most = maxWorkers
    var spawned = 0
    var left = 0
    for _ in 0..<2000 {
      pool.backlog = Int.random(in: 0...30, using: &random)
      pool.awaitsHeir = Int.random(in: 0...9, using: &random) == 0
      pool.forkFailure = Int.random(in: 0...20, using: &random) == 0 ? .spawnFailed(.noMemory) : nil
      if health != HealthLimits() { pool.sightings = sightings(of: pool, using: &random) }
      let event = event(for: pool, using: &random)
      if case .left = event { left += 1 }
      let orders = order(using: &random)
      let before = pool.pool.isInTransition
      let actions = pool.turn((event.map { [$0] } ?? []) + orders)
      if before, orders == [.reloadOrdered] { expectDecision(actions, pool) }
      most = max(most, pool.pool.limits.maxWorkers)
      pool.advance(by: .milliseconds(Int.random(in: 0...2000, using: &random)))
      let tally = pool.pool.tally
      let members = pool.pool.members
      let (present, next) = (pool.pool.generation, pool.pool.nextGeneration)
      let presentCount = members.count { $0.generation == present }
      // Whoever is neither of the present generation nor of the next is on the way out.
      let stray = members.first { $0.generation != present && $0.generation != next && $0.retirement == nil }
      #expect(tally.total <= capacity && tally.total == members.count && presentCount <= most && stray == nil)
      #expect(min(tally.starting, tally.idle, tally.busy, tally.retiring) >= 0)
      for state in WorkerState.allCases { #expect(pool.ids(state).count == count(state, tally)) }
    }
    spawned = pool.pool.history.spawned
    #expect(spawned - left == pool.pool.tally.total)
    // Each has ended in one way, and in no other.
    #expect(pool.pool.history.ended.values.reduce(0, +) == left)
    return (pool, capacity)
  }

  private func sightings(of pool: SimulatedPool, using random: inout Seeded) -> [WorkerSighting] {
    pool.pool.members.map {
      WorkerSighting(
        id: $0.id, handlingSince: Bool.random(using: &random) ? 7 : nil,
        pong: UInt64.random(in: 0...3, using: &random),
        requestsAnswered: UInt64.random(in: 0...1, using: &random),
        privateMemory: UInt64.random(in: 0...110, using: &random))
    }
  }

  /// However it is told to end, and whatever happens meanwhile, it ends once, when nobody is left.
  private func expectEnd(
    _ settled: SimulatedPool, _ capacity: Int, using random: inout Seeded
  ) throws {
    for order in [PoolEvent.stop(within: .seconds(30)), .stopPatiently, .handOver] {
      var pool = settled
      let clients = Int.random(in: 0...capacity, using: &random)
      pool.turn(pool.ids(.idle).prefix(clients).map { .accepted($0) })
      var actions = pool.turn(order)
      for _ in 0..<200 {
        pool.backlog = Int.random(in: 0...3, using: &random)
        pool.awaitsHeir = Int.random(in: 0...9, using: &random) == 0
        pool.forkFailure = Int.random(in: 0...9, using: &random) == 0 ? .spawnFailed(.noMemory) : nil
        let again: [PoolEvent] = Int.random(in: 0...99, using: &random) == 0 ? [order] : []
        let event = event(for: pool, using: &random)
        actions += pool.turn((event.map { [$0] } ?? []) + again)
        actions += pool.advance(by: .milliseconds(Int.random(in: 0...100, using: &random)))
        #expect(pool.pool.tally.total <= capacity)
      }
      pool.backlog = 0
      pool.awaitsHeir = false
      pool.forkFailure = nil
      for _ in 0..<20 where pool.pool.tally.total > 0 || !actions.contains(.finish) {
        actions += pool.turn(pool.pool.members.map { .left($0.id, .exited(code: 0)) })
        actions += pool.advance(by: .seconds(11))
      }
      #expect(actions.count { $0 == .finish } == 1 && pool.pool.tally.total == 0, "\(order)")
      #expect(pool.pool.nextDeadline == nil && pool.advance(by: .seconds(3600)).isEmpty, "\(order)")
      let ended = pool.pool.history.ended.values.reduce(0, +)
      #expect(ended == pool.pool.history.spawned, "\(order)")
    }
  }

  /// Left alone with healthy workers and no load, the pool settles and wants nothing more.
  private func expectRest(_ pool: inout SimulatedPool) throws {
    let limits = try #require(pool.configuration).limits
    pool.backlog = 0
    pool.awaitsHeir = false
    pool.forkFailure = nil
    for _ in 0..<20 {
      // Brings back a pool whose workers were all told to leave, and the limits as they were.
      if pool.pool.tally.idle == 0 || pool.pool.limits != limits { pool.turn(.reloadOrdered) }
      pool.becomeReady()
      // They do well, which ends what waiting the deaths have brought.
      pool.sightings = pool.pool.members.map {
        WorkerSighting(id: $0.id, handlingSince: nil, pong: 0, requestsAnswered: 1, privateMemory: nil)
      }
      pool.turn(pool.ids(.busy).map { .finished($0) })
      pool.turn(pool.ids(.retiring).map { .left($0, .exited(code: 0)) })
      pool.advance(by: .seconds(11))
    }
    #expect((limits.minSpareWorkers...limits.maxSpareWorkers).contains(pool.pool.tally.idle))
    #expect(pool.pool.tally.total == pool.pool.tally.idle)
    #expect(pool.advance(by: .seconds(3600)).isEmpty && pool.pool.nextDeadline == nil)
  }

  private func event(for pool: SimulatedPool, using random: inout Seeded) -> PoolEvent? {
    guard let id = pool.pool.members.randomElement(using: &random)?.id else { return nil }
    switch Int.random(in: 0...11, using: &random) {
    case 0...2: return .ready(id)
    case 3...5: return .accepted(id)
    case 6...7: return .finished(id)
    case 8: return .reachedConnectionLimit(id)
    case 9:
      return .left(
        id, Bool.random(using: &random) ? .exited(code: 0) : .killed(by: .segmentationFault),
        requestsAnswered: UInt64.random(in: 0...1, using: &random))
    case 10: return .disconnected(id)
    default: return .violated(id, byte: 0)
    }
  }

  /// What an operator might do, seldom.
  private func order(using random: inout Seeded) -> [PoolEvent] {
    switch Int.random(in: 0...60, using: &random) {
    case 0...5: [.reloadOrdered]
    case 6: [.retireAll]
    case 7...8: [.adjust(by: 1)]
    case 9...10: [.adjust(by: -1)]
    default: []
    }
  }

  /// A reload that is ordered during another is not lost: either it is remembered, or the other is over by now.
  private func expectDecision(_ actions: [PoolAction], _ pool: SimulatedPool) {
    #expect(
      actions.reports.contains { if case .reloadPostponed = $0 { true } else { false } }
        || actions.contains(.readConfiguration), "\(actions)")
  }

  private func count(_ state: WorkerState, _ tally: Tally) -> Int {
    switch state {
    case .starting: tally.starting
    case .idle: tally.idle
    case .busy: tally.busy
    case .retiring: tally.retiring
    }
  }
}
