import Foundation
import Testing

@Suite("The `openapi` command", .mayBlock)
struct OpenAPICommandTests {
    static let settings: [[String]] = [
        [], ["--program", "cmp"], ["--program", "mpn", "--edition", "2023"],
        [
            "--set", "page-size=10", "--set", "analytics-alias=on", "--set", "sample-only-fields=on", "--set",
            "callback-method-pascal=on", "--set", "report-location=on", "--set", "report-viewer=redacted", "--set",
            "execution-callback-url=on", "--set", "update-requirements=strict-cmp", "--set", "date-format=strict-500",
            "--set", "callback-scheme=https",
        ],
    ]

    private static func run(_ arguments: [String]) throws -> Tool.Outcome {
        try Tool.run(executable: Tool.path, ["openapi"] + arguments)
    }

    @Test("The document goes to standard output, and nothing else does")
    func prints() throws {
        let outcome = try Self.run(["--base-url", "https://sim.test:8443/"])
        #expect(outcome.exitCode == 0)
        #expect(outcome.errors.isEmpty)
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(document["openapi"] as? String == "3.1.0")
        #expect((document["servers"] as? [[String: String]])?.first?["url"] == "https://sim.test:8443")
        let paths = try #require(document["paths"] as? [String: Any])
        #expect(paths["/insights/v1/cmp/ScheduledReport/execution/{reportId}"] != nil)
        #expect(paths["/insights/v1/mpn/ScheduledReport/execution/{reportId}"] != nil)
    }

    @Test(
        "Invalid options are refused with the valid ones",
        arguments: [
            (["--program", "abc"], "cmp"), (["extra"], "extra"), (["--base-url", "localhost"], "http://"),
            (["--set", "page-size=0"], "1 to 10000"),
        ])
    func refuses(_ arguments: [String], _ words: String) throws {
        let outcome = try Self.run(arguments)
        #expect(outcome.exitCode == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains(words))
    }

    static let generators = "\(Tool.repository)/.build/openapi-generators/bin/python"

    @Test(
        "Two generators make clients with every operation, and the clients run the workflow of both programs",
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: generators),
            "NOT CHECKED: scripts/openapi-peers installs the generators from PyPI"),
        arguments: ["2021", "2023"])
    func generatedClients(_ edition: String) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let (ready, file) = (folder.path("ready.json"), folder.path("openapi.json"))
        try Self.run(["--edition", edition]).output.write(toFile: file, atomically: true, encoding: .utf8)
        let tool = try RunningTool([
            "--clock", "2021-01-06T05:00:00Z", "--seed", "7", "--edition", edition, "--ready-file", ready,
        ])
        let outcome = try Tool.run(
            executable: Self.generators,
            ["\(Tool.repository)/Tests/peers/openapi_clients.py", ready, file, folder.path])
        #expect(tool.stop() == 0)
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("41 operations; calls: cmp 19, mpn 19"))
    }

    static let python = "\(Tool.repository)/.build/openapi-peers/bin/python"

    @Test(
        "Independent validators find the documents valid, and judge schemas as our table does",
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: python),
            "NOT CHECKED: scripts/openapi-peers installs the validators from PyPI"))
    func peers() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        var files: [String] = []
        for (index, arguments) in Self.settings.enumerated() {
            let file = folder.path("\(index).json")
            try Self.run(arguments).output.write(toFile: file, atomically: true, encoding: .utf8)
            files.append(file)
        }
        let tests = "\(Tool.repository)/Tests"
        let outcome = try Tool.run(
            executable: Self.python, ["\(tests)/peers/openapi.py", "\(tests)/Corpora/json-schema.json"] + files)
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("and \(Self.settings.count) documents agree"))
    }
}
