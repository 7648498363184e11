import Foundation
import InsightsJSON
import TestSupport
import Testing

@Suite("Documents and their schemas", .mayBlock)
struct DocumentSchemaTests {
    private static func faults(_ schema: String, _ bytes: Data) throws -> [String] {
        let path = "\(Tool.repository)/contracts/\(schema).schema.json"
        let schema = try JSONParser.parse(Array(try Data(contentsOf: URL(fileURLWithPath: path))))
        return SchemaValidator(schema).faults(of: try JSONParser.parse(Array(bytes)))
    }

    private static func faults(_ schema: String, file: String) throws -> [String] {
        try faults(schema, try Data(contentsOf: URL(fileURLWithPath: file)))
    }

    @Test("What the tool writes follows the published schemas")
    func written() throws {
        let files = try TemporaryFolder()
        defer { files.remove() }
        let tool = try RunningTool(["--clock", "2021-03-01T12:00:00Z"])
        let run = try ContractsTool.contracts([
            "run", "queries/create-*", "errors/internal-error-has-no-effect", "--target", tool.url,
            "--record", files.path("digest.json"), "--report", "json=\(files.path("report.json"))",
            "--baseline", files.path("baseline.json"), "--baseline-update",
        ])
        #expect(run.exitCode == 0, "\(run)")
        for (schema, name) in [("schemas/digest", "digest"), ("report", "report"), ("schemas/baseline", "baseline")] {
            #expect(try Self.faults(schema, file: files.path("\(name).json")) == [], "\(name)")
        }
        let plan = #"{"rules":[{"route":"datasets","nth":1,"fault":{"kind":"status","status":500}}]}"#
        let curl = ["curl", "-sS", "--noproxy", "*"]
        func get(_ path: String, _ options: String...) throws -> Data {
            let outcome = try Tool.run(executable: "/usr/bin/env", curl + options + [tool.url + path])
            return Data(outcome.output.utf8)
        }
        _ = try get("/_sim/faults", "-d", plan)
        _ = try Tool.run("clock", "advance", "PT1H", "--url", tool.url)
        for path in ["/insights/v1/cmp/ScheduledDataset", "/nowhere?a=b", "/common/discovery/keys"] {
            _ = try get(path)
        }
        for query in ["", "?timing=real"] {
            let faults = try Self.faults("schemas/journal", try get("/_sim/journal" + query))
            #expect(faults == [], "\(query)")
        }
        #expect(try Self.faults("schemas/fault-plan", Data(plan.utf8)) == [])
        #expect(try Tool.run("case", "save", "--url", tool.url, "--out", files.path("case.json")).exitCode == 0)
        #expect(try Self.faults("schemas/recording", file: files.path("case.json")) == [])
        #expect(tool.stop() == 0)
    }

    @Test("The journal of exec follows the schema, however the command ends", arguments: ["exit 3", "kill -9 $$"])
    func execJournal(ending: String) throws {
        let files = try TemporaryFolder()
        defer { files.remove() }
        let file = files.path("journal.json")
        let client = "curl -sS $INSIGHTS_BASE_URL/common/discovery/keys; \(ending)"
        _ = try Tool.run("exec", "--isolate", "variables", "--quiet", "--journal", file, "--", "sh", "-c", client)
        #expect(try Self.faults("schemas/journal", file: file) == [])
    }

    @Test("The ready file follows its schema, with TLS too", arguments: [false, true])
    func ready(isSecure: Bool) throws {
        let files = try TemporaryFolder()
        defer { files.remove() }
        let secure = isSecure ? ["--tls", "--ca-dir", files.path("ca")] : []
        let tool = try RunningTool(["--ready-file", files.path("ready.json")] + secure)
        #expect(try Self.faults("schemas/ready", file: files.path("ready.json")) == [])
        #expect(tool.stop() == 0)
    }
}
