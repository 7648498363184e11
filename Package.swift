// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Returns a library target of this package, with the settings every target shares.
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

/// Returns the test target of a module: it may import what it tests and what it needs to drive it.
func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: swiftSettings)
}

let package = Package(
    name: "insights-simulator",
    products: [
        .executable(name: "insights-sim", targets: ["insights-sim"]),
        // Everything an embedding test needs: the simulator and the modules its public declarations speak of.
        .library(
            name: "InsightsSimulator",
            targets: [
                "InsightsSimulator", "InsightsReports", "InsightsFaults", "InsightsAPI", "InsightsFixtures",
                "InsightsQuery", "InsightsHTTP", "InsightsJSON", "InsightsTime",
            ]),
        // The contracts alone, for any client and server; and with the simulator to run them on, for tests in Swift.
        .library(
            name: "InsightsContracts",
            targets: ["InsightsContracts", "InsightsAPI", "InsightsHTTP", "InsightsJSON", "InsightsTime"]),
        .library(
            name: "InsightsTesting",
            targets: [
                "InsightsTesting", "InsightsContracts", "InsightsSimulator", "InsightsReports", "InsightsFaults",
                "InsightsFixtures", "InsightsAPI",
                "InsightsQuery", "InsightsHTTP", "InsightsJSON", "InsightsTime",
            ]),
        // Judges a client by what it called: the report card, verdicts on calls, torture.
        .library(
            name: "InsightsClientAudit",
            targets: [
                "InsightsClientAudit", "InsightsContracts", "InsightsSimulator", "InsightsReports", "InsightsFaults",
                "InsightsFixtures", "InsightsAPI",
                "InsightsQuery", "InsightsHTTP", "InsightsJSON", "InsightsTime",
            ]),
        .library(name: "InsightsServer", targets: ["InsightsServer", "InsightsHTTP"]),
        // A simulator behind a port, for code that opens connections itself.
        .library(name: "InsightsServing", targets: ["InsightsServing"]),
        // A sandbox for each test of Swift Testing; needs its module, which comes with Swift.
        .library(name: "InsightsSwiftTesting", targets: ["InsightsSwiftTesting"]),
        // What `exec` preloads where it can make no namespaces; it belongs beside the program.
        .library(name: "insights-sim-preload", type: .dynamic, targets: ["CPreload"]),
    ],
    targets: [
        // Level 0: C libraries of the system, and JSON.
        .systemLibrary(name: "CLinux"),
        // Compiled, since the calls need GNU's declarations, which would change what Swift imports from CLinux.
        .target(name: "CNamespaces"),
        .target(name: "CPreload"),
        // Fixtures and contracts, copied beside what is built: a build that was moved or cached has no source tree.
        .target(
            name: "CData", path: ".", sources: ["Sources/CData/data.c"],
            resources: [.copy("fixtures"), .copy("contracts")], publicHeadersPath: "Sources/CData/include"),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
        // The files of the console, which the compiler embeds.
        .target(name: "CConsole"),
        library("InsightsJSON"),
        library("InsightsTime"),
        // Level 1
        library("InsightsHTTP", ["InsightsTime"]),
        library("InsightsQuery", ["InsightsJSON", "InsightsTime"]),
        library("InsightsStore", ["InsightsJSON"]),
        // Level 2
        library("InsightsServer", ["InsightsHTTP", "InsightsTime", "CLinux", "COpenSSL"]),
        library("InsightsAPI", ["InsightsHTTP", "InsightsJSON", "InsightsTime", "CZlib"]),
        library("InsightsRandomness", ["InsightsHTTP", "COpenSSL"]),
        library(
            "InsightsFixtures",
            ["InsightsAPI", "InsightsQuery", "InsightsHTTP", "InsightsJSON", "InsightsTime", "CLinux", "CData"]),
        library("InsightsSQLite", ["InsightsStore", "CSQLite"]),
        // Level 3
        library(
            "InsightsFaults", ["InsightsAPI", "InsightsRandomness", "InsightsStore", "InsightsJSON", "InsightsTime"]),
        library(
            "InsightsReports",
            [
                "InsightsFaults", "InsightsAPI", "InsightsRandomness", "InsightsQuery", "InsightsStore", "InsightsJSON",
                "InsightsTime",
            ]),
        // Level 4
        library(
            "InsightsIdentity",
            [
                "InsightsAPI", "InsightsFixtures", "InsightsRandomness", "InsightsStore", "InsightsHTTP",
                "InsightsJSON", "InsightsTime", "COpenSSL",
            ]),
        library(
            "InsightsSimulator",
            [
                "InsightsReports", "InsightsFaults", "InsightsIdentity", "InsightsRandomness", "InsightsAPI",
                "InsightsFixtures", "InsightsQuery", "InsightsStore", "InsightsHTTP", "InsightsJSON", "InsightsTime",
                "CZlib",
            ]),
        library(
            "InsightsContracts", ["InsightsAPI", "InsightsHTTP", "InsightsJSON", "InsightsTime", "CLinux", "CData"]),
        // Level 4 and 5
        library(
            "InsightsConsole",
            [
                "InsightsContracts", "InsightsAPI", "InsightsRandomness", "InsightsHTTP", "InsightsJSON", "CConsole",
            ]),
        library(
            "InsightsTesting",
            ["InsightsContracts", "InsightsSimulator", "InsightsFixtures", "InsightsAPI", "InsightsHTTP"]),
        library(
            "InsightsClientAudit",
            [
                "InsightsContracts", "InsightsSimulator", "InsightsFixtures", "InsightsAPI", "InsightsHTTP",
                "InsightsJSON", "InsightsTime",
            ]),
        library(
            "InsightsWireMutants",
            ["InsightsContracts", "InsightsAPI", "InsightsHTTP", "InsightsJSON", "InsightsTime"]),
        library("InsightsServing", ["InsightsSimulator", "InsightsServer", "InsightsHTTP"]),
        library("InsightsSwiftTesting", ["InsightsServing", "InsightsSimulator"]),
        .executableTarget(
            name: "insights-sim",
            dependencies: [
                "InsightsClientAudit", "InsightsTesting", "InsightsWireMutants", "InsightsContracts", "InsightsConsole",
                "InsightsSimulator", "InsightsServer", "InsightsSQLite", "InsightsStore", "InsightsFixtures",
                "InsightsQuery", "InsightsAPI", "InsightsHTTP", "InsightsJSON", "InsightsTime", "CLinux",
                "CNamespaces",
            ],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "InsightsBenchmarks", dependencies: ["InsightsFixtures", "InsightsQuery", "InsightsTime"],
            path: "Benchmarks/query",
            exclude: ["peers.py", "run"], swiftSettings: swiftSettings),
        .executableTarget(
            name: "IdentityBenchmarks",
            dependencies: ["InsightsSimulator", "InsightsAPI", "InsightsHTTP", "InsightsTime"],
            path: "Benchmarks/identity", exclude: ["run"], swiftSettings: swiftSettings),
        .executableTarget(
            name: "ProcessBenchmarks", dependencies: ["InsightsSimulator"], path: "Benchmarks/process",
            exclude: ["run"], swiftSettings: swiftSettings),
        // Deliberately wrong simulators, which the contracts must find out.
        .executableTarget(
            name: "insights-sim-mutants",
            dependencies: [
                "InsightsTesting", "InsightsWireMutants", "InsightsContracts", "InsightsSimulator",
                "InsightsFixtures", "InsightsAPI", "InsightsQuery", "InsightsHTTP", "InsightsJSON", "InsightsTime",
            ], swiftSettings: swiftSettings),
        // Tests
        .target(
            name: "TestSupport", dependencies: ["InsightsJSON"], path: "Tests/Support", swiftSettings: swiftSettings),
        tests("InsightsJSONTests", ["InsightsJSON"]),
        tests("InsightsTimeTests", ["InsightsTime"]),
        tests("InsightsHTTPTests", ["TestSupport", "InsightsHTTP", "InsightsTime"]),
        tests("InsightsServerTests", ["TestSupport", "InsightsServer", "InsightsHTTP", "InsightsTime"]),
        tests("InsightsQueryTests", ["TestSupport", "InsightsQuery", "InsightsTime", "CSQLite"]),
        .testTarget(
            name: "FuzzTests",
            dependencies: [
                "InsightsSimulator", "InsightsContracts", "InsightsServer", "InsightsFixtures", "InsightsQuery",
                "InsightsAPI", "InsightsHTTP", "InsightsJSON", "InsightsTime",
            ],
            path: "Tests/Fuzz", exclude: ["Corpora", "Dictionaries", "Targets"], swiftSettings: swiftSettings),
        tests(
            "InsightsFixturesTests",
            ["InsightsFixtures", "InsightsAPI", "InsightsQuery", "InsightsJSON", "InsightsTime"]),
        tests("InsightsAPITests", ["InsightsAPI", "InsightsHTTP", "InsightsJSON", "InsightsTime"]),
        tests(
            "InsightsFaultsTests", ["InsightsFaults", "InsightsAPI", "InsightsStore", "InsightsJSON", "InsightsTime"]),
        tests(
            "InsightsReportsTests",
            ["TestSupport", "InsightsReports", "InsightsAPI", "InsightsQuery", "InsightsRandomness", "InsightsTime"]),
        tests(
            "InsightsIdentityTests",
            [
                "InsightsIdentity", "InsightsFixtures", "InsightsAPI", "InsightsRandomness", "InsightsHTTP",
                "InsightsJSON", "InsightsTime",
            ]),
        tests(
            "InsightsSimulatorTests",
            [
                "TestSupport", "InsightsContracts", "InsightsReports", "InsightsFaults", "InsightsIdentity",
                "InsightsSimulator", "InsightsServer", "InsightsRandomness", "InsightsFixtures", "InsightsSQLite",
                "InsightsStore", "InsightsAPI", "InsightsQuery", "InsightsHTTP", "InsightsJSON", "InsightsTime",
                "COpenSSL", "CZlib",
            ]),
        tests(
            "InsightsConsoleTests",
            [
                "InsightsConsole", "InsightsTesting", "InsightsContracts", "InsightsSimulator", "InsightsFixtures",
                "InsightsAPI", "InsightsHTTP", "InsightsJSON", "InsightsTime",
            ]),
        tests(
            "InsightsServingTests",
            ["InsightsServing", "InsightsSwiftTesting", "InsightsSimulator", "InsightsServer", "InsightsHTTP"]),
        tests(
            "InsightsContractsTests",
            [
                "TestSupport", "InsightsContracts", "InsightsTesting", "InsightsSimulator", "InsightsFixtures",
                "InsightsFaults", "InsightsAPI", "InsightsQuery", "InsightsHTTP", "InsightsJSON", "InsightsTime",
            ]),
        tests(
            "InsightsWireMutantsTests",
            [
                "InsightsWireMutants", "InsightsTesting", "InsightsContracts", "InsightsAPI", "InsightsHTTP",
                "InsightsJSON",
            ]),
        tests(
            "InsightsClientAuditTests",
            [
                "InsightsClientAudit", "InsightsContracts", "InsightsSimulator", "InsightsFixtures", "InsightsAPI",
                "InsightsHTTP", "InsightsJSON", "InsightsTime",
            ]),
        tests(
            "insights-simTests",
            [
                "TestSupport", "insights-sim", "InsightsSQLite", "InsightsAPI", "InsightsContracts", "InsightsFixtures",
                "InsightsServer",
                "InsightsSimulator", "InsightsHTTP", "InsightsJSON", "InsightsTime",
            ]),
    ]
)
