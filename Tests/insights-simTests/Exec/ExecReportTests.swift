import Foundation
import FoundationXML
import Testing

@Suite("exec: reports about the client", .mayBlock)
struct ExecReportTests {
    private static let foreignSecret = "a-secret-that-is-not-ours-4711"

    /// Gets a token, once with another secret, and calls the service: rightly, wrongly, and into a fault.
    private static let client = """
        token() { curl -sS "https://login.microsoftonline.com/$AZURE_TENANT_ID/oauth2/token" \
          -d grant_type=client_credentials -d resource=https://graph.windows.net -d client_id="$AZURE_CLIENT_ID" \
          --data-urlencode client_secret="$1"; }
        token \(foreignSecret) > /dev/null
        TOKEN=$(token "$AZURE_CLIENT_SECRET" | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
        call() { curl -sS -o /dev/null -H "Authorization: Bearer $TOKEN" \
          "https://api.partnercenter.microsoft.com/insights/v1/cmp/$1"; }
        call ScheduledDataset; call ScheduledDataset; call 'ScheduledReports?a=<&b="'
        curl -sS https://example.org/ || true
        exit 4
        """

    @Test(
        "Files that cannot be written are an error line each, and hide no failure of the command",
        arguments: [("4", 4), ("0", 2)] as [(String, Int32)])
    func unwritable(_ code: String, _ exitCode: Int32) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let gone = folder.path("gone")
        try FileManager.default.createDirectory(atPath: gone, withIntermediateDirectories: true)
        let outcome = try Tool.run(
            "exec", "--junit", gone + "/report.xml", "--journal", gone + "/journal.json", "--", "sh", "-c",
            "rm -r \"$1\"; exit \(code)", "sh", gone)
        #expect(outcome.exitCode == exitCode)
        for file in ["journal.json", "report.xml"] {
            #expect(
                outcome.errors.contains("error: cannot write \(gone)/\(file): No such file or directory\n"),
                "\(outcome.errors)")
        }
        #expect(outcome.errors.contains("0 calls to the simulator; the command ended with \(code)\n"))
    }

    @Test("A journal and a report arrive in FIFOs; without a reader, a signal that is not ignored ends the tool")
    func fifos() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let script = """
            mkfifo journal report unread
            "$1" exec --quiet --journal journal --junit report -- true &
            cat journal >journal.json; cat report >report.xml; wait $!
            "$1" exec --quiet --journal unread -- true & tool=$!
            while kill -TERM $tool; do sleep 0.05; done 2>/dev/null
            wait $tool; echo $?; tail -n 1 report.xml; head -c 1 journal.json
            trap '' HUP
            "$1" exec --quiet --journal unread -- true & tool=$!
            for try in 1 2 3 4 5 6 7 8 9; do kill -HUP $tool; sleep 0.05; done
            timeout 120 head -c 1 unread
            """
        let outcome = try Tool.run(executable: "/bin/sh", ["-c", script, "sh", Tool.path], folder: folder.path)
        #expect(outcome.output == "143\n</testsuite>\n{{", "\(outcome.errors)")
    }

    @Test("A callback in progress when the command ends is in the journal")
    func callbackUnderWay() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        // The receiver is not the command's; it answers once the command has ended.
        let receiver = try RunningTool(
            executable: "/usr/bin/env",
            [
                "python3", "-c",
                """
                import http.server, os, sys, time, urllib.parse
                class Receiver(http.server.BaseHTTPRequestHandler):
                    def do_GET(self):
                        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
                        open(query["arrived"], "w").close()
                        while os.path.exists("/proc/" + query["pid"]): time.sleep(0.01)
                        self.send_response(204); self.end_headers()
                    do_POST = do_GET
                    def log_message(self, *_): pass
                server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
                print("receiver http://127.0.0.1:%d" % server.server_port, flush=True)
                server.serve_forever()
                """,
            ])
        let outcome = try Tool.run(
            "exec", "--quiet", "--journal", folder.path("journal.json"), "--", "bash", "-c",
            """
            set -euo pipefail
            mkfifo "$2"
            TOKEN=$(curl -sS "$INSIGHTS_BASE_URL/$AZURE_TENANT_ID/oauth2/token" -d grant_type=client_credentials \
              -d resource=https://graph.windows.net -d client_id="$AZURE_CLIENT_ID" \
              --data-urlencode client_secret="$AZURE_CLIENT_SECRET" | jq -r .access_token)
            call() { curl -sS --fail-with-body "$INSIGHTS_BASE_URL/insights/v1/cmp/$1" -H "Authorization: Bearer $TOKEN" "${@:2}"; }
            ID=$(call ScheduledQueries -d '{"Name":"q","Query":"SELECT OrderId FROM ISVOrder"}' | jq -r '.value[0].queryId')
            URL="$1/x?pid=$$&arrived=$2"
            call ScheduledReport -d '{"ReportName":"r","QueryId":"'$ID'","ExecuteNow":true,"CallbackUrl":"'$URL'"}' > "$2.out"
            read -r line < "$2" || true
            """, "bash", receiver.url, folder.path("arrived"))
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let journal = try String(contentsOfFile: folder.path("journal.json"), encoding: .utf8)
        #expect(journal.contains("try 1: answered 204"), "\(journal)")
        // A process that a test started may have SIGTERM blocked.
        _ = receiver.stop(SIGKILL)
    }

    private static let faults = #"{"rules":[{"route":"datasets","nth":2,"fault":{"kind":"status","status":503}}]}"#

    private func run(_ folder: TemporaryFolder, _ options: String...) throws -> Tool.Outcome {
        try Self.faults.write(toFile: folder.path("faults.json"), atomically: true, encoding: .utf8)
        return try Tool.run(
            executable: Tool.path,
            ["exec", "--seed", "7", "--faults", folder.path("faults.json")] + options + ["--", "sh", "-c", Self.client])
    }

    @Test("The JUnit file is well-formed and has a test case for the ending, each call, and each refused connection")
    func junit() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let outcome = try run(folder, "--junit", folder.path("report.xml"))
        #expect(outcome.exitCode == 4, "\(outcome.errors)")
        let report = try JUnitReader(Data(contentsOf: URL(fileURLWithPath: folder.path("report.xml"))))
        var counts = report.suite
        #expect(counts.removeValue(forKey: "time") != nil)
        // Seven of the run and its calls, and thirteen rules, of which it breaks one.
        #expect(
            counts == ["name": "insights-sim exec", "tests": "20", "failures": "5", "errors": "0", "skipped": "9"])
        try #require(report.cases.count == 20)
        let tenant = "5b1d2f60-93c4-4e0b-8a57-0c6e41d7a201"
        #expect(
            Array(report.cases.prefix(7)) == [
                .init(name: "the command succeeds", failure: "it ended with 4"),
                .init(
                    name: "call 1: POST /\(tenant)/oauth2/token",
                    failure: report.cases[1].failure),
                .init(name: "call 2: POST /\(tenant)/oauth2/token", output: "answered 200"),
                .init(name: "call 3: GET /insights/v1/cmp/ScheduledDataset", output: "answered 200"),
                .init(
                    name: "call 4: GET /insights/v1/cmp/ScheduledDataset",
                    output: report.cases[4].output),
                .init(
                    name: report.cases[5].name,
                    failure: report.cases[5].failure),
                .init(
                    name: "the proxy refused 127.0.0.1 the host 'example.org', which is not simulated", failure: "once"),
            ])
        #expect(report.cases[7].name == "token-first")
        #expect(report.cases.dropFirst(7).filter { $0.failure != nil }.map(\.name) == ["right-hosts"])
        #expect(report.cases[1].failure?.hasPrefix("answered 401: ") == true)
        #expect(report.cases[1].failure?.contains("AADSTS7000215") == true)
        #expect(report.cases[4].output?.hasPrefix("answered 503: fault of rule 0: status 503") == true)
        #expect(report.cases[5].name.hasPrefix("call 5: GET /insights/v1/cmp/ScheduledReports?"))
        #expect(report.cases[5].failure?.contains("ScheduledReport") == true)
    }

    @Test("Summary, JUnit file and journal contain no secret")
    func secrets() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let outcome = try run(folder, "--junit", folder.path("report.xml"), "--journal", folder.path("journal.json"))
        let journal = try String(contentsOfFile: folder.path("journal.json"), encoding: .utf8)
        let texts = [outcome.errors, try String(contentsOfFile: folder.path("report.xml"), encoding: .utf8), journal]
        for text in texts {
            for secret in [Self.foreignSecret, "offline-practice-secret", "practice-password", "eyJ"] {
                #expect(!text.contains(secret), "\(secret)")
            }
        }
        let object = try #require(try JSONSerialization.jsonObject(with: Data(journal.utf8)) as? [String: Any])
        #expect((object["ending"] as? [String: Int]) == ["exitCode": 4])
        let tenants = try #require(object["tenants"] as? [[String: Any]])
        #expect(tenants.map { $0["requests"] as? Int } == [5])
        #expect((tenants[0]["entries"] as? [[String: Any]])?.map { $0["status"] as? Int } == [401, 200, 200, 503, 404])
    }

    @Test("The summary has a few lines, and is absent with --quiet")
    func summary() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let errors = try run(folder).errors
        #expect(
            errors.contains(
                """
                insights-sim: 5 calls to the simulator; the command ended with 4
                  route      calls  answers
                  token      2      200, 401
                  datasets   2      200, 503 (1 fault)
                  unmatched  1      404
                refused:
                  1  POST /5b1d2f60-93c4-4e0b-8a57-0c6e41d7a201/oauth2/token: answered 401: 
                """), "\(errors)")
        #expect(errors.components(separatedBy: "\n  4  ").count == 1, "what a fault did is not the client's mistake")
        #expect(!errors.contains("\u{1B}"))
        #expect(try !run(folder, "--quiet").errors.contains("insights-sim"))
    }
}

/// Reads a JUnit file; fails where it is not well-formed.
private final class JUnitReader: NSObject, XMLParserDelegate {
    struct Case: Equatable {
        var name: String
        var failure: String?
        var output: String?
    }

    private(set) var suite: [String: String] = [:]
    private(set) var cases: [Case] = []
    private var text = ""

    init(_ data: Data) throws {
        super.init()
        let parser = XMLParser(data: data)
        parser.delegate = self
        try #require(parser.parse(), "\(String(describing: parser.parserError))")
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        switch name {
        case "testsuite": suite = attributes
        case "testcase": cases.append(Case(name: attributes["name"] ?? ""))
        case "failure": cases[cases.count - 1].failure = attributes["message"]
        default: break
        }
        text = ""
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        guard name == "system-out", !cases.isEmpty else { return }
        let evidence = text.components(separatedBy: "\n").first { $0.hasPrefix("evidence: ") }
        cases[cases.count - 1].output = evidence.map { String($0.dropFirst("evidence: ".count)) }
    }
}
