public import ArgumentParser

/// The options of an application that has none of its own.
public struct NoOptions: ParsableArguments {
  /// Makes no options.
  public init() {}
}
