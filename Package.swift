// swift-tools-version: 6.2
import PackageDescription

// CI treats every warning as an error; a user's build with a newer compiler must not break for one.
let warnings: [SwiftSetting] =
  Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]

let strict: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableExperimentalFeature("Lifetimes"),
  ] + warnings

let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let nioCore = Target.Dependency.product(
  name: "NIOCore", package: "swift-nio", condition: .when(traits: ["NIO"]))
let nioPosix = Target.Dependency.product(
  name: "NIOPosix", package: "swift-nio", condition: .when(traits: ["NIO"]))
let nioHTTP1 = Target.Dependency.product(
  name: "NIOHTTP1", package: "swift-nio", condition: .when(traits: ["Hummingbird"]))
let hummingbird = Target.Dependency.product(
  name: "Hummingbird", package: "hummingbird", condition: .when(traits: ["Hummingbird"]))
let hummingbirdCore = Target.Dependency.product(
  name: "HummingbirdCore", package: "hummingbird", condition: .when(traits: ["Hummingbird"]))
let lifecycle = Target.Dependency.product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle", condition: .when(traits: ["Hummingbird"]))

let package = Package(
  name: "prefork",
  products: [
    .library(name: "Prefork", targets: ["Prefork"]),
    .library(name: "PreforkTesting", targets: ["PreforkTesting"]),
    .library(name: "PreforkNIO", targets: ["PreforkNIO"]),
    .library(name: "PreforkHummingbird", targets: ["PreforkHummingbird"]),
    .executable(name: "ServerCLI", targets: ["ServerCLI"]),
  ],
  // Without them neither is fetched nor built: their targets are empty.
  traits: [
    .trait(name: "NIO", description: "PreforkNIO: SwiftNIO servers in the workers."),
    .trait(
      name: "Hummingbird", description: "PreforkHummingbird: Hummingbird applications in the workers.",
      enabledTraits: ["NIO"]),
    .default(enabledTraits: []),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    // Without its trait for URL, which would bring Foundation into every worker.
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
  ],
  targets: [
    // Layers, bottom up. A target imports only what stands above its own line.
    .target(name: "CEpollShim", path: "Modules/CEpollShim"),
    .target(name: "LinuxIO", dependencies: ["CEpollShim", systemPackage], swiftSettings: strict),
    .target(name: "IPCProtocol", dependencies: ["LinuxIO", systemPackage], swiftSettings: strict),
    .target(name: "HTTPCore", swiftSettings: strict),
    .target(
      name: "PoolSupervisor",
      dependencies: ["IPCProtocol", "LinuxIO", logging, systemPackage], swiftSettings: strict),
    .target(
      name: "WorkerRuntime",
      dependencies: ["HTTPCore", "IPCProtocol", "LinuxIO", logging, systemPackage], swiftSettings: strict),
    .target(
      name: "AdminEndpoint",
      dependencies: ["HTTPCore", "IPCProtocol", "LinuxIO", "WorkerRuntime", logging, systemPackage],
      swiftSettings: strict),
    .target(
      name: "BuiltinHandlers", dependencies: ["HTTPCore", "LinuxIO", "WorkerRuntime", systemPackage],
      swiftSettings: strict),
    .target(
      name: "Launch",
      dependencies: [
        "AdminEndpoint", "HTTPCore", "IPCProtocol", "LinuxIO", "PoolSupervisor", "WorkerRuntime", logging,
        systemPackage, argumentParser, yams,
      ], swiftSettings: strict),
    .target(
      name: "Prefork",
      dependencies: [
        "HTTPCore", "IPCProtocol", "Launch", "LinuxIO", "PoolSupervisor", "WorkerRuntime", argumentParser,
        httpTypes, logging, metrics, systemPackage,
      ], swiftSettings: strict),
    .target(name: "PreforkTesting", dependencies: ["Prefork", httpTypes, logging], swiftSettings: strict),
    .target(
      name: "PreforkNIO",
      dependencies: ["LinuxIO", "Prefork", "WorkerRuntime", logging, nioCore, nioPosix], swiftSettings: strict
    ),
    .target(
      name: "PreforkHummingbird",
      dependencies: [
        "HTTPCore", "Prefork", "PreforkNIO", "WorkerRuntime", httpTypes, hummingbird, hummingbirdCore,
        lifecycle, logging, nioCore, nioHTTP1,
      ], swiftSettings: strict),
    .executableTarget(
      name: "ServerCLI",
      dependencies: [
        "BuiltinHandlers", "HTTPCore", "Launch", "LinuxIO", "PoolSupervisor", "Prefork", "WorkerRuntime",
        argumentParser,
      ], swiftSettings: strict,
      // Symbols are bound at the start, once, and not by each worker anew when it first calls them.
      linkerSettings: [.unsafeFlags(["-Xlinker", "-z", "-Xlinker", "now"])]),

    .testTarget(name: "CEpollShimTests", dependencies: ["CEpollShim"], swiftSettings: strict),
    .testTarget(
      name: "LinuxIOTests", dependencies: ["CEpollShim", "LinuxIO", systemPackage],
      swiftSettings: strict),
    .testTarget(
      name: "IPCProtocolTests", dependencies: ["IPCProtocol", "LinuxIO", systemPackage],
      swiftSettings: strict),
    .testTarget(
      name: "HTTPCoreTests", dependencies: ["HTTPCore"], exclude: ["Corpus"], swiftSettings: strict),
    .testTarget(
      name: "PoolSupervisorTests",
      dependencies: ["IPCProtocol", "LinuxIO", "PoolSupervisor", logging, systemPackage],
      swiftSettings: strict),
    .testTarget(
      name: "WorkerRuntimeTests",
      dependencies: [
        "HTTPCore", "IPCProtocol", "LinuxIO", "TestSupport", "WorkerRuntime", logging, systemPackage,
      ], swiftSettings: strict),
    .testTarget(
      name: "AdminEndpointTests",
      dependencies: ["AdminEndpoint", "IPCProtocol", "LinuxIO"], swiftSettings: strict),
    .testTarget(
      name: "BuiltinHandlersTests",
      dependencies: ["BuiltinHandlers", "HTTPCore", "LinuxIO", "TestSupport", systemPackage],
      swiftSettings: strict),
    .testTarget(
      name: "LaunchTests",
      dependencies: ["IPCProtocol", "Launch", "LinuxIO", "PoolSupervisor", argumentParser],
      swiftSettings: strict),
    .testTarget(
      name: "PreforkTests",
      dependencies: [
        "HTTPCore", "IPCProtocol", "Launch", "LinuxIO", "PoolSupervisor", "Prefork", "PreforkTesting",
        "WorkerRuntime", httpTypes, logging, metrics,
      ], swiftSettings: strict),
    .testTarget(
      name: "ServerCLITests",
      dependencies: [
        "AdminEndpoint", "BuiltinHandlers", "HTTPCore", "Launch", "LinuxIO", "PoolSupervisor", "ServerCLI",
        "TestSupport", "WorkerRuntime", argumentParser,
        logging, systemPackage,
      ], swiftSettings: strict),
    .target(
      name: "TestSupport", dependencies: ["CEpollShim", "LinuxIO", systemPackage], path: "Tests/TestSupport",
      swiftSettings: strict),
    .target(name: "OldKernel", path: "Tests/OldKernel"),
    .executableTarget(
      name: "PoolFixture",
      dependencies: [
        "AdminEndpoint", "BuiltinHandlers", "HTTPCore", "IPCProtocol", "LinuxIO", "OldKernel",
        "PoolSupervisor", "WorkerRuntime", logging,
      ], path: "Tests/PoolFixture", swiftSettings: strict),
    // As a user's program: it sees nothing but what is public.
    .executableTarget(
      name: "HostingFixture", dependencies: ["Prefork", argumentParser, httpTypes, logging, metrics],
      path: "Tests/HostingFixture", swiftSettings: strict),
    .executableTarget(
      name: "AsyncHostingFixture", dependencies: ["Prefork", httpTypes], path: "Tests/AsyncHostingFixture",
      swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "AdminEndpoint", "AsyncHostingFixture", "HostingFixture", "IPCProtocol", "LinuxIO", "PoolFixture",
        "ServerCLI",
        "TestSupport",
      ],
      swiftSettings: strict),
  ]
)
