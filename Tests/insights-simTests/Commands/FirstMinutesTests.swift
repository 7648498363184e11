import Foundation
import InsightsAPI
import Testing

@testable import insights_sim

/// What a person meets in the first minutes.
@Suite("The first minutes", .mayBlock)
struct FirstMinutesTests {
    private func shell(_ script: String) throws -> Tool.Outcome {
        try Tool.run(executable: "/usr/bin/env", ["bash", "-c", script])
    }

    @Test(
        "serve prints a line that lists the datasets, and a page that is there",
        arguments: Edition.allCases.map(\.rawValue))
    func firstCall(_ edition: String) throws {
        let tool = try RunningTool(["--edition", edition])
        defer { _ = tool.stop() }
        // The lines follow the announcement, which a test waits for.
        #expect(waitForError(of: tool, containing: "Swagger page: "))
        let lines = tool.errorText.components(separatedBy: "\n")
        let line = try #require(lines.first { $0.hasPrefix("Try it: ") }).dropFirst("Try it: ".count)
        #expect(!line.contains("secret-"), "no line shows a secret")
        let outcome = try shell(String(line))
        #expect(outcome.output.contains(#""datasetName":"ISVOrder""#), "\(outcome.errors)")
        let page = try #require(lines.first { $0.hasPrefix("Swagger page: ") }).dropFirst("Swagger page: ".count)
        #expect(try shell("curl -s -o /dev/null -w '%{http_code}' \(page)").output == "200")
    }

    @Test("--log prints a line for each request, with the reason of a refusal and without secrets")
    func logText() throws {
        let tool = try RunningTool(["--log", "text"])
        let path = "/insights/v1/cmp/ScheduledDataset"
        _ = try shell("curl -s '\(tool.url)\(path)?sig=abcdefghijklmnop'")
        #expect(tool.stop() == 0)
        let line = try #require(tool.errorText.components(separatedBy: "\n").first { $0.contains("GET \(path)") })
        #expect(line.hasPrefix("127.0.0.1 GET \(path)?sig=<link signature> 401 "))
        #expect(line.contains(" ms: Authorization: found nothing"))
    }

    @Test("--log json prints one object for each request")
    func logJSON() throws {
        let tool = try RunningTool(["--log", "json", "--clock", "2021-01-06T05:38:34Z"])
        _ = try shell("curl -s '\(tool.url)/insights/v1/cmp/ScheduledDataset'; curl -s \(tool.url)/_sim/ready")
        #expect(tool.stop() == 0)
        let entries = try tool.errorText.components(separatedBy: "\n").filter { $0.hasPrefix("{") }.map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        #expect(entries.map { $0["status"] as? Int } == [401, 200])
        #expect(entries.first?["date"] as? String == "Wed, 06 Jan 2021 05:38:34 GMT")
        #expect((entries.first?["reason"] as? String)?.hasPrefix("Authorization: found nothing") == true)
        #expect(entries.last?["reason"] is NSNull)
    }

    @Test("A port in use names the process that has it")
    func portHolder() throws {
        let tool = try RunningTool([])
        let port = try #require(tool.url.split(separator: ":").last.map(String.init))
        for command in ["serve", "demo"] {
            let outcome = try Tool.run(command, "--port", port)
            #expect(outcome.exitCode == 3)
            let end = "; process \(tool.processID) (insights-sim) listens there\n"
            #expect(outcome.errors.hasSuffix(end), "\(outcome.errors)")
        }
        #expect(tool.stop() == 0)
    }

    @Test("Listeners are found in the system's table by state and port")
    func listeningInodes() {
        let table = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100
               1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20
               2: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100
               3: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 4714 1
               4: broken
            """
        #expect(PortHolder.listeningInodes(port: 8080, table: table) == ["4711", "4714"])
        #expect(PortHolder.listeningInodes(port: 80, table: table) == [])
        #expect(PortHolder.listeningInodes(port: 8080, table: "") == [])
    }

    @Test("The key of the administration may be in a file")
    func keyFile() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let (key, empty) = (folder.path("key"), folder.path("empty"))
        try "a key of words\n".write(toFile: key, atomically: true, encoding: .utf8)
        try "\n".write(toFile: empty, atomically: true, encoding: .utf8)
        let tool = try RunningTool(["--admin-key-file", key])
        let clock = ["clock", "--url", tool.url]
        #expect(try Tool.run(executable: Tool.path, clock + ["--admin-key-file", key]).exitCode == 0)
        #expect(try Tool.run(executable: Tool.path, clock).exitCode == 1)
        #expect(!tool.errorText.contains("Try it"), "a line without the key would be refused")
        #expect(tool.stop() == 0)
        let both = try Tool.run("clock", "--admin-key", "a", "--admin-key-file", key)
        #expect(both.errors.hasPrefix("error: '--admin-key' and '--admin-key-file' cannot be combined\n"))
        let nothing = try Tool.run("serve", "--admin-key-file", empty)
        let expected = "error: --admin-key-file: found nothing in \(empty); expected a secret key on one line\n"
        #expect(nothing.errors.hasPrefix(expected))
        #expect(nothing.exitCode == 2)
    }

    @Test("demo --step continues at the end of its input, and --keep serves until a signal")
    func demonstration() throws {
        let steps = try Tool.run("demo", "--step")
        #expect(steps.exitCode == 0)
        #expect(steps.errors.components(separatedBy: "Enter: next step").count > 8)
        let kept = try RunningTool(executable: Tool.path, ["demo", "--keep"])
        #expect(waitForError(of: kept, containing: "until Ctrl-C"))
        let url = try #require(kept.errorText.firstMatch(of: #/keeps serving (http:\S+)/#)).1
        #expect(try Tool.run("ready", "--url", String(url)).output == "ready\n")
        #expect(waitForError(of: kept, containing: "Console: \(url)/_sim/ui/"))
        #expect(kept.stop() == 0)
    }

    @Test("ready says that nothing responds")
    func notReady() throws {
        let tool = try RunningTool([])
        let url = tool.url
        #expect(try Tool.run("ready", "--url", url).exitCode == 0)
        #expect(tool.stop() == 0)
        let outcome = try Tool.run("ready", "--url", url)
        #expect(outcome.exitCode == 3)
        #expect(outcome.errors.hasPrefix("error: "))
    }

    /// Reads the messages of a tool until they contain a text; false if it ends before.
    private func waitForError(of tool: RunningTool, containing text: String) -> Bool {
        let end = Date(timeIntervalSinceNow: 120)
        while !tool.errorText.contains(text) {
            guard kill(tool.processID, 0) == 0, Date() < end else { return false }
            sched_yield()
        }
        return true
    }
}
