// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "json-api",
  dependencies: [
    .package(name: "prefork", path: "../.."),
    // Needs Debian's libsqlite3-dev.
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "json-api",
      dependencies: [
        .product(name: "Prefork", package: "prefork"),
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ]),
    .testTarget(
      name: "BooksTests",
      dependencies: [
        "json-api", .product(name: "PreforkTesting", package: "prefork"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
      ]),
  ])
