/// What a program says of itself.
package struct ProgramDescription: Sendable {
  /// What it is called on the command line.
  package var name: String
  /// In one sentence.
  package var abstract: String
  /// In a few, each followed by a space.
  package var discussion: String
  package var version: String

  package init(name: String, abstract: String, discussion: String, version: String) {
    self.name = name
    self.abstract = abstract
    self.discussion = discussion
    self.version = version
  }
}
