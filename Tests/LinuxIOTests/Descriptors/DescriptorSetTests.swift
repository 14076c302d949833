import LinuxIO
import Testing

@Suite struct DescriptorSetTests {
  @Test func holdsEachNumberOnceInWhateverOrderTheyCome() {
    var set = DescriptorSet([9, 3, 7, 3])
    set.insert(contentsOf: [1, 9])
    #expect(set == DescriptorSet([1, 3, 7, 9]))
  }

  @Test func leavesOutWhatIsRemovedAndNothingElse() {
    var set = DescriptorSet([1, 3, 7, 9])
    for number: Int32 in [7, 4, 0, 10, -1] { set.remove(number) }
    #expect(set == DescriptorSet([1, 3, 9]))
    for number: Int32 in [1, 3, 9, 9] { set.remove(number) }
    #expect(set == DescriptorSet())
  }

  @Test func passesOverWhatStandsForNone() {
    #expect(DescriptorSet([-1, .min]) == DescriptorSet())
  }
}
