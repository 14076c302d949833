// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "guestbook",
  dependencies: [
    .package(path: "../prefork"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
  ],
  targets: [
    .executableTarget(
      name: "guestbook",
      dependencies: [
        .product(name: "Prefork", package: "prefork"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .testTarget(
      name: "guestbookTests",
      dependencies: ["guestbook", .product(name: "PreforkTesting", package: "prefork")]),
  ])
