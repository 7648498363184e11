import Foundation
import Testing

@Suite("sandbox and case", .mayBlock)
struct SandboxCommandTests {
    private func json(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("A sandbox is created, listed, reset and deleted")
    func life() throws {
        let tool = try RunningTool(["--seed", "7"])
        let url = tool.url
        let made = try Tool.run(
            "sandbox", "new", "--url", url, "--name", "it's mine", "--clock", "2021-01-06T05:38:34Z", "--output", "json"
        )
        #expect(made.exitCode == 0, "\(made.errors)")
        let object = try json(made.output)
        let id = try #require(object["tenantId"] as? String)
        #expect(object["name"] as? String == "it's mine")
        let list = try Tool.run("sandbox", "list", "--url", url)
        #expect(list.output.contains(id))
        #expect(list.output.contains("2021-01-06T05:38:34Z"))
        #expect(!list.output.contains(try #require(object["clientSecret"] as? String)))
        #expect(try Tool.run("sandbox", "reset", id, "--url", url).exitCode == 0)
        #expect(try Tool.run("sandbox", "delete", id, "--url", url).exitCode == 0)
        let gone = try Tool.run("sandbox", "delete", id, "--url", url)
        #expect(gone.exitCode == 1)
        #expect(gone.errors.hasPrefix("error: the simulator responded 404: tenant: found '\(id)'"))
        #expect(tool.stop() == 0)
    }

    @Test("A sandbox is created with its edition and settings; those of the simulator are refused")
    func settings() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let file = folder.path("sandbox.json")
        try #"{"name":"own","settings":{"test-rows":"5","line-end":"lf"}}"#
            .write(toFile: file, atomically: true, encoding: .utf8)
        let tool = try RunningTool([])
        let made = try Tool.run(
            "sandbox", "new", "--url", tool.url, "--edition", "2023", "--set", "test-rows=10", "--file", file,
            "--output", "json")
        let object = try json(made.output)
        #expect(object["edition"] as? String == "2023")
        #expect(object["settings"] as? [String: String] == ["test-rows": "10", "line-end": "lf"])
        let refused = try Tool.run("sandbox", "new", "--url", tool.url, "--set", "sandbox-limit=3")
        #expect(refused.exitCode == 1)
        #expect(refused.errors.contains("settings.sandbox-limit: sandbox-limit applies to the whole simulator"))
        #expect(tool.stop() == 0)
    }

    @Test("`--output env` is for a shell's `eval`, and its credentials work")
    func environment() throws {
        let tool = try RunningTool([])
        let script = """
            eval "$(\(Tool.path) sandbox new --url \(tool.url) --output env)"
            curl -sS --fail-with-body "$AZURE_AUTHORITY_HOST/$AZURE_TENANT_ID/oauth2/token" \
              -d grant_type=password -d resource=https://graph.windows.net -d client_id="$AZURE_CLIENT_ID" \
              --data-urlencode client_secret="$AZURE_CLIENT_SECRET" --data-urlencode username="$AZURE_USERNAME" \
              --data-urlencode password="$AZURE_PASSWORD"
            test "$INSIGHTS_BASE_URL" = \(tool.url)
            """
        let outcome = try Tool.run(executable: "/usr/bin/env", ["bash", "-euo", "pipefail", "-c", script])
        #expect(outcome.exitCode == 0, "\(outcome.errors)\(outcome.output)")
        #expect(outcome.output.contains("access_token"))
        #expect(tool.stop() == 0)
    }

    @Test("A case is saved and replayed; a changed one is refused with the first difference")
    func cases() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let faults = folder.path("faults.json")
        try #"{"rules":[{"route":"token","nth":2,"fault":{"kind":"throttle","retryAfter":5}}]}"#
            .write(toFile: faults, atomically: true, encoding: .utf8)
        let tool = try RunningTool(["--faults", faults, "--set", "test-rows=7"])
        let form = ["-d", "grant_type=client_credentials", "-d", "client_id=c3a0f6d2-1b7e-4d95-9f24-6ea8b05c7310"]
        let secret = ["-d", "client_secret=offline-practice-secret", "-d", "resource=https://graph.windows.net"]
        let endpoint = tool.url + "/5b1d2f60-93c4-4e0b-8a57-0c6e41d7a201/oauth2/token"
        for status in ["200", "429", "200"] {
            let response = try Tool.run(
                executable: "/usr/bin/env", ["curl", "-s", "-w", "%{http_code}", endpoint] + form + secret)
            #expect(response.output.hasSuffix(status))
        }
        let file = folder.path("case.json")
        let saved = try Tool.run("case", "save", "--url", tool.url, "--out", file)
        #expect(saved.exitCode == 0, "\(saved.errors)")
        #expect(tool.stop() == 0)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.contains(#""test-rows": "7""#))
        let first = try Tool.run("case", "replay", file)
        #expect(first.exitCode == 0, "\(first.errors)")
        #expect(first.output.contains("2  429  POST /"))
        #expect(try Tool.run("case", "replay", file).output == first.output)
        #expect(try json(try Tool.run("case", "replay", file, "--output", "json").output)["requests"] as? Int == 3)
        try text.replacingOccurrences(of: #""nth": 2"#, with: #""nth": 3"#)
            .write(toFile: file, atomically: true, encoding: .utf8)
        let changed = try Tool.run("case", "replay", file)
        #expect(changed.exitCode == 1)
        #expect(changed.errors.hasPrefix("error: request 2, POST /"))
        #expect(changed.errors.contains("status is 200, expected 429"))
    }

    @Test(
        "A wrong command line is one clear line and exit code 2",
        arguments: [
            (["sandbox"], "missing action: new, list, reset, delete"),
            (["sandbox", "nwe"], "unknown command 'sandbox nwe'; did you mean 'sandbox new'?"),
            (["sandbox", "delete"], "missing the sandbox's TENANT-ID"),
            (["sandbox", "list", "x"], "unexpected argument 'x'"),
            (["sandbox", "list", "--name", "x"], "'--name' requires 'sandbox new'"),
            (["sandbox", "list", "--output", "env"], "--output: found 'env'"),
            (["sandbox", "new", "--url", "ftp://x"], "--url: found 'ftp://x'"),
            (["sandbox", "new", "--file", "/nowhere"], "cannot read /nowhere"),
            (["case"], "missing action: save, replay"), (["case", "replay"], "missing the case FILE"),
            (["case", "replay", "/nowhere"], "cannot read /nowhere"),
            (["serve", "--port", "0", "--faults", "/nowhere"], "cannot read /nowhere"),
        ])
    func usage(_ arguments: [String], _ error: String) throws {
        let outcome = try Tool.run(executable: Tool.path, arguments)
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.hasPrefix("error: \(error)"), "\(outcome.errors)")
    }

    @Test("A missing server is exit code 3")
    func unreachable() throws {
        #expect(try Tool.run("sandbox", "list", "--url", "http://127.0.0.1:1").exitCode == 3)
    }

    @Test("A plan with a rule that can never fire is refused before the server starts")
    func badFaults() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let faults = folder.path("faults.json")
        try #"{"rules":[{"nth":0,"fault":{"kind":"corrupt-gzip"}}]}"#
            .write(toFile: faults, atomically: true, encoding: .utf8)
        let outcome = try Tool.run("serve", "--port", "0", "--faults", faults)
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.hasPrefix("error: \(faults): rules[0].nth: found 0; expected a whole number, 1 to "))
    }
}
