// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "orders",
    dependencies: [
        // The folder of your clone of insights-simulator; in a project of yours, an address and a version.
        .package(
            name: "insights-simulator",
            path: Context.environment["INSIGHTS_SIMULATOR_PACKAGE"] ?? "../insights-simulator")
    ],
    targets: [
        .testTarget(
            name: "OrderTests",
            dependencies: [.product(name: "InsightsSimulator", package: "insights-simulator")])
    ]
)
