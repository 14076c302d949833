// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "hello",
  // Beside a clone of Prefork this is .package(path: "../prefork").
  dependencies: [.package(name: "prefork", path: "../..")],
  targets: [
    .executableTarget(name: "hello", dependencies: [.product(name: "Prefork", package: "prefork")]),
    .testTarget(
      name: "HelloTests", dependencies: ["hello", .product(name: "PreforkTesting", package: "prefork")]),
  ])
