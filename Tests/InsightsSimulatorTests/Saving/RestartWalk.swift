import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsStore
import InsightsTime
import TestSupport
import Testing

@testable import InsightsSimulator

/// Random calls of a simulator that is never interrupted and of one that is closed and opened again on the way.
///
/// Each response must be the same, byte for byte.
struct RestartWalk {
    /// A tenant with what a client learned of it.
    private struct Client {
        let tenantID: String
        let clientID: String
        let secret: String
        let username: String
        let password: String
        var tokens: [PartnerProgram: String] = [:]
        var refreshTokens: [String]
        var queries: [PartnerProgram: [String]] = [:]
        var reports: [PartnerProgram: [String]] = [:]
        var deviceCodes: [(device: String, user: String)] = []
        var links: [String] = []
    }

    private struct Answering: CallbackSender {
        func send(_ call: CallbackRequest) -> CallbackOutcome {
            .responded(status: call.request.target.contains("fails") ? 500 : 200)
        }
    }

    private static let start = Timestamp("2021-01-06T05:38:34Z")!
    private static let queryTexts: [PartnerProgram: String] = [
        .cmp: "SELECT OrderId FROM ISVOrder", .mpn: "SELECT Month FROM DynamicsUsage",
    ]
    static let kindCount = 24

    private let plain: Simulator
    private var kept: Simulator
    private let open: () throws -> any StateStore
    private let settings: Settings
    private let clock: SimulatorClock
    private var dice: Dice
    private var clients: [Client]
    private(set) var calls = 0
    private(set) var successes = 0

    init(seed: UInt64, clock: SimulatorClock = .manual(start), open: @escaping () throws -> any StateStore) throws {
        dice = Dice(state: seed)
        self.open = open
        self.clock = clock
        var settings = Settings()
        settings.tokenLifetime = .seconds(86400)
        for (name, value) in [("token-lockout", "3"), ("token-refresh-rotation", "on"), ("test-rows", "5")] {
            if Settings.entry(named: name) != nil { try? settings.set(name, to: value) }
        }
        self.settings = settings
        plain = Simulator(
            settings: settings, clock: clock, seed: 7, fixtures: try .standard(), baseURL: nil,
            callbackSender: Answering(), administrationKey: nil, realClock: MonotonicClock { 1_000_000_000 })
        kept = try Self.simulator(settings, clock, open)
        clients = []
        for tenant in plain.directory.sandboxes {
            clients.append(Self.client(ConnectionInfo(tenant, baseURL: "").json))
        }
    }

    private static func simulator(
        _ settings: Settings, _ clock: SimulatorClock, _ open: () throws -> any StateStore
    ) throws -> Simulator {
        try Simulator(
            settings: settings, clock: clock, seed: 7, fixtures: try .standard(), callbackSender: Answering(),
            realClock: MonotonicClock { 1_000_000_000 }, store: try open())
    }

    private static func client(_ members: JSONObject) -> Client {
        func text(_ key: String) -> String { members[key]?.string ?? "" }
        return Client(
            tenantID: text("tenantId"), clientID: text("clientId"), secret: text("clientSecret"),
            username: text("username"), password: text("password"), refreshTokens: [text("refreshToken")])
    }

    /// Closes the simulator and opens another one on its store.
    mutating func restart() throws {
        try kept.closeState()
        kept = try Self.simulator(settings, clock, open)
    }

    /// Leaves the simulator as after a kill; returns false, without doing it, if that would lose something.
    ///
    /// A request that changes nothing draws an identifier, which is saved with the next write of its tenant.
    mutating func kill() throws -> Bool {
        let isSaved = kept.directory.all.allSatisfy { tenant in
            tenant.withSavedStates { state, _ in state.saved?.single["clock"] == state.clockRow.value }
        }
        guard isSaved else { return false }
        kept = try Self.simulator(settings, clock, open)
        return true
    }

    func close() throws { try kept.closeState() }

    // MARK: Calls

    /// Makes a random call; returns whether it may have changed something.
    @discardableResult
    mutating func step() throws -> Bool {
        let index = dice.roll(clients.count)
        let program = dice.roll(2) == 0 ? PartnerProgram.cmp : .mpn
        let kind = dice.roll(Self.kindCount)
        switch kind {
        case 0, 1: try grantToken(index, program)
        case 2: try grantToken(index, .mpn, password: "wrong")
        case 3: try redeem(index)
        case 4, 5: try createQuery(index, program)
        case 6:
            guard let id = pick(clients[index].queries[program]) else { return false }
            try service(index, program, .delete, "ScheduledQueries/\(id)")
        case 7, 8: try createReport(index, program)
        case 9:
            guard let id = pick(clients[index].reports[program]) else { return false }
            try service(index, program, .put, "ScheduledReport/\(dice.roll(2) == 0 ? "pause" : "resume")/\(id)")
        case 10:
            guard let id = pick(clients[index].reports[program]) else { return false }
            try service(index, program, .put, "ScheduledReport/\(id)", reportBody(index, program))
        case 11:
            guard let id = pick(clients[index].reports[program]), dice.roll(3) == 0 else { return false }
            try service(index, program, .delete, "ScheduledReport/\(id)")
        case 12, 13, 14:
            let hours = dice.roll(40)
            try admin(index, .post, "clock", #"{"advance":"PT\#(hours)H\#(dice.roll(59))M"}"#)
        case 15: try setFaults(index)
        case 16: try admin(index, .post, "keys")
        case 17: try createSandbox()
        case 18: try deviceCode(index)
        case 19: try poll(index)
        case 20: return try rare(index)
        default: return try read(index, program)
        }
        return true
    }

    private mutating func rare(_ index: Int) throws -> Bool {
        switch dice.roll(8) {
        case 0:
            try admin(index, .post, "reset")
            forget(index)
        case 1 where index >= 2:
            let id = clients.remove(at: index).tenantID
            try admin(nil, .delete, "sandboxes/\(id)")
        case 2:
            let body = try admin(nil, .post, "sandboxes/\(clients[index].tenantID)")
            if let members = body.object { clients.append(Self.client(members)) }
        case 3: try admin(index, .delete, "faults")
        default: return false
        }
        return true
    }

    private mutating func read(_ index: Int, _ program: PartnerProgram) throws -> Bool {
        switch dice.roll(9) {
        case 0: try service(index, program, .get, "ScheduledQueries")
        case 1: try service(index, program, .get, "ScheduledReport")
        case 2:
            guard let id = pick(clients[index].reports[program]) else { return false }
            let body = try service(
                index, program, .get, "ScheduledReport/execution/\(id)?executionStatus=Completed;Pending;Running")
            let links = body["value"]?.array?.compactMap { $0["reportAccessSecureLink"]?.string } ?? []
            clients[index].links = Array((clients[index].links + links).suffix(5))
        case 3: try admin(index, .get, "clock")
        case 4: try admin(index, .get, "faults")
        case 5: try admin(index, .get, "reports")
        case 6: try admin(index, .get, "sign-ins")
        case 7: try admin(index, .get, "keys")
        default:
            guard let link = pick(clients[index].links) else { return false }
            try exchange(HTTPRequest(.get, String(link.dropFirst("http://localhost".count))))
        }
        return false
    }

    private mutating func pick<Value>(_ values: [Value]?) -> Value? {
        guard let values, !values.isEmpty else { return nil }
        return values[dice.roll(values.count)]
    }

    private mutating func forget(_ index: Int) {
        (clients[index].queries, clients[index].reports, clients[index].deviceCodes) = ([:], [:], [])
    }

    private mutating func grantToken(_ index: Int, _ program: PartnerProgram, password: String? = nil) throws {
        let client = clients[index]
        var form = "client_id=\(client.clientID)&client_secret=\(client.secret)"
        if program == .mpn {
            form += "&grant_type=password&resource=https%3A%2F%2Fapi.partnercenter.microsoft.com"
            form += "&username=\(client.username)&password=\(password ?? client.password)"
        } else {
            form += "&grant_type=client_credentials&resource=https%3A%2F%2Fgraph.windows.net"
        }
        let body = try token(client.tenantID, "oauth2/token", form)
        if let token = body["access_token"]?.string { clients[index].tokens[program] = token }
        if let token = body["refresh_token"]?.string { clients[index].refreshTokens.append(token) }
    }

    private mutating func redeem(_ index: Int) throws {
        let client = clients[index]
        guard let refreshToken = pick(client.refreshTokens) else { return }
        let form =
            "client_id=\(client.clientID)&client_secret=\(client.secret)&grant_type=refresh_token"
            + "&refresh_token=\(refreshToken)&resource=https%3A%2F%2Fapi.partnercenter.microsoft.com"
        let body = try token(client.tenantID, "oauth2/token", form)
        if let token = body["refresh_token"]?.string { clients[index].refreshTokens.append(token) }
    }

    private mutating func deviceCode(_ index: Int) throws {
        let client = clients[index]
        let body = try token(
            client.tenantID, "oauth2/devicecode",
            "client_id=\(client.clientID)&resource=https%3A%2F%2Fapi.partnercenter.microsoft.com")
        guard let device = body["device_code"]?.string, let user = body["user_code"]?.string else { return }
        clients[index].deviceCodes.append((device, user))
    }

    private mutating func poll(_ index: Int) throws {
        let client = clients[index]
        guard let code = pick(client.deviceCodes) else { return }
        if dice.roll(3) == 0 {
            try admin(index, .post, "sign-ins", #"{"userCode":"\#(code.user)","approve":"\#(client.username)"}"#)
        }
        _ = try token(
            client.tenantID, "oauth2/token",
            "client_id=\(client.clientID)&grant_type=device_code&code=\(code.device)"
                + "&resource=https%3A%2F%2Fapi.partnercenter.microsoft.com")
    }

    private mutating func createQuery(_ index: Int, _ program: PartnerProgram) throws {
        let text = Self.queryTexts[program] ?? ""
        let body = try service(
            index, program, .post, "ScheduledQueries", #"{"Name":"q\#(calls)","Description":"d","Query":"\#(text)"}"#)
        if let id = body["value"]?[0]?["queryId"]?.string { clients[index].queries[program, default: []].append(id) }
    }

    private mutating func createReport(_ index: Int, _ program: PartnerProgram) throws {
        let body = try service(index, program, .post, "ScheduledReport", reportBody(index, program))
        if let id = body["value"]?[0]?["reportId"]?.string { clients[index].reports[program, default: []].append(id) }
    }

    private mutating func reportBody(_ index: Int, _ program: PartnerProgram) -> String {
        let query = pick(clients[index].queries[program]) ?? "unknown"
        let now = plain.directory.sandbox(withTenantID: clients[index].tenantID)?.now ?? Self.start
        let start = now.adding(hours: 5 + dice.roll(30))
        let interval = [24, 48, 1][dice.roll(3)]
        let callback = ["", #","CallbackUrl":"http://127.0.0.1:9/ok""#, #","CallbackUrl":"http://127.0.0.1:9/fails""#]
        let when =
            dice.roll(4) == 0
            ? #""ExecuteNow":true"#
            : #""StartTime":"\#(start)","RecurrenceInterval":\#(interval),"RecurrenceCount":\#(1 + dice.roll(20))"#
        return #"{"ReportName":"r\#(calls)","QueryId":"\#(query)",\#(when)\#(callback[dice.roll(3)])}"#
    }

    private mutating func setFaults(_ index: Int) throws {
        let rules = [
            #"{"every":3,"fault":{"kind":"status","status":500}}"#,
            #"{"probability":0.3,"fault":{"kind":"throttle","retryAfter":3000},"lasts":true}"#,
            #"{"nth":1,"fault":{"kind":"expired-token"},"lasts":true,"limit":2}"#,
            #"{"probability":0.5,"fault":{"kind":"hold-execution"}}"#, #"{"every":2,"fault":{"kind":"fail-callback"}}"#,
        ]
        try admin(index, .post, "faults", #"{"rules":[\#(rules[dice.roll(rules.count)])]}"#)
    }

    private mutating func createSandbox() throws {
        let bodies = [
            "{}", #"{"seed":\#(dice.roll(3)),"settings":{"test-rows":"3"}}"#,
            #"{"edition":"2023","clock":"2023-05-06T07:08:09Z"}"#,
            #"{"queries":[{"name":"first","query":"SELECT OrderId FROM ISVOrder"}],"#
                + #""reports":[{"queryName":"first","reportName":"r","finishedExecutions":3}]}"#,
        ]
        let body = try admin(nil, .post, "sandboxes", bodies[dice.roll(bodies.count)])
        if let members = body.object, members["tenantId"] != nil { clients.append(Self.client(members)) }
    }

    // MARK: Exchanges

    @discardableResult
    private mutating func service(
        _ index: Int, _ program: PartnerProgram, _ method: HTTPMethod, _ path: String, _ body: String = ""
    ) throws -> JSONValue {
        let token = clients[index].tokens[program] ?? "none"
        return try exchange(
            HTTPRequest(
                method, "/insights/v1/\(program)/\(path)",
                fields: HTTPFields([(name: "Authorization", value: "Bearer \(token)")]), body: Array(body.utf8)))
    }

    private mutating func token(_ tenantID: String, _ path: String, _ form: String) throws -> JSONValue {
        try exchange(
            HTTPRequest(
                .post, "/\(tenantID)/\(path)",
                fields: HTTPFields([(name: "Content-Type", value: "application/x-www-form-urlencoded")]),
                body: Array(form.utf8)))
    }

    @discardableResult
    private mutating func admin(
        _ index: Int?, _ method: HTTPMethod, _ route: String, _ body: String = ""
    ) throws -> JSONValue {
        let tenant = index.map { "?tenant=\(clients[$0].tenantID)" } ?? ""
        return try exchange(HTTPRequest(method, "/_sim/\(route)\(tenant)", body: Array(body.utf8)))
    }

    @discardableResult
    private mutating func exchange(_ request: HTTPRequest) throws -> JSONValue {
        let (expected, found) = (plain.respond(to: request), kept.respond(to: request))
        calls += 1
        if expected.status.code < 300 { successes += 1 }
        let (body, keptBody) = (try expected.bodyBytes(), try found.bodyBytes())
        #expect(found.status == expected.status, "call \(calls): \(request.method) \(request.target)")
        #expect(
            found.fields.all.map { "\($0.name): \($0.value)" } == expected.fields.all.map { "\($0.name): \($0.value)" },
            "call \(calls): \(request.method) \(request.target)")
        #expect(
            keptBody == body,
            """
            call \(calls): \(request.method) \(request.target)
            expected \(String(decoding: body.prefix(2000), as: UTF8.self))
            found    \(String(decoding: keptBody.prefix(2000), as: UTF8.self))
            """)
        return (try? JSONParser.parse(body)) ?? .null
    }
}
