import Foundation
import Testing

@Suite("torture", .mayBlock)
struct TortureTests {
    private static let clock = ["--clock", "2021-01-06T05:00:00Z", "--seed", "7"]

    private func torture(_ options: [String], _ command: [String]) throws -> Tool.Outcome {
        try Tool.run(executable: Tool.path, ["torture"] + Self.clock + options + ["--"] + command)
    }

    /// A Python client in a few lines: `token()` and `post(route, body)`, and then what the test has it do.
    private func client(_ lines: String) -> [String] {
        [
            "python3", "-c",
            """
            import json, os, sys, urllib.parse, urllib.request
            def send(address, data, fields={}):
                return json.load(urllib.request.urlopen(urllib.request.Request(address, data, fields), timeout=300))
            def token():
                return send(os.environ["INSIGHTS_BASE_URL"] + "/" + os.environ["AZURE_TENANT_ID"] + "/oauth2/token",
                    urllib.parse.urlencode({"grant_type": "client_credentials",
                    "resource": "https://graph.windows.net", "client_id": os.environ["AZURE_CLIENT_ID"],
                    "client_secret": os.environ["AZURE_CLIENT_SECRET"]}).encode())["access_token"]
            def post(route, body):
                return send(os.environ["INSIGHTS_BASE_URL"] + "/insights/v1/cmp/" + route, json.dumps(body).encode(),
                    {"Authorization": "Bearer " + bearer})
            bearer = token()
            body = {"Query": "SELECT OrderId FROM ISVOrder", "Name": "Q"}
            \(lines)
            """,
        ]
    }

    private func results(_ outcome: Tool.Outcome) throws -> [[String: Any]] {
        let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        return try #require(object?["results"] as? [[String: Any]], "\(outcome.errors)")
    }

    private static let careful = ["python3", "\(ExecReportCardTests.folder)/careful_client.py"]

    @Test("A careful client recovers, whatever goes wrong; the same seed draws the same runs")
    func careful() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let options = ["--shallow", "8", "--require-recovery", "--junit", folder.path("torture.xml")]
        let outcome = try torture(options, Self.careful)
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("8 of 48 pairs: 8 recovered (seed 7)\n"), "\(outcome.output)")
        #expect(try String(contentsOfFile: folder.path("torture.xml"), encoding: .utf8).contains(#"tests="8""#))
        let pairs = { (output: String) in
            output.components(separatedBy: "\n").compactMap { line -> [Substring]? in
                line.contains("#") ? Array(line.split(separator: " ").prefix(2)) : nil
            }
        }
        #expect(try pairs(torture(options, Self.careful).output) == pairs(outcome.output))
        #expect(pairs(outcome.output).count == 8)
    }

    @Test("A careful client recovers where it matters: lost answers, half files, links that are over")
    func carefulWhereItMatters() throws {
        let names = [
            "token#1:server-error", "createQuery#1:reset-before-body", "createReport#1:reset-in-body",
            "executions#1:unauthorized", "download#1:reset-in-body", "download#1:truncated-gzip",
            "download#1:expired-link",
        ]
        let outcome = try torture(names.flatMap { ["--only", $0] } + ["--output", "json"], Self.careful)
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
        let results = try results(outcome)
        #expect(results.map { $0["pair"] as? String } == names)
        for result in results { #expect(result["outcome"] as? String == "recovered", "\(result)") }
    }

    @Test("What repeats a write whose answer was lost has written twice")
    func duplicates() throws {
        let command = client(
            """
            for attempt in range(2):
                try:
                    post("ScheduledQueries", body); break
                except OSError:
                    pass
            """)
        let outcome = try torture(["--only", "createQuery#1:reset-before-body", "--output", "json"], command)
        #expect(outcome.exitCode == 1, "\(outcome.errors)")
        let result = try #require(try results(outcome).first)
        #expect(result["outcome"] as? String == "duplicated a write")
        #expect(
            result["detail"] as? String
                == "entries 2, 3: POST /insights/v1/cmp/ScheduledQueries made the same 2 times; "
                + "it made the call again")
        // A refusal had no effect: to repeat it is right.
        let refused = try torture(["--only", "createQuery#1:server-error"], command)
        #expect(refused.exitCode == 0, "\(refused.output)")
        #expect(refused.output.contains("recovered"))
    }

    @Test("New content in each write hides no duplicate, unless what there is too much is deleted")
    func newContent() throws {
        let lines = """
            for attempt in range(2):
                try:
                    made = post("ScheduledQueries", body | {"Name": "Q%d" % attempt}); break
                except OSError:
                    pass
            """
        let cleaning = """

            fields = {"Authorization": "Bearer " + bearer}
            address = os.environ["INSIGHTS_BASE_URL"] + "/insights/v1/cmp/ScheduledQueries"
            for record in send(address + "?includeSystemQueries=false", None, fields)["value"]:
                if record["queryId"] != made["value"][0]["queryId"]:
                    urllib.request.urlopen(urllib.request.Request(address + "/" + record["queryId"], None, fields,
                        method="DELETE"), timeout=5)
            """
        let only = ["--only", "createQuery#1:reset-in-body"]
        let outcome = try torture(only, client(lines))
        #expect(outcome.exitCode == 1, "\(outcome.errors)")
        #expect(
            outcome.output.contains(
                "entries 2, 3: POST /insights/v1/cmp/ScheduledQueries was done, and again with another content"),
            "\(outcome.output)")
        let cleaned = try torture(only, client(lines + cleaning))
        #expect(cleaned.exitCode == 0, "\(cleaned.output)")
    }

    @Test("What ends with an error fails cleanly, which is enough unless recovery is required")
    func failsCleanly() throws {
        let command = client("post('ScheduledQueries', body)")
        let outcome = try torture(["--only", "createQuery#1:throttled"], command)
        #expect(outcome.exitCode == 0, "\(outcome.output)")
        #expect(
            outcome.output.contains("createQuery#1  throttled  failed cleanly  it ended with 1\n"), "\(outcome.output)")
        let strict = try torture(["--only", "createQuery#1:throttled", "--require-recovery"], command)
        #expect(strict.exitCode == 1)
        #expect(
            strict.output.contains("\ntry again:\n  insights-sim torture --seed 7 --clock 2021-01-06T05:00:00Z --only ")
        )
    }

    @Test(
        "What repeats a call at once, with what it had, does not recover from a refusal that asks for something",
        arguments: ["createQuery#1:throttled", "createQuery#1:unauthorized", "download#1:expired-link"])
    func impatient(_ pair: String) throws {
        let command = client(
            """
            for attempt in range(3):
                try:
                    post("ScheduledQueries", body); break
                except OSError:
                    pass
            else:
                sys.exit(1)
            report = {"ReportName": "R", "StartTime": "2021-01-06T10:00:00Z", "RecurrenceInterval": 24,
                "QueryId": send(os.environ["INSIGHTS_BASE_URL"] + "/insights/v1/cmp/ScheduledQueries?queryName=Q", None,
                    {"Authorization": "Bearer " + bearer})["value"][0]["queryId"]}
            report = post("ScheduledReport", report)["value"][0]["reportId"]
            send(os.environ["INSIGHTS_BASE_URL"] + "/_sim/clock", b'{"advance":"PT6H"}')
            bearer = token()
            link = send(os.environ["INSIGHTS_BASE_URL"] + "/insights/v1/cmp/ScheduledReport/execution/" + report, None,
                {"Authorization": "Bearer " + bearer})["value"][0]["reportAccessSecureLink"]
            for attempt in range(3):
                try:
                    urllib.request.urlopen(link, timeout=5).read(); break
                except OSError:
                    pass
            else:
                sys.exit(1)
            """)
        let outcome = try torture(["--only", pair, "--output", "json"], command)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try results(outcome).first?["outcome"] as? String == "failed cleanly", "\(outcome.output)")
    }

    @Test("What waits as long as it was told recovers, by the machine's clock too")
    func patient() throws {
        let command = client(
            """
            import time
            from urllib.error import HTTPError
            for attempt in range(2):
                try:
                    post("ScheduledQueries", body); break
                except HTTPError as error:
                    time.sleep(float(error.headers["Retry-After"]) + 0.05)
            """)
        let outcome = try torture(["--only", "createQuery#1:throttled", "--require-recovery"], command)
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("What waits for ever is ended, and hangs")
    func hangs() throws {
        let command = client(
            """
            import time
            try:
                post("ScheduledQueries", body)
            except OSError:
                time.sleep(3600)
            """)
        // A machine on which the call is not made in that time gets more of it.
        var outcome: Tool.Outcome?
        for seconds in ["2", "8", "32", "128"] where outcome?.output.contains("before such a call") != false {
            outcome = try torture(["--only", "createQuery#1:server-error", "--timeout", seconds], command)
        }
        let found = try #require(outcome)
        #expect(found.exitCode == 1, "\(found.errors)")
        #expect(found.output.contains("createQuery#1  server-error  hung"), "\(found.output)")
        #expect(!found.output.contains("before such a call"), "\(found.output)")
    }

    @Test("What waits for ever before the call is made hangs as well, and that is said")
    func hangsBefore() throws {
        // The first run leaves a mark, so that only the second one waits.
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let command = client(
            """
            import time
            if os.path.exists(mark := "\(folder.path("mark"))"):
                time.sleep(3600)
            open(mark, "w").close()
            post("ScheduledQueries", body)
            """)
        let outcome = try torture(["--only", "createQuery#1:server-error", "--timeout", "2"], command)
        #expect(outcome.exitCode == 1, "\(outcome.errors)")
        #expect(outcome.output.contains("createQuery#1  server-error  hung"), "\(outcome.output)")
        #expect(outcome.output.contains(", before such a call\n"), "\(outcome.output)")
    }

    @Test("What sends its token along to a download has leaked it")
    func leaks() throws {
        let outcome = try torture(
            ["--only", "download#1:expired-link"],
            client(
                """
                from urllib.error import HTTPError
                try:
                    urllib.request.urlopen(os.environ["INSIGHTS_BASE_URL"] + "/reports/none/none.csv?sig=none")
                except HTTPError:
                    pass
                address = os.environ["INSIGHTS_BASE_URL"] + "/reports/none/none.csv?sig=none"
                for fields in [{"Authorization": "Bearer " + bearer}]:
                    try:
                        urllib.request.urlopen(urllib.request.Request(address, None, fields))
                    except HTTPError:
                        pass
                """))
        #expect(outcome.exitCode == 1, "\(outcome.errors)")
        let words = "leaked a token, recovered  entry 3 at 2021-01-06T05:00:00Z: an Authorization header"
        #expect(outcome.output.contains(words), "\(outcome.output)")
        #expect(!outcome.output.contains("eyJ"))
    }

    @Test(
        "What cannot be tortured is told so in one line",
        arguments: [
            (["true"], [], 5, "error: the command made no call to the simulator"),
            (
                ["sh", "-c", "exit 3"], [], 2,
                "error: the first run, without faults, must succeed; it ended with 3"
            ),
            (["no-such-program"], [], 3, "error: "),
            (["true"], ["--shallow", "0"], 2, "error: the value '0' is invalid for '--shallow'"),
            (["true"], ["--shallow", "1", "--only", "x"], 2, "error: '--shallow' and '--only' cannot be combined"),
            (["true"], ["--junit", "-"], 2, "error: the value '-' is invalid for '--report'"),
        ] as [([String], [String], Int32, String)])
    func mistakes(_ command: [String], _ options: [String], _ code: Int32, _ message: String) throws {
        let outcome = try torture(options, command)
        #expect(outcome.exitCode == code, "\(outcome.errors)")
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.output == "")
    }

    @Test("A run that does not exist is told from those that do")
    func unknownPair() throws {
        let outcome = try torture(["--only", "createReport#9:throttled"], client(""))
        #expect(outcome.exitCode == 2)
        #expect(
            outcome.errors.contains(
                "error: 'createReport#9:throttled' is not one of the 6 trials of this command, such as 'token#1:throttled'"
            ),
            "\(outcome.errors)")
    }
}
