import Foundation
import Testing

/// Programs that read HTTP archives see what the client saw.
@Suite("Readers of HTTP archives", .mayBlock)
struct ArchiveReadersTests {
    static let python = "\(Tool.repository)/.build/har-peers/bin/python"

    /// A client that notes what it asked for and what it received.
    private final class Client {
        let folder: TemporaryFolder
        let url: String
        private(set) var exchanges: [[String: Any]] = []

        init(_ url: String, _ folder: TemporaryFolder) {
            self.url = url
            self.folder = folder
        }

        /// Asks with curl and returns the JSON of the response; `isExact` is false where secrets are in the body.
        @discardableResult
        func ask(
            _ method: String, _ url: String, _ arguments: [String], isExact: Bool = true
        ) throws -> [String: Any] {
            let file = folder.path("\(exchanges.count)")
            let outcome = try Tool.run(
                executable: "/usr/bin/env",
                ["curl", "-sS", "--max-time", "300", "--noproxy", "", "--compressed", "-o", file]
                    + ["-w", "%{http_code} %{size_download}", "--cacert", folder.path("ca/ca.pem")] + arguments + [url])
            try #require(outcome.exitCode == 0, "\(outcome.errors)")
            let numbers = outcome.output.split(separator: " ").compactMap { Int($0) }
            var exchange: [String: Any] = [
                "url": url, "method": method, "status": numbers[0], "transferred": numbers[1],
            ]
            if method == "HEAD" { try Data().write(to: URL(fileURLWithPath: file)) }
            if isExact { exchange["file"] = file }
            exchanges.append(exchange)
            let data = try Data(contentsOf: URL(fileURLWithPath: file))
            return (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] ?? [:]
        }
    }

    @Test(
        "haralyzer and mitmproxy read URLs, sizes and contents as curl did, through proxy and TLS too",
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: python),
            "NOT CHECKED: scripts/har-peers installs the readers from PyPI"))
    func readers() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let ready = folder.path("ready.json")
        let tool = try RunningTool([
            "--proxy", "--tls-port", "0", "--ca-dir", folder.path("ca"), "--clock", "2021-01-06T05:00:00Z", "--seed",
            "7", "--set", "journal-body-bytes=1000000", "--ready-file", ready,
        ])
        let info = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: ready))) as? [String: Any])
        func member(_ name: String) throws -> String { try #require(info[name] as? String) }
        let client = Client(tool.url, folder)
        let proxy = ["-x", tool.url]
        let login = "https://login.microsoftonline.com/\(try member("tenantId"))/oauth2/token"
        let form = [
            "-d", "grant_type=client_credentials", "-d", "client_id=\(try member("clientId"))", "--data-urlencode",
            "client_secret=\(try member("clientSecret"))", "--data-urlencode",
            "resource=https://api.partnercenter.microsoft.com",
        ]
        let token = try #require(try client.ask("POST", login, proxy + form, isExact: false)["access_token"] as? String)
        let bearer = ["-H", "Authorization: Bearer \(token)"]
        func first(_ body: [String: Any], _ key: String) throws -> String {
            try #require((body["value"] as? [[String: Any]])?.first?[key] as? String, "\(body)")
        }
        let service = "/insights/v1/cmp"
        try client.ask("HEAD", "\(tool.url)\(service)/ScheduledDataset", bearer + ["-I"])
        let queries = try client.ask(
            "GET", "\(tool.url)\(service)/ScheduledQueries?includeOnlySystemQueries=true", bearer + ["-0"])
        let report = try client.ask(
            "POST", "https://api.partnercenter.microsoft.com\(service)/ScheduledReport",
            proxy + bearer + [
                "-H", "Content-Type: application/json", "-d",
                #"{"ReportName":"\u00e5","QueryId":"\#(try first(queries, "queryId"))","ExecuteNow":true}"#,
            ])
        _ = try Tool.run(
            executable: "/usr/bin/env",
            ["curl", "-sS", "--noproxy", "", "-d", #"{"advance":"PT30M"}"#, "\(tool.url)/_sim/clock"])
        let executions = try client.ask(
            "GET", "\(try member("tlsUrl"))\(service)/ScheduledReport/execution/\(try first(report, "reportId"))",
            bearer, isExact: false)
        let link = try first(executions, "reportAccessSecureLink")
        try client.ask("GET", link, [])
        try client.ask("GET", "http://api.partnercenter.microsoft.com\(service)/Nothing?a=%3C", proxy)

        // The signature of a link is a secret.
        var exchanges = client.exchanges
        exchanges[5]["url"] = link.replacing(/sig=.*$/, with: "sig=%3Clink%20signature%3E")
        try JSONSerialization.data(withJSONObject: exchanges)
            .write(to: URL(fileURLWithPath: folder.path("exchanges.json")))
        _ = try Tool.run(
            executable: "/usr/bin/env",
            [
                "curl", "-sS", "--noproxy", "", "-o", folder.path("archive.har"),
                "\(tool.url)/_sim/journal?format=har&timing=real",
            ])
        #expect(tool.stop() == 0)
        let tests = "\(Tool.repository)/Tests"
        let outcome = try Tool.run(
            executable: Self.python,
            [
                "\(tests)/peers/har.py", "\(tests)/Corpora/har-1.2.schema.json", folder.path("archive.har"),
                folder.path("exchanges.json"),
            ])
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("7 entries agree"))
        guard Tool.exists("chromium") else {
            return print("NOT CHECKED: chromium is missing (apt-get install chromium)")
        }
        let panel = try Tool.run(
            executable: Self.python,
            ["\(tests)/peers/har_chromium.py", folder.path("archive.har"), folder.path("exchanges.json")])
        #expect(panel.output == "7 entries agree\n", "\(panel.output)\(panel.errors)")
    }
}
