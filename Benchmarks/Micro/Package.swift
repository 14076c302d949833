// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableExperimentalFeature("Lifetimes"),
]
// The timer wheel and the file cache are internal to their modules.
let testable: [SwiftSetting] = [.unsafeFlags(["-enable-testing"])]

let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

// What is measured has package access, which ends at the package: so its layers are targets of this one too, by links
// to their sources in Layers/.
let package = Package(
  name: "Micro",
  dependencies: [
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
    // Without its traits, which interpose malloc and the Swift runtime.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.0", traits: []),
  ],
  targets: [
    .target(name: "CEpollShim", path: "Layers/CEpollShim"),
    .target(
      name: "LinuxIO", dependencies: ["CEpollShim", systemPackage], path: "Layers/LinuxIO",
      swiftSettings: strict),
    .target(
      name: "IPCProtocol", dependencies: ["LinuxIO", systemPackage], path: "Layers/IPCProtocol",
      swiftSettings: strict),
    .target(name: "HTTPCore", path: "Layers/HTTPCore", swiftSettings: strict),
    .target(
      name: "WorkerRuntime", dependencies: ["HTTPCore", "IPCProtocol", "LinuxIO", logging, systemPackage],
      path: "Layers/WorkerRuntime", swiftSettings: strict + testable),
    .target(
      name: "BuiltinHandlers", dependencies: ["HTTPCore", "LinuxIO", "WorkerRuntime", systemPackage],
      path: "Layers/BuiltinHandlers", swiftSettings: strict + testable),
    .executableTarget(
      name: "Micro",
      dependencies: [
        "BuiltinHandlers", "HTTPCore", "IPCProtocol", "LinuxIO", "WorkerRuntime", systemPackage,
        .product(name: "Benchmark", package: "benchmark"),
      ], path: "Benchmarks/Micro", swiftSettings: strict,
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ]
)
