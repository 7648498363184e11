import InsightsAPI
import InsightsContracts
import InsightsHTTP
import InsightsJSON
import InsightsTesting
import Testing

@Suite("Drift between the live service and the simulator")
struct DriftTests {
    private static let item: ContractCase? = {
        let text = #"{"title":"t","evidence":{"class":"assumed","sources":["s"]},"steps":[{"do":"getReports"}]}"#
        let contract = try? Contract(id: "area/name", parsing: Array(text.utf8))
        return contract.map { ContractCase(contract: $0, program: .cmp, edition: .year2021) }
    }()

    /// Returns a digest of one response to `getReports`.
    private static func digest(
        _ body: String, status: Int = 200, headers: [(String, String)] = [("Content-Type", "application/json")],
        operation: Operation = .listReports
    ) throws -> RecordedDigest {
        try RecordedDigest(try shapes(body, status: status, headers: headers, operation: operation).json)
    }

    private static func shapes(
        _ body: String, status: Int = 200, headers: [(String, String)] = [], operation: Operation = .listReports
    ) throws -> ShapeDigest {
        var digest = ShapeDigest(edition: .year2021)
        digest.add(
            try #require(item), ContractCall(operation, program: .cmp, credentials: nil),
            ContractResponse(
                status: status, headers: HTTPFields(headers.map { (name: $0.0, value: $0.1) }),
                body: try JSONParser.parse(body)))
        return digest
    }

    private static let usual =
        #"{"value":[{"reportId":"a","reportStatus":"Active","modifiedTime":null}],"totalCount":1}"#

    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let live: String
        var status = 200
        var headers: [(String, String)] = [("Content-Type", "application/json")]
        let findings: [String]
        var testDescription: String { name }
    }

    @Test(
        "Differences are found, with their severity",
        arguments: [
            Row(name: "none", live: usual, findings: []),
            Row(
                name: "other values",
                live: #"{"value":[{"reportId":"zzz","reportStatus":"Paused","modifiedTime":null}],"totalCount":7}"#,
                findings: [
                    "warning: getReports (cmp) 200 body value/*/reportStatus: live never says Active, simulator does",
                    "info: getReports (cmp) 200 body value/*/reportStatus: live also says Paused, simulator says Active",
                ]),
            Row(
                name: "a new field",
                live:
                    #"{"value":[{"reportId":"a","reportStatus":"Active","modifiedTime":null,"extra":1}],"totalCount":1}"#,
                findings: ["info: getReports (cmp) 200 body value/*/extra: live has it, simulator lacks it"]),
            Row(
                name: "a field that is gone",
                live: #"{"value":[{"reportId":"a","reportStatus":"Active"}],"totalCount":1}"#,
                findings: ["warning: getReports (cmp) 200 body value/*/modifiedTime: live lacks it, simulator has it"]),
            Row(
                name: "another type",
                live: #"{"value":[{"reportId":"a","reportStatus":"Active","modifiedTime":null}],"totalCount":"1"}"#,
                findings: ["error: getReports (cmp) 200 body totalCount: live string, type changed, simulator number"]),
            Row(
                name: "null only on one side",
                live: #"{"value":[{"reportId":"a","reportStatus":"Active","modifiedTime":"2021"}],"totalCount":1}"#,
                findings: [
                    "error: getReports (cmp) 200 body value/*/modifiedTime: live string, type changed, simulator null"
                ]),
            Row(
                name: "null sometimes",
                live:
                    #"{"value":[{"reportId":"a","reportStatus":"Active","modifiedTime":null},{"reportId":"b","reportStatus":"Active","modifiedTime":"2021"}],"totalCount":1}"#,
                findings: ["info: getReports (cmp) 200 body value/*/modifiedTime: live null or string, simulator null"]),
            Row(
                name: "a further type",
                live:
                    #"{"value":[{"reportId":"a","reportStatus":"Active","modifiedTime":null},{"reportId":7,"reportStatus":"Active","modifiedTime":null}],"totalCount":1}"#,
                findings: ["error: getReports (cmp) 200 body value/*/reportId: live number or string, simulator string"]
            ),
            Row(
                name: "sometimes missing",
                live:
                    #"{"value":[{"reportId":"a","reportStatus":"Active","modifiedTime":null},{"reportId":"b","modifiedTime":null}],"totalCount":1}"#,
                findings: [
                    "warning: getReports (cmp) 200 body value/*/reportStatus: live sometimes has it, simulator always has it"
                ]),
            Row(
                name: "another status", live: usual, status: 201,
                findings: ["error: area/name (cmp) call 1: live 201, simulator 200"]),
            Row(
                name: "header fields", live: usual, headers: [("X-New", "v")],
                findings: [
                    "warning: getReports (cmp) 200 header content-type: live does not send it, simulator does",
                    "info: getReports (cmp) 200 header x-new: live sends it, simulator does not",
                ]),
            Row(
                name: "header fields of the connection", live: usual,
                headers: [
                    ("Content-Type", "application/json"), ("Content-Length", "9"), ("Connection", "close"),
                    ("Transfer-Encoding", "chunked"), ("Keep-Alive", "timeout=5"),
                ],
                findings: []),
        ])
    func finds(_ row: Row) throws {
        let live = try Self.digest(row.live, status: row.status, headers: row.headers)
        let comparison = DriftComparison(live: live, simulator: try Self.digest(Self.usual))
        #expect(comparison.findings.map(\.description) == row.findings)
        #expect(comparison.isClean == !row.findings.contains { $0.hasPrefix("error") })
    }

    @Test("A status that the contract allows too is not an error, and fields without a judgement are not read")
    func allowedStatuses() throws {
        let steps =
            #"{"do":"getReports","expect":{"status":[200,404]},"repeat":2},{"do":"getReports","assume":{"status":200}}"#
        let text =
            #"{"title":"t","evidence":{"class":"assumed","sources":["s"]},"steps":[\#(steps)],"cleanUp":[{"do":"getReports"}]}"#
        let contract = try Contract(id: "area/name", parsing: Array(text.utf8))
        let item = ContractCase(contract: contract, program: .cmp, edition: .year2021)
        func digest(_ statuses: [Int]) throws -> RecordedDigest {
            var digest = ShapeDigest(edition: .year2021)
            for status in statuses {
                digest.add(
                    item, ContractCall(.listReports, program: .cmp, credentials: nil),
                    ContractResponse(status: status, body: .null))
            }
            return try RecordedDigest(digest.json)
        }
        let simulator = try digest([200, 200, 200, 200])
        for (live, findings) in [
            ([200, 200, 200, 200], []), ([200, 200, 200, 500], []),
            ([200, 404, 200, 200], ["info: area/name (cmp) call 2: live 404, simulator 200"]),
            ([200, 200, 404, 404], ["error: area/name (cmp) call 3: live 404, simulator 200"]),
            ([500, 404, 404], ["error: area/name (cmp) call 1: live 500, simulator 200"]),
        ] {
            let comparison = DriftComparison(live: try digest(live), simulator: simulator, cases: [item])
            #expect(comparison.findings.map(\.description) == findings)
        }
    }

    @Test("A known difference raises no alarm; one that has vanished does")
    func register() throws {
        let register = try KnownDifferences(
            parsing: Array(
                #"{"differences":[{"id":"one","reason":"r","answers":"getReports*","part":"body totalCount"}]}"#.utf8))
        let simulator = try Self.digest(Self.usual)
        let other = try Self.digest(
            #"{"value":[{"reportId":"a","reportStatus":"Active","modifiedTime":null}],"totalCount":"1"}"#)
        let known = DriftComparison(live: other, simulator: simulator, register: register)
        #expect(known.findings.map(\.severity) == [.known])
        #expect(known.findings.map(\.registered) == ["one"])
        #expect(known.isClean)
        let vanished = DriftComparison(live: simulator, simulator: simulator, register: register)
        #expect(vanished.vanished.map(\.id) == ["one"])
        #expect(!vanished.isClean)
        // Parts that the digest did not read have not vanished.
        let elsewhere = try Self.digest(Self.usual, operation: .listQueries)
        #expect(DriftComparison(live: elsewhere, simulator: simulator, register: register).vanished.isEmpty)
    }

    @Test("The register and the contracts name the same entries")
    func oneRegister() throws {
        let contracts = try ContractSuite.standard.contracts
        let named = Set(contracts.compactMap(\.difference?.id))
        let register = try KnownDifferences.standing(with: nil)
        #expect(named == Set(register.entries.map(\.id)))
        for difference in contracts.compactMap(\.difference) { #expect(!difference.reason.isEmpty) }
    }

    @Test(
        "A file that is not a register is refused with its place",
        arguments: [
            (#"{"differences":[{"id":"a"}]}"#, "/differences/0/reason"),
            (#"{"differences":[{"id":"a","reason":"r","part":"p"}]}"#, "/differences/0/answers"),
            (#"{"differences":[{"id":"a","reason":"r"},{"id":"a","reason":"s"}]}"#, "/differences/1/id"),
        ])
    func refusedRegister(_ text: String, _ place: String) {
        let error = #expect(throws: InputError.self) { try KnownDifferences(parsing: Array(text.utf8)) }
        #expect(error?.place.description == place)
    }

    @Test("A digest has no customer data and no secret, in any place")
    func noData() throws {
        let secret = "s3cr3t-of-Contoso-9f8e7d6c"
        let body = """
            {"value":[{"reportId":"\(secret)","reportStatus":"\(secret)","type":"\(secret)","user":"\(secret)",
            "\(secret)":"\(secret)","a b":"\(secret)","nested":{"deep":["\(secret)",12345678]}}],"message":"\(secret)",
            "error":"\(secret)","error_codes":[7000215,123456789012],"access_token":"\(secret)"}
            """
        for operation in Operation.callable {
            let digest = try Self.shapes(
                body, headers: [("X-\(secret)", secret), ("Content-Type", secret)], operation: operation)
            let text = JSONWriter.pretty(digest.json)
            for word in ["s3cr3t", "Contoso", "9f8e7d6c", "12345678", "123456789012"] {
                #expect(!text.contains(word), "\(operation)")
            }
            #expect(text.contains("7000215"))
        }
        let rows = try Self.shapes(#"{"value":[{"CustomerName":"x","Weird":1}]}"#, operation: .testQuery)
        #expect(!JSONWriter.pretty(rows.json).contains("CustomerName"))
    }

    @Test("The simulator does not drift from itself")
    func itself() async throws {
        let suite = try ContractSuite.standard
        let items = Array(suite.cases().filter { $0.contract.area == "reports" }.prefix(40))
        var digests: [RecordedDigest] = []
        for _ in 0..<2 {
            let recorder = DigestRecorder(edition: .year2021)
            _ = await ContractRunner(SimulatorTarget.inProcess(concurrency: 1), observer: recorder.observer).run(items)
            digests.append(try RecordedDigest(parsing: JSONWriter.encode(recorder.digest.json)))
        }
        let comparison = DriftComparison(live: digests[0], simulator: digests[1])
        #expect(comparison.findings.isEmpty)
        #expect(comparison.comparedCount > items.count)
    }

    @Test(
        "A file that is not a digest is refused with its place",
        arguments: [
            ("[]", "text: found an array"), (#"{"formatVersion":2}"#, "/formatVersion: found 2; expected 1"),
            (#"{"formatVersion":1,"edition":"2020"}"#, "/edition"),
            ("{", "line 1, column 2: found no JSON (expected a member name in double quotes); expected a JSON text"),
            (#"{"formatVersion":1,"edition":"2021","cases":{"a":["x"]}}"#, "/cases/a"),
            (#"{"formatVersion":1,"edition":"2021","answers":[{"status":9}]}"#, "/answers/0/status"),
        ])
    func refused(_ text: String, _ place: String) {
        let error = #expect(throws: InputError.self) { try RecordedDigest(parsing: Array(text.utf8)) }
        #expect(error?.description.contains(place) == true, "\(error?.description ?? "")")
    }
}
