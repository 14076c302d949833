// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "events",
  dependencies: [
    .package(name: "prefork", path: "../.."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
  ],
  targets: [
    .executableTarget(
      name: "events",
      dependencies: [
        .product(name: "Prefork", package: "prefork"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    .testTarget(name: "EventsTests", dependencies: ["events"]),
  ])
