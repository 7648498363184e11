import Foundation
import Testing

@Suite("exec: a summary that explains", .mayBlock)
struct ExecNoticeTests {
    private static let login = "https://login.microsoftonline.com/"

    private func exec(_ options: [String], _ script: String) throws -> Tool.Outcome {
        try Tool.run(executable: Tool.path, ["exec", "--isolate", "variables"] + options + ["--", "sh", "-c", script])
    }

    @Test(
        "No call: nothing arrived, TLS was not trusted, or calls were refused",
        arguments: [
            ("true", "  nothing reached the simulator: "),
            ("curl -sS --cacert /dev/null \(login) 2> /dev/null; true", "  TLS was not trusted: "),
            (
                "python3 -c \"import os, socket; socket.create_connection(('127.0.0.1', "
                    + "int(os.environ['INSIGHTS_TLS_URL'].rsplit(':')[-1]))).close()\"",
                "  nothing reached the simulator: "
            ),
            ("curl -sS -o /dev/null http://example.org/", "  calls were refused before they reached the service"),
        ])
    func noCalls(_ script: String, _ line: String) throws {
        let outcome = try exec([], script)
        let lines = outcome.errors.components(separatedBy: "\n")
        #expect(lines.first == "insights-sim: 0 calls to the simulator; the command ended with 0", "\(outcome.errors)")
        #expect(lines.count > 1 && lines[1].hasPrefix(line), "\(outcome.errors)")
    }

    /// Opens a tunnel, and then runs what ends it.
    private static func leaving(_ end: String) -> String {
        """
        python3 - <<'END'
        import os, socket, ssl
        proxy = socket.create_connection(("127.0.0.1", int(os.environ["INSIGHTS_BASE_URL"].rsplit(":")[-1])))
        proxy.sendall(b"CONNECT login.microsoftonline.com:443 HTTP/1.1\\r\\nHost: login.microsoftonline.com:443\\r\\n\\r\\n")
        proxy.recv(4096)
        \(end)
        END
        """
    }

    @Test(
        "A tunnel that ends in or after the handshake without a request is a notice",
        arguments: [
            ("proxy.close()", "in the handshake"),
            (
                "context = ssl.create_default_context()\n"
                    + "tls = context.wrap_socket(proxy, server_hostname='login.microsoftonline.com'); tls.close()",
                "after the handshake"
            ),
        ])
    func notices(_ leaving: String, _ place: String) throws {
        let outcome = try exec([], Self.leaving(leaving))
        #expect(outcome.exitCode == 0)
        #expect(
            outcome.errors.contains(
                "127.0.0.1 ended TLS with 'login.microsoftonline.com' \(place), without a request: "
                    + "it may not trust the certificate\n"), "\(outcome.errors)")
    }

    @Test("A client that sends a request ends without a notice")
    func noNotice() throws {
        let outcome = try exec([], "curl -sS -o /dev/null \(Self.login); curl -sS -o /dev/null \"$INSIGHTS_TLS_URL\"")
        #expect(!outcome.errors.contains("without a request"), "\(outcome.errors)")
    }

    @Test(
        "--strict is red when nothing was called, unless the command failed by itself",
        arguments: [("true", 1), ("exit 7", 7)] as [(String, Int32)])
    func strict(_ script: String, _ code: Int32) throws {
        let outcome = try exec(["--strict", "--quiet"], script)
        #expect(outcome.exitCode == code)
        #expect(outcome.errors == "error: --strict: found no call; expected at least one\n", "\(outcome.errors)")
    }

    @Test(
        "A refused call passes in reports if refusals are expected and the command succeeded",
        arguments: [([], "true", 1), (["--expect-refusals"], "true", 0), (["--expect-refusals"], "exit 1", 2)]
            as [([String], String, Int)])
    func refusals(_ options: [String], _ end: String, _ failures: Int) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let outcome = try exec(
            options + ["--quiet", "--report", "tap=\(folder.path("report.tap"))"],
            "curl -sS -o /dev/null \"$INSIGHTS_BASE_URL/insights/v1/cmp/ScheduledDataset\"; \(end)")
        let report = try String(contentsOfFile: folder.path("report.tap"), encoding: .utf8)
        let failed = report.components(separatedBy: "\n").filter {
            $0.hasPrefix("not ok") && ($0.contains("call 1") || $0.contains("the command succeeds"))
        }
        #expect(failed.count == failures, "\(report) \(outcome.errors)")
    }
}
