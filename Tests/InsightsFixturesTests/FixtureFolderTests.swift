import Testing

@testable import InsightsFixtures

@Suite("Fixture folder")
struct FixtureFolderTests {
    let root: TemporaryFolder

    init() throws {
        root = try TemporaryFolder()
        for folder in [
            "explicit", "environment", "share/insights-simulator/fixtures", "bin/fixtures", "package/fixtures",
        ] {
            try root.write("{}", to: "\(folder)/catalogue.json")
        }
        try root.write("", to: "empty/readme")
    }

    private func locate(explicit: String? = nil, environment: String? = nil, bin: String? = "bin") throws -> String {
        let found = try FixtureFolder.locate(
            explicit: explicit.map { "\(root.path)/\($0)" }, environment: environment.map { "\(root.path)/\($0)" },
            executableFolder: bin.map { "\(root.path)/\($0)" },
            sourceFile: "\(root.path)/package/Sources/InsightsFixtures/FixtureFolder.swift")
        return String(found.dropFirst(root.path.count + 1))
    }

    @Test(
        "The order is: argument, environment, installed folder, folder beside the executable, source"
    )
    func order() throws {
        #expect(try locate(explicit: "explicit", environment: "environment") == "explicit")
        #expect(try locate(environment: "environment") == "environment")
        #expect(try locate() == "bin/../share/insights-simulator/fixtures")
        #expect(try locate(bin: "empty/deep") == "package/fixtures")
        #expect(try locate(bin: nil) == "package/fixtures")
    }

    @Test("The folder beside the executable is found if no folder is installed")
    func besideTheExecutable() throws {
        let root = try TemporaryFolder()
        try root.write("{}", to: "bin/fixtures/catalogue.json")
        let found = try FixtureFolder.locate(
            explicit: nil, environment: "", executableFolder: "\(root.path)/bin", sourceFile: "/nowhere/S/M/F.swift")
        #expect(found == "\(root.path)/bin/fixtures")
    }

    @Test("A build that was moved has its own copy, which comes after the source tree")
    func copied() throws {
        let root = try TemporaryFolder()
        let copy = "bin/\(FixtureFolder.resourceFolder)/fixtures"
        try root.write("{}", to: "\(copy)/catalogue.json")
        try root.write("{}", to: "package/fixtures/catalogue.json")
        func locate(_ source: String) throws -> String {
            try FixtureFolder.locate(
                explicit: nil, environment: "", executableFolder: "\(root.path)/bin", sourceFile: source)
        }
        #expect(try locate("\(root.path)/package/Sources/InsightsFixtures/F.swift") == "\(root.path)/package/fixtures")
        #expect(try locate("/nowhere/S/M/F.swift") == "\(root.path)/\(copy)")
        // The build of the tests made one.
        #expect(
            try FixtureFolder.locate(
                explicit: nil, environment: "", executableFolder: FixtureFolder.executableFolder(),
                sourceFile: "/nowhere/S/M/F.swift"
            ).hasSuffix("/\(FixtureFolder.resourceFolder)/fixtures"))
    }

    @Test("A named folder is refused, not replaced by another")
    func refusesNamed() {
        #expect(throws: FixtureError.folderNotFound(tried: ["\(root.path)/empty"])) {
            try locate(explicit: "empty", environment: "environment")
        }
        #expect(throws: FixtureError.folderNotFound(tried: ["\(root.path)/empty"])) { try locate(environment: "empty") }
    }

    @Test("The error names all folders that were searched")
    func namesAll() {
        let error = #expect(throws: FixtureError.self) {
            try FixtureFolder.locate(
                explicit: nil, environment: nil, executableFolder: "/nowhere/bin",
                sourceFile: "/elsewhere/Sources/InsightsFixtures/FixtureFolder.swift")
        }
        #expect(
            error?.description
                == "found no fixtures at /nowhere/bin/../share/insights-simulator/fixtures, /nowhere/bin/fixtures, "
                + "/elsewhere/fixtures, /nowhere/bin/insights-simulator_CData.resources/fixtures; "
                + "expected a folder with catalogue.json")
    }
}
