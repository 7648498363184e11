// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "order-reports",
    dependencies: [
        // In your package: a URL and a version, or this with the path of your clone, whatever its folder is called.
        .package(name: "insights-simulator", path: "../..")
    ],
    targets: [
        .target(
            name: "OrderReports", dependencies: [.product(name: "InsightsSimulator", package: "insights-simulator")]),
        .target(name: "GeneratedClient"),
        .executableTarget(
            name: "serve-simulator",
            dependencies: [
                .product(name: "InsightsServer", package: "insights-simulator"),
                .product(name: "InsightsSimulator", package: "insights-simulator"),
            ]),
        .testTarget(
            name: "OrderReportsTests",
            dependencies: [
                "OrderReports", "GeneratedClient",
                .product(name: "InsightsSimulator", package: "insights-simulator"),
                .product(name: "InsightsServing", package: "insights-simulator"),
                .product(name: "InsightsSwiftTesting", package: "insights-simulator"),
            ]),
    ]
)
