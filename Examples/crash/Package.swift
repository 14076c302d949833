// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "crash",
  dependencies: [.package(name: "prefork", path: "../..")],
  targets: [
    .executableTarget(name: "crash", dependencies: [.product(name: "Prefork", package: "prefork")])
  ])
