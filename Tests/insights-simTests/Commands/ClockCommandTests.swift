import Foundation
import TestSupport
import Testing

@Suite("clock, and the events of time", .mayBlock)
struct ClockCommandTests {
    private func curl(_ arguments: String...) throws -> String {
        try Tool.run(executable: "/usr/bin/env", ["curl", "-sS", "--max-time", "300"] + arguments).output
    }

    private func json(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "no JSON: \(text)")
    }

    @Test("It shows, advances, sets, stops and speeds up the clock of a running simulator")
    func changes() throws {
        let tool = try RunningTool(["--clock", "2021-01-06T05:00:00Z"])
        func clock(_ words: String...) throws -> String {
            try Tool.run(executable: Tool.path, ["clock"] + words + ["--url", tool.url]).output
        }
        #expect(try clock() == "2021-01-06T05:00:00Z manual\n")
        #expect(try clock("get", "--output", "json") == #"{"now":"2021-01-06T05:00:00Z","mode":"manual"}"# + "\n")
        #expect(try clock("advance", "P1M") == "2021-02-06T05:00:00Z manual\n")
        #expect(try clock("set", "2021-03-01T00:00:00Z") == "2021-03-01T00:00:00Z manual\n")
        #expect(try clock("speed", "1").hasSuffix(" factor 1\n"))
        #expect(try clock("mode", "manual").hasSuffix(" manual\n"))
        #expect(try clock("cancel").hasSuffix(" manual\n"))
        #expect(tool.stop() == 0)
    }

    @Test("A refusal of the simulator is one clear line and exit code 1, as with the other commands")
    func refused() throws {
        let tool = try RunningTool(["--clock", "2021-01-06T05:00:00Z"])
        for (words, text) in [
            (["advance", "tomorrow"], "advance: found 'tomorrow'; expected an ISO 8601 duration"),
            (["set", "2020-01-01T00:00:00Z"], "not before the clock's 2021-01-06T05:00:00Z"),
            (["speed", "fast"], "speed: found \"fast\""), (["mode", "scripted"], "expected system or manual"),
            (["--tenant", "nobody"], "tenant: found 'nobody'"),
        ] {
            let outcome = try Tool.run(executable: Tool.path, ["clock"] + words + ["--url", tool.url])
            #expect(outcome.exitCode == 1)
            #expect(outcome.errors.contains(text), "\(outcome.errors)")
            #expect(outcome.output == "")
        }
        #expect(tool.stop() == 0)
    }

    @Test(
        "A key with a line break is refused before anything is sent, and not shown",
        arguments: [
            ["clock", "--admin-key", "first\nsecond"], ["serve", "--port", "0", "--admin-key", "first\nsecond"],
            ["sandbox", "list", "--admin-key", "first\rsecond"], ["clock"], ["sandbox", "list"],
            ["serve", "--port", "0"], ["contracts", "run", "--target", "http://127.0.0.1:9"],
        ])
    func keyOfTwoLines(_ command: [String]) throws {
        let outcome = try Tool.run(
            executable: Tool.path, command, environment: ["INSIGHTS_SIM_ADMIN_KEY": "first\u{1}second"])
        #expect(outcome.exitCode == 2)
        let place = command.contains("--admin-key") ? "--admin-key" : "INSIGHTS_SIM_ADMIN_KEY"
        #expect(outcome.errors.contains("\(place): found a control character; expected "), "\(outcome.errors)")
        #expect(!outcome.errors.contains("second"))
    }

    @Test("The command works over TLS if the authority is trusted, and with a key")
    func overTLS() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let tool = try RunningTool([
            "--tls", "--ca-dir", folder.path("ca"), "--clock", "2021-01-06T05:00:00Z", "--admin-key", "k",
        ])
        let authority = folder.path("ca/ca.pem")
        for (command, output) in [
            (["clock"], "2021-01-06T05:00:00Z manual\n"), (["sandbox", "list"], "tenant"),
            (["case", "save"], "{"),
        ] {
            for (key, code) in [("k", 0), ("wrong", 1)] as [(String, Int32)] {
                let trusting = try Tool.run(
                    executable: Tool.path, command + ["--url", tool.url, "--ca", authority, "--admin-key", key])
                #expect(trusting.exitCode == code, "\(trusting.errors)")
                #expect(trusting.output.hasPrefix(code == 0 ? output : ""), "\(trusting.output)")
            }
            let bySystem = try Tool.run(
                executable: Tool.path, command + ["--url", tool.url],
                environment: ["SSL_CERT_FILE": authority, "INSIGHTS_SIM_ADMIN_KEY": "k"])
            #expect(bySystem.exitCode == 0, "\(bySystem.errors)")
            #expect(bySystem.output.hasPrefix(output), "\(bySystem.output)")
            let foreign = try Tool.run(
                executable: Tool.path, command + ["--url", tool.url],
                environment: ["SSL_CERT_FILE": "/dev/null", "SSL_CERT_DIR": folder.path])
            #expect(foreign.exitCode == 3)
            #expect(foreign.errors.contains("certificate"), "\(foreign.errors)")
        }
        let plain = try Tool.run("clock", "--url", "http://127.0.0.1:1", "--ca", authority)
        #expect(plain.exitCode == 2)
        #expect(plain.errors.hasPrefix("error: '--ca' requires an https URL; found http://127.0.0.1:1\n"))
        #expect(tool.stop() == 0)
    }

    @Test(
        "A wrong command line is refused before any request",
        arguments: [
            (["forward"], "unexpected argument 'forward'"), (["advance"], "missing value: clock advance VALUE"),
            (["advance", "PT1H", "PT1H"], "unexpected argument 'PT1H'"),
            (["--url", "http://localhost:0"], "a URL such as"), (["--url", "http://"], "a URL such as"),
        ])
    func usage(words: [String], text: String) throws {
        let outcome = try Tool.run(executable: Tool.path, ["clock"] + words)
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.contains(text), "\(outcome.errors)")
    }

    @Test("Without a server, it says so and exits with 3")
    func unreachable() throws {
        let held = try HeldPort()
        let outcome = try Tool.run("clock", "--url", "http://127.0.0.1:\(held.number)")
        #expect(outcome.exitCode == 3)
        #expect(outcome.errors.contains("cannot connect"))
        #expect(outcome.errors.contains("\(held.number)"))
    }

    @Test("serve takes a speed and a script; mistakes of the script are named with their line")
    func clocks() throws {
        let fast = try RunningTool(["--clock", "2021-01-06T05:00:00Z", "--speed", "10000000"])
        #expect(try curl(fast.url + "/_sim/clock").contains(#""mode":"factor","speed":10000000"#))
        #expect(fast.stop() == 0)
        #expect(fast.errorText.contains("clock at 10000000 times real time from 2021-01-06T05:00:00Z"))
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        for (text, error) in [
            (
                "2021-01-06T05:00:00Z\n# later\n\n2021-01-05T05:00:00Z\n",
                "script:4: found 2021-01-05T05:00:00Z; expected 2021-01-06T05:00:00Z"
            ),
            ("tomorrow\n", "script:1: found 'tomorrow'"),
            ("# nothing\n", "script: found no instant; expected one a line"),
        ] {
            try text.write(toFile: folder.path("script"), atomically: true, encoding: .utf8)
            let outcome = try Tool.run("serve", "--port", "0", "--clock", "script:" + folder.path("script"))
            #expect(outcome.exitCode == 2)
            #expect(outcome.errors.contains(error), "\(outcome.errors)")
        }
        #expect(try Tool.run("serve", "--clock", "script:/nowhere").errors.contains("cannot read the clock script"))
        try "\u{FEFF}2021-01-06T05:00:00Z\n".write(toFile: folder.path("script"), atomically: true, encoding: .utf8)
        let marked = try RunningTool(["--clock", "script:" + folder.path("script")])
        #expect(try curl(marked.url + "/_sim/clock").contains(#""now":"2021-01-06T05:00:00Z""#))
        #expect(marked.stop() == 0)
    }

    @Test("A fresh server's clock can be told to follow the machine, which it does already")
    func followsAlready() throws {
        let tool = try RunningTool([])
        #expect(try Tool.run("clock", "mode", "system", "--url", tool.url).output.hasSuffix(" system\n"))
        #expect(tool.stop() == 0)
    }

    /// Starts a second simulator as a receiver: its clock script advances with every call it gets.
    private func receiver(_ folder: TemporaryFolder) throws -> RunningTool {
        let lines = (0..<9).map { "2021-01-01T00:00:0\($0)Z\n" }.joined()
        try lines.write(toFile: folder.path("script"), atomically: true, encoding: .utf8)
        return try RunningTool(["--clock", "script:" + folder.path("script")])
    }

    /// Makes a report that calls back; `timing` is what decides when it runs.
    private func makeReport(_ tool: RunningTool, callback: String, timing: String) throws {
        let who = try json(try curl(tool.url + "/_sim/credentials"))
        let form =
            "resource=https://graph.windows.net&grant_type=client_credentials"
            + "&client_id=\(who["clientId"] ?? "")&client_secret=\(who["clientSecret"] ?? "")"
        let token = try json(try curl(tool.url + "/\(who["tenantId"] ?? "")/oauth2/token", "-d", form))
        let header = "Authorization: Bearer \(token["access_token"] ?? "")"
        let service = tool.url + "/insights/v1/cmp/"
        let query = try json(
            try curl(
                service + "ScheduledQueries", "-H", header, "-d",
                #"{"Name":"Q","Query":"SELECT OrderId FROM ISVOrder"}"#))
        let id = (query["value"] as? [[String: Any]])?.first?["queryId"] ?? ""
        let body = #"{"ReportName":"R","QueryId":"\#(id)","CallbackUrl":"\#(callback)",\#(timing)}"#
        #expect(try json(try curl(service + "ScheduledReport", "-H", header, "-d", body))["statusCode"] as? Int == 200)
    }

    @Test("A callback is sent over HTTP, and the clock command returns after it")
    func callback() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let receiver = try receiver(folder)
        let tool = try RunningTool(["--clock", "2021-01-06T05:00:00Z"])
        try makeReport(
            tool, callback: receiver.url + "/ready/",
            timing: #""StartTime":"2021-01-06T19:00:00Z","RecurrenceInterval":4,"RecurrenceCount":4"#)
        #expect(try Tool.run("clock", "advance", "P1M", "--url", tool.url).exitCode == 0)
        // The first call shows the script's first instant, the fourth its fourth.
        #expect(try Tool.run("clock", "--url", receiver.url).output == "2021-01-01T00:00:03Z scripted\n")
        #expect(tool.stop() == 0)
        #expect(receiver.stop() == 0)
    }

    @Test("In real time a report that runs at once has its callback without a request")
    func background() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let receiver = try receiver(folder)
        let tool = try RunningTool([])
        for _ in 1...2 { try makeReport(tool, callback: receiver.url + "/ready", timing: #""ExecuteNow":true"#) }
        var shown = ""
        for _ in 1...1000 where !shown.contains("00:00:01Z") { shown = try curl(receiver.url + "/_sim/clock") }
        #expect(shown.contains("2021-01-01T00:00:01Z"))
        #expect(tool.stop() == 0)
        #expect(receiver.stop() == 0)
    }
}
