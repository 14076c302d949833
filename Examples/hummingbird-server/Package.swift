// swift-tools-version: 6.2
import PackageDescription

let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")

let package = Package(
  name: "hummingbird-example",
  dependencies: [
    .package(name: "prefork", path: "../..", traits: ["Hummingbird"]),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.30.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
  ],
  targets: [
    // The application: it knows nothing of Prefork.
    .target(
      name: "Routes",
      dependencies: [
        hummingbird,
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdHTTP2", package: "hummingbird"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),
    // The application under Prefork, and as Hummingbird itself runs it.
    .executableTarget(
      name: "Server",
      dependencies: ["Routes", .product(name: "PreforkHummingbird", package: "prefork")]),
    .executableTarget(name: "Alone", dependencies: ["Routes", hummingbird]),
    // SwiftNIO without a framework.
    .executableTarget(
      name: "Bare",
      dependencies: [
        .product(name: "PreforkNIO", package: "prefork"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ]),
  ]
)
