import Foundation
import Testing

@Suite("serve", .mayBlock)
struct ServeTests {
    /// Fetches with curl: a client that knows nothing of this package.
    private func get(_ url: String, _ arguments: String...) throws -> Tool.Outcome {
        try Tool.run(executable: "/usr/bin/env", ["curl", "-sS", "--max-time", "300", url] + arguments)
    }

    @Test("It prints its address when it serves, and stops cleanly", arguments: [SIGTERM, SIGINT])
    func startAndStop(_ signal: Int32) throws {
        let tool = try RunningTool([])
        #expect(tool.announcement.hasPrefix("insights-sim serves http://127.0.0.1:"))
        #expect(try get(tool.url + "/_sim/ready").output == #"{"status":"ready"}"#)
        #expect(tool.stop(signal) == 0)
    }

    @Test("The ready file exists while it serves, for its owner only, and not afterwards")
    func readyFile() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.path("ready.json")
        let tool = try RunningTool(["--ready-file", path])
        let object = try #require(
            try JSONSerialization.jsonObject(with: try Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any])
        #expect(
            Set(object.keys) == [
                "url", "port", "pid", "admin", "tenantId", "clientId", "clientSecret", "username", "password",
                "refreshToken",
            ])
        #expect(object["url"] as? String == tool.url)
        #expect(object["port"] as? Int == URL(string: tool.url)?.port)
        #expect(object["pid"] as? Int == Int(tool.processID))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["ready.json"])
        let credentials = try get(tool.url + "/_sim/credentials").output
        let served = try #require(try JSONSerialization.jsonObject(with: Data(credentials.utf8)) as? [String: String])
        #expect(served["clientSecret"] == object["clientSecret"] as? String)
        #expect(tool.stop() == 0)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("An empty key for the administration is refused: it would admit every client")
    func emptyKey() throws {
        let outcome = try Tool.run("serve", "--port", "0", "--admin-key", "")
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.contains("--admin-key: found ''"), "\(outcome.errors)")
        #expect(outcome.errors.contains("a secret key that is not empty"), "\(outcome.errors)")
    }

    @Test("The number of event loops has limits", arguments: [("0", 2), ("65", 2), ("two", 2), ("1", 0), ("64", 0)])
    func eventLoops(_ count: String, _ exitCode: Int32) throws {
        guard exitCode == 0 else {
            let outcome = try Tool.run("serve", "--port", "0", "--event-loops", count)
            #expect(outcome.exitCode == exitCode)
            #expect(outcome.errors.contains("--event-loops: found '\(count)'"), "\(outcome.errors)")
            return
        }
        let tool = try RunningTool(["--event-loops", count])
        #expect(try get(tool.url + "/_sim/health", "-o", "/dev/null", "-w", "%{http_code}").output == "200")
        let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(tool.processID)/task").count {
            try String(contentsOfFile: "/proc/\(tool.processID)/task/\($0)/comm", encoding: .utf8)
                .hasPrefix("http-loop-")
        }
        #expect(threads == Int(count))
        #expect(tool.stop() == 0)
    }

    @Test(
        "A seed at an address that others can reach is warned about",
        arguments: [
            (["--seed", "7"], false), (["--host", "0.0.0.0"], false), (["--host", "0.0.0.0", "--seed", "7"], true),
            (["--host", "::", "--seed", "7"], true), (["--host", "localhost", "--seed", "7"], false),
            (["--public-url", "http://simulator:8080", "--seed", "7"], true),
            (["--host", "127.0.0.2", "--seed", "7"], false),
        ])
    func seed(_ options: [String], _ isWarned: Bool) throws {
        let tool = try RunningTool(options)
        #expect(tool.stop() == 0)
        #expect(tool.errorText.contains("warning: '--seed' makes tokens, keys, links") == isWarned, "\(tool.errorText)")
    }

    @Test("A foreign host is refused over the network, and an allowed one is served")
    func hosts() throws {
        let tool = try RunningTool(["--allow-host", "simulator"])
        let path = "/common/.well-known/openid-configuration"
        for (host, status) in [("simulator:8080", "200"), ("evil.example", "403"), ("localhost", "200")] {
            let code = try get(tool.url + path, "-o", "/dev/null", "-w", "%{http_code}", "-H", "Host: \(host)").output
            #expect(code == status, "\(host)")
        }
        for (field, status) in [("Origin: http://evil.example", "403"), ("Origin: http://localhost:1", "200")] {
            #expect(try get(tool.url + path, "-o", "/dev/null", "-w", "%{http_code}", "-H", field).output == status)
        }
        let twice = [
            "-o", "/dev/null", "-w", "%{http_code}", "-H", "Authorization: Bearer a", "-H", "Authorization: Bearer b",
        ]
        let outcome = try Tool.run(
            executable: "/usr/bin/env", ["curl", "-sS"] + twice + [tool.url + "/insights/v1/cmp/ScheduledDataset"])
        #expect(outcome.output == "400")
        #expect(tool.stop() == 0)
    }

    @Test("A ready file that is not writable is one clear line and exit code 2")
    func readyFileRefused() throws {
        let outcome = try Tool.run("serve", "--port", "0", "--ready-file", "/nowhere/ready.json")
        #expect(outcome.exitCode == 2)
        #expect(
            outcome.errors.hasPrefix(
                "error: cannot write the ready file /nowhere/ready.json: No such file or directory\n"))
    }

    @Test(
        "Clients never get a wildcard address; they get the public URL if one is set",
        arguments: [
            (["--host", "0.0.0.0"], "http://127.0.0.1:", nil), (["--host", "0"], "http://127.0.0.1:", nil),
            (["--host", "::"], "http://[::1]:", nil), (["--host", "[::1]"], "http://[::1]:", nil),
            (
                ["--host", "0.0.0.0", "--public-url", "https://Sim.Corp/"], "http://127.0.0.1:", "https://sim.corp"
            ),
        ] as [([String], String, String?)])
    func publicAddress(_ options: [String], _ local: String, _ told: String?) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let tool = try RunningTool(options + ["--ready-file", folder.path("ready.json")])
        #expect(tool.announcement.hasPrefix("insights-sim serves " + local))
        let metadata = try Tool.run(
            executable: "/usr/bin/env",
            ["curl", "-sS", "--noproxy", "*", tool.url + "/common/.well-known/openid-configuration"])
        let base = told ?? tool.url
        #expect(metadata.output.hasPrefix(#"{"token_endpoint":"\#(base)/common/oauth2/token""#), "\(metadata)")
        let ready = try String(contentsOfFile: folder.path("ready.json"), encoding: .utf8)
        #expect(ready.hasPrefix(#"{"url":"\#(base)","#), "\(ready)")
        #expect(tool.stop() == 0)
        #expect(tool.errorText.contains("Links and metadata begin with https://sim.corp\n") == (told != nil))
    }

    @Test("A port in use is one clear line and exit code 3")
    func portInUse() throws {
        let tool = try RunningTool([])
        let port = try #require(URL(string: tool.url)?.port)
        let outcome = try Tool.run("serve", "--port", String(port))
        #expect(outcome.exitCode == 3)
        #expect(outcome.errors.contains("127.0.0.1"))
        #expect(outcome.errors.contains(String(port)))
        #expect(outcome.errors.split(separator: "\n").count == 1)
        #expect(outcome.output == "")
        #expect(tool.stop() == 0)
    }

    @Test("An invalid host is one clear line and exit code 3")
    func badHost() throws {
        let outcome = try Tool.run("serve", "--port", "0", "--host", "no.such.host.invalid")
        #expect(outcome.exitCode == 3)
        #expect(outcome.errors.contains("no.such.host.invalid"))
    }

    @Test("A manual clock stays at its instant, and so does the Date header")
    func clock() throws {
        let tool = try RunningTool(["--clock", "2021-01-06T05:38:34Z"])
        let response = try get(tool.url + "/_sim/clock", "-i").output
        #expect(response.contains("\r\nDate: Wed, 06 Jan 2021 05:38:34 GMT\r\n"))
        #expect(response.hasSuffix(#"{"now":"2021-01-06T05:38:34Z","mode":"manual"}"#))
        #expect(tool.stop() == 0)
    }

    @Test("Standard error says that it is a simulator, and contains no secret")
    func announcement() throws {
        let tool = try RunningTool(["--seed", "7"])
        #expect(tool.stop() == 0)
        let text = tool.errorText
        #expect(text.contains("A simulator"))
        #expect(text.contains("seed 7"))
        #expect(!text.contains("offline-practice-secret"))
    }

    @Test("A folder of fixtures with a mistake is refused with the place, before the server starts")
    func badFixtures() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let fixtures = folder.path("fixtures")
        try FileManager.default.copyItem(atPath: Tool.repository + "/fixtures", toPath: fixtures)
        let file = fixtures + "/cmp/ISVOrder.csv"
        var lines = try String(contentsOfFile: file, encoding: .utf8).components(separatedBy: "\r\n")
        if lines.count == 1 { lines = lines[0].components(separatedBy: "\n") }
        lines[2] += ",surplus"
        try lines.joined(separator: "\r\n").write(toFile: file, atomically: true, encoding: .utf8)
        let outcome = try Tool.run("serve", "--port", "0", "--fixtures", fixtures)
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.hasPrefix("error: "))
        #expect(outcome.errors.contains("ISVOrder.csv:3"))
        #expect(outcome.output == "")
    }

    @Test("A missing folder is refused")
    func noFixtures() throws {
        let outcome = try Tool.run("serve", "--port", "0", "--fixtures", "/nowhere")
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.contains("/nowhere"))
    }

    @Test("A copied folder of fixtures works")
    func copiedFixtures() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try FileManager.default.copyItem(atPath: Tool.repository + "/fixtures", toPath: folder.path("mine"))
        let tool = try RunningTool(["--fixtures", folder.path("mine")])
        #expect(try get(tool.url + "/_sim/health").output == #"{"status":"alive"}"#)
        #expect(tool.stop() == 0)
    }
}
