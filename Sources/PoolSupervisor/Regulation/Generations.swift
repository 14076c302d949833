/// Which workers are the present ones, and which are to follow them.
struct Generations: Equatable, Sendable {
  /// The generation in charge; the first has the number 1.
  var present: UInt32 = 1
  /// The highest number that was ever given, so that no number is given twice.
  var latest: UInt32 = 1
  /// The next generation, while it is being started.
  var transition: Transition?
  /// A reload was ordered that could not begin at once. Several are one: it is the configuration at its beginning that
  /// counts.
  var reloadIsPending = false
  /// Living workers of other generations than the present one: successors, and those who finish what they have.
  var strangers = 0
  /// Every worker was told to leave and none is to follow until a reload.
  var isDormant = false
  /// The listeners belong to another process already.
  var isHandingOver = false
}
