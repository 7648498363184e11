import Foundation
import InsightsHTTP
import InsightsServer
import Testing

/// Whatever a server, a file, a client or a command line says: it is shown, and does nothing.
@Suite("Hostile texts", .mayBlock)
struct HostileTextTests {
    /// A text with everything that acts on a terminal, a reader or the runner of a job.
    private static let hostile =
        "a\n::error::b\r\n  ::set-output name=c::d\u{1B}[31m\u{9B}2J\u{7}\u{202E}e\u{2066}\u{2028}##[error]f ##vso[task.x]g\u{7F}"
    private static let json = String(
        decoding: (try? JSONSerialization.data(withJSONObject: [hostile])) ?? Data(), as: UTF8.self
    ).dropFirst().dropLast()

    /// Records what of an output acts.
    private static func expectHarmless(
        _ outcome: Tool.Outcome, _ name: String, commands: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for (stream, text) in [("output", outcome.output), ("errors", outcome.errors)] {
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                let isCommand = line.drop { $0 == " " || $0 == "\t" }.hasPrefix("::")
                let isOwn = commands && line.hasPrefix("::error ")
                let acts = line.unicodeScalars.contains { scalar in
                    scalar != "\t"
                        && [.control, .format, .lineSeparator, .paragraphSeparator].contains(
                            scalar.properties.generalCategory)
                        && scalar != "\u{200B}"
                }
                let isMark = line.contains("##[") || line.contains("##vso[")
                if isCommand && !isOwn || acts || isMark && !isOwn {
                    Issue.record("\(name), \(stream): \(line.debugDescription)", sourceLocation: sourceLocation)
                }
            }
        }
    }

    @Test(
        "A command line",
        arguments: [
            [hostile], ["serve", "--host", hostile], ["serve", "--set", hostile],
            ["serve", "--set", "test-rows=\(hostile)"],
            ["serve", "--seed", hostile], ["serve", hostile], ["serve", "--\(hostile)"],
            ["serve", "--fixtures", hostile],
            ["serve", "--faults", hostile], ["serve", "--public-url", hostile], ["serve", "--allow-host", hostile],
            ["serve", "--clock", hostile], ["serve", "--clock", "script:\(hostile)"],
            ["serve", "--ready-file", "/nowhere/\(hostile)"],
            ["clock", hostile], ["clock", "advance", hostile], ["clock", "--url", hostile],
            ["sandbox", "new", "--set", hostile],
            ["case", "replay", hostile], ["contracts", "run", hostile], ["contracts", "explain", hostile],
            ["drift", hostile],
            ["contracts", "run", "--report", "tap=/nowhere/\(hostile)"], ["contracts", "run", "--target", hostile],
            ["query", hostile], ["query", "SELECT \(hostile) FROM ISVOrder"], ["fixtures", "check", hostile],
            ["fixtures", hostile],
            ["generate", "--out", "/nowhere/\(hostile)"], ["exec", "--journal", "/nowhere/\(hostile)", "--", "true"],
            ["exec", "--", hostile], ["exec", hostile], ["torture", "--only", hostile, "--", "true"],
            ["openapi", hostile],
        ])
    func arguments(_ arguments: [String]) throws {
        let outcome = try Tool.run(executable: Tool.path, arguments)
        #expect(outcome.exitCode != 0)
        Self.expectHarmless(outcome, arguments.joined(separator: " ").debugDescription)
    }

    @Test(
        "A file",
        arguments: [
            ("{\(json):1}", ["case", "replay"]), ("[\(json)", ["case", "replay"]), (hostile, ["case", "replay"]),
            ("{\"formatVersion\":1,\"edition\":\(json)}", ["case", "replay"]),
            (
                "{\"formatVersion\":1,\"edition\":\"2021\",\"seed\":1,\"clock\":\"2021-01-06T05:00:00Z\",\"tenantId\":\(json)}",
                ["case", "replay"]
            ),
            ("{\(json):1}", ["drift"]), (hostile, ["drift"]),
            ("{\"rules\":[{\(json):1}]}", ["serve", "--port", "0", "--faults"]),
            ("{\"rules\":[{\"route\":\(json)}]}", ["serve", "--port", "0", "--faults"]),
            (hostile, ["serve", "--clock-file"]),
        ])
    func files(_ content: String, _ command: [String]) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try content.write(toFile: folder.path("file"), atomically: true, encoding: .utf8)
        let outcome = try Tool.run(executable: Tool.path, command + [folder.path("file")])
        #expect(outcome.exitCode != 0)
        Self.expectHarmless(outcome, "\(command) \(content.debugDescription)")
    }

    @Test(
        "A folder of fixtures", arguments: ["{\(json):1}", hostile, "{\"datasets\":[{\"name\":\(json)}]}", "[\(json)]"])
    func fixtures(_ content: String) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        for name in ["catalogue.json", "tenants.json", "system-queries.json"] {
            try content.write(toFile: folder.path(name), atomically: true, encoding: .utf8)
        }
        for command in [["fixtures", "check"], ["serve", "--port", "0"], ["contracts", "run"]] {
            let outcome = try Tool.run(
                executable: Tool.path, command, environment: ["INSIGHTS_SIM_FIXTURES": folder.path])
            Self.expectHarmless(outcome, "\(command) \(content.debugDescription)")
        }
    }

    @Test(
        "A contract, in every format",
        arguments: [
            ["list"], ["list", "--output", "json"], ["explain", "area/name"], ["run"], ["run", "--verbose"],
            ["run", "--report", "tap=-"], ["run", "--report", "markdown=-"], ["run", "--report", "json=-"],
            ["run", "--junit", "-"],
        ])
    func contracts(_ command: [String]) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try FileManager.default.createDirectory(atPath: folder.path("area"), withIntermediateDirectories: true)
        let contract = """
            {"title":\(Self.json),"evidence":{"class":"assumed","sources":["simulator"]},"programs":["cmp"],
            "steps":[{"note":\(Self.json),"do":"request","with":{"method":"GET","path":"/nowhere"},
            "expect":{"body":{"message":\(Self.json)}}}]}
            """
        try contract.write(toFile: folder.path("area/name.json"), atomically: true, encoding: .utf8)
        let outcome = try Tool.run(
            executable: Tool.path, ["contracts"] + command, environment: ["INSIGHTS_SIM_CONTRACTS": folder.path])
        #expect(outcome.output + outcome.errors != "")
        Self.expectHarmless(outcome, "\(command)")
    }

    @Test(
        "A server",
        arguments: [
            ["clock"], ["clock", "advance", "PT1H"], ["sandbox", "list"], ["sandbox", "new"],
            ["sandbox", "new", "--output", "env"],
            ["sandbox", "new", "--output", "json"], ["case", "save"], ["clock", "--output", "json"],
        ])
    func server(_ command: [String]) throws {
        for status in [200, 400] {
            let text = "\(Self.json)"
            let body = """
                {"error":\(text),"now":\(text),"mode":\(text),"sandboxes":[{"tenantId":\(text),"name":\(text)}],
                "tenantId":\(text),"clientId":\(text),"clientSecret":\(text),"url":\(text),\(text):\(text),"gaps":[\(text)]}
                """
            let server = HTTPServer(
                handler: Canned(status: status, body: body), configuration: HTTPServerConfiguration(eventLoopCount: 1))
            let port = try server.start()
            defer { server.shutdown() }
            let outcome = try Tool.run(executable: Tool.path, command + ["--url", "http://127.0.0.1:\(port)"])
            Self.expectHarmless(outcome, "\(command) \(status)")
        }
    }

    @Test("A target of contracts, in every format", arguments: ["tap", "markdown", "json", "junit", "github", "text"])
    func target(_ format: String) throws {
        let server = HTTPServer(
            handler: Canned(
                status: 200, body: "{\"message\":\(Self.json),\"error_description\":\(Self.json),\(Self.json):1}"),
            configuration: HTTPServerConfiguration(eventLoopCount: 1))
        let port = try server.start()
        defer { server.shutdown() }
        let report = format == "text" ? [] : format == "github" ? ["--report", "github"] : ["--report", "\(format)=-"]
        let outcome = try Tool.run(
            executable: Tool.path,
            ["contracts", "run", "--target", "http://127.0.0.1:\(port)", "--pace", "0", "access", "--program", "cmp"]
                + report,
            environment: ["AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c", "AZURE_CLIENT_SECRET": "s3cret-of-a-client"])
        #expect(outcome.exitCode != 0)
        Self.expectHarmless(outcome, format, commands: format == "github")
    }

    @Test("A client", arguments: [[], ["--report-card"], ["--junit", "/dev/null"]] as [[String]])
    func client(_ options: [String]) throws {
        // No ordinary client sends such a target, so it is written by hand.
        let script = """
            import os, socket, urllib.parse
            url = urllib.parse.urlsplit(os.environ["INSIGHTS_BASE_URL"])
            body = "grant_type=##[error]x\\u009b\\u202e::error::y&client_id=##vso[task.x]z"
            for line in ["GET /insights/v1/cmp/\\u009b\\u202e::error::", "POST /common/oauth2/token", "GET /x\\u2028##vso[y]"]:
                with socket.create_connection((url.hostname, url.port)) as connection:
                    head = f"{line} HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n"
                    head += f"Accept: \\u202e##[error]\\r\\nContent-Length: {len(body.encode())}\\r\\n\\r\\n"
                    connection.sendall((head + body).encode())
                    while connection.recv(65536): pass
            """
        let outcome = try Tool.run(executable: Tool.path, ["exec"] + options + ["--", "python3", "-c", script])
        #expect(outcome.exitCode == 0)
        Self.expectHarmless(outcome, "exec")
    }
}

/// A server with one response.
private struct Canned: HTTPHandler {
    let status: Int
    let body: String

    func handle(_ request: HTTPRequest) -> HTTPReply {
        let fields = HTTPFields([(name: "Content-Type", value: "application/json")])
        return .response(HTTPResponse(HTTPStatus(status), fields: fields, body: .bytes(Array(body.utf8))))
    }
}
