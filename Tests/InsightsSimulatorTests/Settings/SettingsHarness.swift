import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

/// A simulator with settings changed by name, and an account that has signed in.
struct SettingsHarness: Sendable {
    let harness: TokenHarness
    let program: PartnerProgram
    let token: String

    init(
        _ changes: [(String, String)] = [], program: PartnerProgram = .cmp, account: TokenAccount? = nil,
        edition: Edition = .year2021
    ) throws {
        var settings = Settings(edition: edition)
        for (name, value) in changes { try settings.set(name, to: value) }
        let changed = settings
        harness = try TokenHarness { $0 = changed }
        self.program = program
        token = try harness.token(account ?? (program == .cmp ? .reader : .avery))
    }

    func call(_ method: HTTPMethod, _ path: String, _ body: String = "") throws -> TokenReply {
        try harness.call("\(program)/\(path)", method, token: token, body: body)
    }

    func get(_ path: String) throws -> TokenReply { try call(.get, path) }

    /// Returns the first record of a response.
    func record(_ reply: TokenReply) -> JSONObject? { reply.json?["value"]?[0]?.object }

    static var query: String { "SELECT OrderId FROM ISVOrder TIMESPAN LIFETIME" }
    static var partnerQuery: String { "SELECT MPNId FROM OfficeUsage TIMESPAN LIFETIME" }

    func createQuery(_ text: String? = nil) throws -> TokenReply {
        let text = text ?? (program == .cmp ? Self.query : Self.partnerQuery)
        return try call(.post, "ScheduledQueries", #"{"Name":"q","Query":"\#(text)"}"#)
    }

    /// Stores a query and schedules a report with it; members replace those of the body or, by nil, remove them.
    func createReport(_ changes: [(String, JSONValue?)] = [], query: String? = nil) throws -> TokenReply {
        let id = try #require(record(try createQuery(query))?["queryId"])
        var body: JSONObject = [
            "ReportName": .string("r"), "QueryId": id, "StartTime": .string("2024-03-01T14:00:00Z"),
            "RecurrenceInterval": .integer(48),
        ]
        for (key, value) in changes { body[key] = value }
        return try call(.post, "ScheduledReport", String(decoding: JSONWriter.encode(.object(body)), as: UTF8.self))
    }

    /// Makes a report that runs at once, and returns its identifier.
    func runReport(_ changes: [(String, JSONValue?)] = [], query: String? = nil) throws -> String {
        let reply = try createReport([("ExecuteNow", .bool(true))] + changes, query: query)
        return try #require(record(reply)?["reportId"]?.string)
    }

    /// Returns the newest execution of a report.
    func execution(of reportID: String) throws -> JSONObject? {
        record(try get("ScheduledReport/execution/\(reportID)"))
    }

    /// Follows a link to a file.
    func download(_ link: String?) throws -> TokenReply {
        try harness.send(.get, String(try #require(link).trimmingPrefix("http://sim.test")))
    }

    func testRows(_ query: String) throws -> TokenReply {
        try get("ScheduledQueries/testQueryResult?exportQuery=\(PercentEncoding.encode(query))")
    }
}
