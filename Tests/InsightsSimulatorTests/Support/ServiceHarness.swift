import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime
import Testing

/// A simulator with a manual clock, called by one principal of one program.
final class ServiceHarness {
    /// The instant at which seed 002 creates its query.
    static let start = instant("2021-01-06T05:38:34Z")
    /// The query of seed 002.
    static let ordersQuery = "SELECT OrderId from ISVOrder"

    let simulator: Simulator
    let program: PartnerProgram
    let credentials: Credentials
    private var token = ""
    private var tokenTime: Timestamp?

    init(
        _ program: PartnerProgram = .cmp, settings: Settings = Settings(), seed: UInt64 = 7, at start: Timestamp = start
    ) throws {
        simulator = try Simulator(settings: settings, clock: .manual(start), seed: seed)
        self.program = program
        credentials = simulator.credentials(for: program)
    }

    /// The default caller of a simulator that was made elsewhere.
    init(_ simulator: Simulator, _ program: PartnerProgram) {
        self.simulator = simulator
        self.program = program
        credentials = simulator.credentials(for: program)
    }

    /// Another caller of the same simulator.
    init(_ other: ServiceHarness, _ program: PartnerProgram, credentials: Credentials) {
        simulator = other.simulator
        self.program = program
        self.credentials = credentials
    }

    /// Returns a harness of the same caller in the other program.
    func other(_ program: PartnerProgram) -> ServiceHarness {
        ServiceHarness(self, program, credentials: simulator.credentials(for: program))
    }

    // MARK: Calls

    /// Returns an access token that is valid now; requests a new one when the old one has expired.
    func bearer() throws -> String {
        let now = simulator.now
        if let tokenTime,
            now.secondsSinceEpoch - tokenTime.secondsSinceEpoch < simulator.settings.tokenLifetime.wholeSeconds
        {
            return token
        }
        let reply = grant(credentials)
        token = try #require(reply.json["access_token"]?.string, "no token: \(reply.text)")
        tokenTime = now
        return token
    }

    /// Returns the response of the token endpoint to some credentials.
    func grant(_ credentials: Credentials) -> ServiceResponse {
        let fields = HTTPFields([("Content-Type", "application/x-www-form-urlencoded")])
        return reply(
            HTTPRequest(
                .post, "/\(credentials.tenantID)/oauth2/token", fields: fields, body: Array(credentials.form.utf8)))
    }

    /// Calls a route of the program.
    func call(
        _ method: HTTPMethod, _ route: String, _ body: String? = nil, fields: [(name: String, value: String)] = []
    ) throws -> ServiceResponse {
        try send(method, "/insights/v1/\(program)/\(route)", body.map { Array($0.utf8) } ?? [], fields: fields)
    }

    /// Calls an address as it is written.
    func send(
        _ method: HTTPMethod, _ target: String, _ body: [UInt8] = [], fields: [(name: String, value: String)] = []
    ) throws -> ServiceResponse {
        var all = HTTPFields([("Authorization", "Bearer \(try bearer())")])
        for field in fields { all.append(field.name, field.value) }
        return reply(HTTPRequest(method, target, fields: all, body: body))
    }

    /// Sends a request and returns the response, which must be as the OpenAPI document says.
    private func reply(_ request: HTTPRequest) -> ServiceResponse {
        let response = simulator.respond(to: request)
        let reply = ServiceResponse(response)
        do {
            try APIDescription.expect(request, response, of: simulator, body: reply.bytes)
        } catch {
            Issue.record(error)
        }
        return reply
    }

    func get(_ route: String) throws -> ServiceResponse { try call(.get, route) }
    func post(_ route: String, _ body: String) throws -> ServiceResponse { try call(.post, route, body) }
    func put(_ route: String, _ body: String? = nil) throws -> ServiceResponse { try call(.put, route, body) }
    func delete(_ route: String) throws -> ServiceResponse { try call(.delete, route) }

    /// Runs a query's text as a test query.
    func rows(_ query: String) throws -> ServiceResponse {
        try get("ScheduledQueries/testQueryResult?exportQuery=\(PercentEncoding.encode(query))")
    }

    // MARK: Resources of tests

    /// The query every test uses that does not care which.
    var anyQuery: String { program == .cmp ? Self.ordersQuery : "SELECT SubscriptionId from DynamicsUsage" }

    /// Stores a query and returns its identifier.
    func makeQuery(_ text: String? = nil, name: String = "Q") throws -> String {
        let body = #"{"Query":"\#(text ?? anyQuery)","Name":"\#(name)","Description":null}"#
        let reply = try post("ScheduledQueries", body)
        return try #require(reply.value.first?["queryId"]?.string, "no query: \(reply.text)")
    }

    /// Returns the body of a valid report: the first slot tomorrow at this time, every 48 hours, without end.
    func reportBody(queryID: String, _ changes: ReportBody.Changes = [:]) -> String {
        ReportBody.text(
            queryID: queryID, startTime: simulator.now.adding(hours: 24).description, program: program, changes)
    }

    /// Creates a report and returns its identifier.
    func makeReport(queryID: String? = nil, _ changes: ReportBody.Changes = [:]) throws -> String {
        let reply = try post("ScheduledReport", reportBody(queryID: try queryID ?? makeQuery(), changes))
        return try #require(reply.value.first?["reportId"]?.string, "no report: \(reply.text)")
    }

    /// Requests the report's record.
    func report(_ id: String) throws -> JSONValue {
        try #require(try get("ScheduledReport?reportId=\(id)").value.first)
    }

    /// Returns every execution of a report in the history, newest first; an empty array if there is none.
    func executions(_ reportID: String) throws -> [JSONValue] {
        try get(
            "ScheduledReport/execution/\(reportID)?getLatestExecution=false"
                + "&executionStatus=Pending;Running;Paused;Completed"
        ).value
    }

    /// Returns the statuses of every execution of a report, newest first.
    func statuses(_ reportID: String) throws -> [String] {
        try executions(reportID).compactMap { $0["executionStatus"]?.string }
    }

    /// Moves the clock by hours.
    func wait(hours: Int, seconds: Int = 0) {
        _ = simulator.advance(to: simulator.now.adding(hours: hours).adding(seconds: seconds))
    }

    /// Fetches a link without a token.
    func fetch(_ link: String, _ method: HTTPMethod = .get) -> HTTPResponse {
        simulator.respond(to: HTTPRequest(method, Self.path(of: link)))
    }

    /// Fetches a link and unpacks the file.
    func file(_ link: String) throws -> String {
        String(decoding: try Gunzip.unpack(try fetch(link).bodyBytes()), as: UTF8.self)
    }

    /// Returns the link of the newest completed run of a report.
    func link(_ reportID: String) throws -> String {
        let reply = try get("ScheduledReport/execution/\(reportID)?executionStatus=Completed")
        return try #require(reply.value.first?["reportAccessSecureLink"]?.string, "no link: \(reply.text)")
    }

    private static func path(of link: String) -> String {
        guard link.hasPrefix("http://localhost/") else { return link }
        return String(link.dropFirst("http://localhost".count))
    }
}

/// An answer with its text and what it says.
struct ServiceResponse {
    let status: Int
    let fields: HTTPFields
    let bytes: [UInt8]

    init(_ response: HTTPResponse) {
        status = response.status.code
        fields = response.fields
        bytes = (try? response.bodyBytes()) ?? []
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var json: JSONValue { (try? JSONParser.parse(bytes)) ?? .null }
    var value: [JSONValue] { json["value"]?.array ?? [] }
    var message: String? { json["message"]?.string }

    /// Returns whether this is exactly the envelope of a refusal.
    func isRefusal(_ status: Int, _ message: String, _ program: PartnerProgram) -> Bool {
        self.status == status && text == Self.refusal(status, message, program)
    }

    /// Returns the envelope of a refusal, key order included (U1).
    static func refusal(_ status: Int, _ message: String, _ program: PartnerProgram) -> String {
        let words = String(decoding: JSONWriter.encode(.string(message)), as: UTF8.self)
        return switch program {
        case .cmp: #"{"value":[],"totalCount":0,"message":\#(words),"statusCode":\#(status)}"#
        case .mpn:
            #"{"value":[],"nextLink":null,"totalCount":0,"message":\#(words),"statusCode":\#(status),"#
                + #""dataRedacted":false}"#
        }
    }
}

/// The body of a create or update call, with members changed.
enum ReportBody {
    /// Members by key, each the JSON text of its value; nil takes the member away.
    typealias Changes = KeyValuePairs<String, String?>

    static func text(queryID: String, startTime: String, program: PartnerProgram, _ changes: Changes = [:]) -> String {
        var members: [(key: String, value: String)] = [
            ("ReportName", #""R""#), ("Description", "null"), ("QueryId", "\"\(queryID)\""),
            ("StartTime", "\"\(startTime)\""), ("RecurrenceInterval", "48"),
        ]
        for (key, value) in changes {
            guard let value else {
                members.removeAll { $0.key == key }
                continue
            }
            if let index = members.firstIndex(where: { $0.key == key }) {
                members[index].value = value
            } else {
                members.append((key, value))
            }
        }
        return "{" + members.map { #""\#($0.key)":\#($0.value)"# }.joined(separator: ",") + "}"
    }
}

/// Returns the instant a text names.
func instant(_ text: String) -> Timestamp {
    guard let time = Timestamp(text) else { preconditionFailure("'\(text)' is no instant") }
    return time
}

extension JSONValue {
    /// The value as one line of JSON.
    var text: String { String(decoding: JSONWriter.encode(self), as: UTF8.self) }
    /// The keys of an object in order.
    var keys: [String] { object?.keys ?? [] }
}
