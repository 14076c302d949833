// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "handlers",
  dependencies: [.package(name: "prefork", path: "../..")],
  targets: [
    .executableTarget(name: "sync-handler", dependencies: [.product(name: "Prefork", package: "prefork")]),
    .executableTarget(name: "async-handler", dependencies: [.product(name: "Prefork", package: "prefork")]),
  ])
