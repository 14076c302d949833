// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "crashes",
  dependencies: [
    .package(name: "prefork", path: "../.."),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
  ],
  targets: [
    .executableTarget(
      name: "prefork-crashes", dependencies: [.product(name: "Prefork", package: "prefork")]),
    .executableTarget(
      name: "hummingbird-crashes", dependencies: [.product(name: "Hummingbird", package: "hummingbird")]),
  ])
