// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "upload",
  dependencies: [
    .package(name: "prefork", path: "../.."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
  ],
  targets: [
    .executableTarget(
      name: "upload",
      dependencies: [
        .product(name: "Prefork", package: "prefork"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    .testTarget(
      name: "UploadTests",
      dependencies: [
        "upload", .product(name: "PreforkTesting", package: "prefork"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
  ])
