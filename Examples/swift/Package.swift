// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "order-reports",
    dependencies: [
        // In your package: a URL and a version.
        .package(name: "insights-simulator", path: "../..")
    ],
    targets: [
        .target(
            name: "OrderReports", dependencies: [.product(name: "InsightsSimulator", package: "insights-simulator")]),
        .executableTarget(
            name: "serve-simulator",
            dependencies: [
                .product(name: "InsightsServer", package: "insights-simulator"),
                .product(name: "InsightsSimulator", package: "insights-simulator"),
            ]),
        .testTarget(
            name: "OrderReportsTests",
            dependencies: ["OrderReports", .product(name: "InsightsSimulator", package: "insights-simulator")]),
    ]
)
