// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "guestbook",
  dependencies: [
    .package(path: "../prefork")
  ],
  targets: [
    .executableTarget(
      name: "guestbook",
      dependencies: [.product(name: "Prefork", package: "prefork")]),
    .testTarget(
      name: "guestbookTests",
      dependencies: ["guestbook", .product(name: "PreforkTesting", package: "prefork")]),
  ])
