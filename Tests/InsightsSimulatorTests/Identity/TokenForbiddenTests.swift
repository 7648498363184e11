import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsTime
import Testing

@testable import InsightsSimulator

@Suite("Authorisation: permissions")
struct TokenForbiddenTests {
    static let forbidden = [
        PartnerProgram.cmp: #"{"value":[],"totalCount":0,"message":"Forbidden","statusCode":403}"#,
        .mpn: #"{"value":[],"nextLink":null,"totalCount":0,"message":"Forbidden","statusCode":403,"#
            + #""dataRedacted":false}"#,
    ]

    struct Access: Sendable, CustomTestStringConvertible {
        let account: TokenAccount
        let program: PartnerProgram
        let isAllowed: Bool
        var testDescription: String { "\(account.name) in \(program)" }

        init(_ account: TokenAccount, _ program: PartnerProgram, _ isAllowed: Bool) {
            self.account = account
            self.program = program
            self.isAllowed = isAllowed
        }
    }

    static let accesses: [Access] = [
        Access(.reader, .cmp, true), Access(.reader, .mpn, false), Access(.developer, .cmp, false),
        Access(.developer, .mpn, false), Access(.stranger, .cmp, false), Access(.stranger, .mpn, false),
        Access(.neighbour, .cmp, true), Access(.avery, .mpn, true), Access(.avery, .cmp, false),
        Access(.robin, .mpn, false), Access(.robin, .cmp, false), Access(.casey, .mpn, false),
        Access(.casey, .cmp, false), Access(.averyOfStranger, .mpn, false), Access(.averyOfStranger, .cmp, false),
    ]

    @Test(
        "cmp takes a Manager application alone, mpn an enrolled one with an Executive report viewer",
        arguments: accesses)
    func access(_ access: Access) throws {
        let harness = try TokenHarness()
        let token = try harness.token(access.account)
        for path in ["ScheduledDataset", "ScheduledQueries", "ScheduledReport"] {
            let reply = try harness.call("\(access.program)/\(path)", token: token)
            #expect(reply.status == (access.isAllowed ? 200 : 403))
            if !access.isAllowed { #expect(reply.text == Self.forbidden[access.program]) }
            #expect(!reply.fields.contains("WWW-Authenticate"))
        }
    }

    @Test("A refused client learns nothing about routes, methods and bodies")
    func first() throws {
        let harness = try TokenHarness()
        let token = try harness.token(.developer)
        for path in ["cmp", "cmp/Nonsense", "cmp/ScheduledReport/x", "CMP/ScheduledDataset"] {
            #expect(try harness.call(path, .post, token: token, body: "nonsense").status == 403)
        }
    }

    // MARK: Report viewer

    static let redactedQuery =
        "SELECT CustomerName,BilledRevenueUSD,AzureConsumedRevenueUSD,CPORRevenue FROM CustomersAndTenants "
        + "TIMESPAN LIFETIME"

    /// Returns the columns that are null in every row, and the number of rows.
    private func nullColumns(_ reply: TokenReply) throws -> (names: Set<String>, rows: Int) {
        let rows = try #require(reply.json?["value"]?.array).compactMap(\.object)
        let names = Set(rows.first?.keys ?? [])
        return (names.filter { name in rows.allSatisfy { $0[name]?.isNull == true } }, rows.count)
    }

    @Test("Redacted, a Report viewer gets test rows without revenue, and the envelope says so")
    func redactedRows() throws {
        let harness = try TokenHarness { $0.reportViewer = .redacted }
        let path = "mpn/ScheduledQueries/testQueryResult?exportQuery=" + PercentEncoding.encode(Self.redactedQuery)
        let redacted = try harness.call(path, token: try harness.token(.robin))
        #expect(redacted.json?["dataRedacted"]?.bool == true)
        let columns = try nullColumns(redacted)
        #expect(columns.names == ["BilledRevenueUSD", "AzureConsumedRevenueUSD", "CPORRevenue"])
        #expect(columns.rows == 100)
        let full = try harness.call(path, token: try harness.token(.avery))
        #expect(full.json?["dataRedacted"]?.bool == false)
        #expect(try nullColumns(full).names.isEmpty)
    }

    @Test("Redacted, conditions on revenue match nothing and orderings reveal nothing")
    func redactedConditions() throws {
        let harness = try TokenHarness { $0.reportViewer = .redacted }
        let token = try harness.token(.robin)
        func rows(_ query: String) throws -> Int? {
            let path = "mpn/ScheduledQueries/testQueryResult?exportQuery=" + PercentEncoding.encode(query)
            return try harness.call(path, token: token).json?["totalCount"]?.integer
        }
        let source = "SELECT CustomerName FROM CustomersAndTenants"
        #expect(try rows("\(source) WHERE BilledRevenueUSD >= 0 TIMESPAN LIFETIME") == 0)
        #expect(try rows("\(source) WHERE BilledRevenueUSD < 0 TIMESPAN LIFETIME") == 0)
        let metrics = "SELECT CustomerName,TotalRevenueAndACR FROM DynamicsUsage"
        #expect(try rows("\(metrics) WHERE TotalRevenueAndACR >= 0 TIMESPAN LIFETIME") == 0)
        #expect(try rows("\(metrics) TIMESPAN LIFETIME") ?? 0 > 0)
    }

    @Test("Redacted, every response to a Report viewer says so")
    func redactedEnvelopes() throws {
        let harness = try TokenHarness { $0.reportViewer = .redacted }
        let token = try harness.token(.robin)
        for path in ["ScheduledDataset", "ScheduledDataset?datasetName=Profile", "ScheduledQueries", "ScheduledReport"]
        {
            #expect(try harness.call("mpn/\(path)", token: token).json?["dataRedacted"]?.bool == true)
        }
    }

    @Test("Redacted, the downloaded file of a Report viewer has no revenue")
    func redactedFile() throws {
        let harness = try TokenHarness { $0.reportViewer = .redacted }
        let query = "SELECT BilledRevenueUSD FROM CustomersAndTenants TIMESPAN LIFETIME"
        func lines(_ account: TokenAccount) throws -> Set<String> {
            let token = try harness.token(account)
            let stored = try harness.call(
                "mpn/ScheduledQueries", .post, token: token, body: #"{"Name":"q","Query":"\#(query)"}"#)
            let queryID = try #require(stored.json?["value"]?[0]?["queryId"]?.string)
            let report = try harness.call(
                "mpn/ScheduledReport", .post, token: token,
                body: #"{"ReportName":"r","QueryId":"\#(queryID)","ExecuteNow":true}"#)
            let id = try #require(report.json?["value"]?[0]?["reportId"]?.string)
            let runs = try harness.call("mpn/ScheduledReport/execution/\(id)", token: token)
            let link = try #require(runs.json?["value"]?[0]?["reportAccessSecureLink"]?.string)
            let file = try harness.send(.get, String(link.trimmingPrefix("http://sim.test")))
            #expect(file.status == 200)
            let text = String(decoding: try Gunzip.unpack(file.body), as: UTF8.self)
            return Set(text.split(separator: "\r\n", omittingEmptySubsequences: false).dropFirst().map(String.init))
        }
        #expect(try lines(.robin) == [""])
        #expect(try lines(.avery).count > 10)
    }

    // MARK: Routes

    @Test("An unknown program is 404 in the cmp envelope, with or without a token", arguments: ["xyz", "cmp2", ""])
    func unknownProgram(_ program: String) throws {
        let harness = try TokenHarness()
        for token in [nil, try harness.token(.reader)] {
            let fields = token.map { [("Authorization", "Bearer \($0)")] } ?? []
            let reply = try harness.send(.get, "/insights/v1/\(program)/ScheduledDataset", fields)
            #expect(reply.status == 404)
            let text = #"{"value":[],"totalCount":0,"message":"Resource not found","statusCode":404}"#
            #expect(reply.text == text)
        }
    }

    @Test(
        "An unknown address is 404",
        arguments: ["/", "", "/insights", "/insights/v2/cmp/ScheduledDataset", "/analytics/cmp/ScheduledDataset", "*"])
    func unknownAddress(_ target: String) throws {
        let reply = try TokenHarness().send(.get, target)
        #expect(reply.status == 404)
        #expect(reply.message == "Resource not found")
    }

    @Test(
        "An unknown route is 404 in the program's envelope",
        arguments: ["", "Nonsense", "ScheduledDataset/x", "ScheduledReport/stop/x", "ScheduledReport/pause/x/y"])
    func unknownRoute(_ route: String) throws {
        let harness = try TokenHarness()
        let cmp = try harness.call("cmp/\(route)", token: harness.token(.reader))
        #expect(cmp.text == #"{"value":[],"totalCount":0,"message":"Resource not found","statusCode":404}"#)
        let mpn = try harness.call("mpn/\(route)", token: harness.token(.avery))
        #expect(mpn.status == 404)
        #expect(mpn.json?.object?.keys == ["value", "nextLink", "totalCount", "message", "statusCode", "dataRedacted"])
    }

    @Test(
        "A wrong method is 405 and names the right ones",
        arguments: [
            ("ScheduledDataset", HTTPMethod.post, "GET, HEAD"), ("ScheduledQueries", .put, "POST, GET, HEAD"),
            ("ScheduledQueries/x", .get, "DELETE"), ("ScheduledQueries/testQueryResult", .post, "GET, HEAD"),
            ("ScheduledReport", .delete, "POST, GET, HEAD"), ("ScheduledReport/x", .get, "PUT, DELETE"),
            ("ScheduledReport/pause/x", .post, "PUT"), ("ScheduledReport/resume/x", .head, "PUT"),
            ("ScheduledReport/execution/x", .delete, "GET, HEAD"), ("ScheduledDataset", HTTPMethod("get"), "GET, HEAD"),
        ])
    func wrongMethod(_ route: String, _ method: HTTPMethod, _ allowed: String) throws {
        let harness = try TokenHarness()
        let token = try harness.token(.reader)
        let reply = try harness.call("cmp/\(route)", method, token: token)
        #expect(reply.status == 405)
        #expect(reply.fields["Allow"] == allowed)
        #expect(reply.text == #"{"value":[],"totalCount":0,"message":"Method not allowed","statusCode":405}"#)
    }
}
