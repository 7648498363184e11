import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsServer
import InsightsSimulator
import InsightsTime

/// A walk through the documents' workflow on a running simulator, which shows every request and response.
struct Demonstration {
    /// The reason why the workflow stopped.
    enum Failure: Error, CustomStringConvertible {
        /// The response to a step has an unexpected status.
        case status(step: String, found: Int, body: String)
        /// The response to a step lacks a value that the next step needs.
        case missing(step: String, what: String)
        /// A step got no response.
        case transport(step: String, cause: TransportError)

        var description: String {
            switch self {
            case .status(let step, let found, let body): "\(step): the response is \(found), expected 200: \(body)"
            case .missing(let step, let what): "\(step): the response has no \(what)"
            case .transport(let step, let cause): "\(step): \(cause)"
            }
        }
    }

    private let program: PartnerProgram
    private let simulator: Simulator
    private let credentials: Credentials
    private let transport: SocketTransport
    private let screen: DemonstrationScreen

    init(program: PartnerProgram, simulator: Simulator, port: Int, terminal: Terminal, waitsForEnter: Bool = false) {
        self.program = program
        self.simulator = simulator
        credentials = simulator.credentials(for: program)
        transport = SocketTransport(port: port)
        screen = DemonstrationScreen(
            terminal: terminal, baseURL: simulator.baseURL, waitsForEnter: waitsForEnter)
    }

    /// The dataset and the query of the documents' first call (seed 002, docs/sources.md; for mpn, the mpn first call).
    private var query: (dataset: String, text: String) {
        switch program {
        case .cmp: ("ISVOrder", "SELECT OrderId from ISVOrder")
        case .mpn: ("DynamicsUsage", "SELECT SubscriptionId from DynamicsUsage")
        }
    }

    func run() async throws(Failure) {
        screen.welcome(program, credentials, now: simulator.now.description)
        screen.step("Token", "An application's identifier and secret buy a token for an hour.")
        let token = try await getToken()
        try await listDatasets(token)
        let queryID = try await createQuery(token)
        try await testQuery(token)
        let (reportID, slot) = try await createReport(token, queryID: queryID)
        screen.step("5. Execution", "It waits for its slot. This is the call a client polls.")
        _ = try await link(token, reportID)
        try await advanceClock(to: slot)
        screen.step("Token again", "The hour has passed on the simulator's clock too.")
        let newToken = try await getToken()
        screen.step("5. Execution again", "The slot has come: there is a link.")
        guard let link = try await link(newToken, reportID) else {
            throw .missing(step: "execution", what: "reportAccessSecureLink")
        }
        let rows = try await download(link)
        screen.summary(rows: rows, seed: simulator.seed)
    }

    private func getToken() async throws(Failure) -> String {
        let request = HTTPRequest(
            .post, "/\(credentials.tenantID)/oauth2/token",
            fields: HTTPFields([("Content-Type", "application/x-www-form-urlencoded")]),
            body: Array(credentials.form.utf8))
        let response = try await send(request, step: "token", shown: screen.tokenCall(credentials, request))
        guard let token = response["access_token"]?.string else { throw .missing(step: "token", what: "access_token") }
        return token
    }

    private func listDatasets(_ token: String) async throws(Failure) {
        screen.step("1. Datasets", "What can be queried, and under which names.")
        let path = Route.datasets.path(program) + "?datasetName=\(query.dataset)"
        _ = try await call(.get, path, token, step: "datasets")
    }

    private func createQuery(_ token: String) async throws(Failure) -> String {
        screen.step("2. Query", "A query is stored and gets an identifier.")
        let body = CreateQueryRequest(
            name: "\(query.dataset)Query1", description: "First query of the demonstration", query: query.text)
        let response = try await call(.post, Route.queries.path(program), token, body: body.json, step: "query")
        guard let id = response["value"]?[0]?["queryId"]?.string else { throw .missing(step: "query", what: "queryId") }
        return id
    }

    private func testQuery(_ token: String) async throws(Failure) {
        screen.step("3. Test query", "Its first hundred rows, to look at.")
        let path = Route.testQuery.path(program) + "?exportQuery=" + PercentEncoding.encode(query.text)
        _ = try await call(.get, path, token, step: "test query")
    }

    private func createReport(_ token: String, queryID: String) async throws(Failure) -> (id: String, slot: String) {
        screen.step("4. Report", "The query is scheduled: every 48 hours, twenty times, from 14 hours on.")
        let start = ISODuration(seconds: 14 * 3600).after(simulator.now)?.description ?? ""
        let body = ReportRequest(
            reportName: "\(query.dataset)Report1", description: "First report of the demonstration", queryID: queryID,
            startTime: start, recurrenceInterval: 48, recurrenceCount: 20, format: "csv")
        let response = try await call(.post, Route.reports.path(program), token, body: body.json, step: "report")
        guard let record = response["value"]?[0], let id = record["reportId"]?.string,
            let slot = record["startTime"]?.string
        else { throw .missing(step: "report", what: "reportId") }
        return (id, slot)
    }

    /// Returns the download link of the newest execution; nil if it is not complete.
    private func link(_ token: String, _ reportID: String) async throws(Failure) -> String? {
        let response = try await call(
            .get, Route.executions(reportIDs: reportID).path(program), token, step: "execution")
        return response["value"]?[0]?["reportAccessSecureLink"]?.string
    }

    private func advanceClock(to slot: String) async throws(Failure) {
        screen.step("The clock", "Hours would pass. The simulator's clock is moved to the slot instead.")
        let request = HTTPRequest(
            .post, SimulatorEndpoints.administrationPath("clock"),
            fields: HTTPFields([("Content-Type", "application/json")]),
            body: JSONWriter.encode(.object(["set": .string(slot)])))
        _ = try await send(request, step: "clock", shown: screen.call(request))
    }

    private func download(_ link: String) async throws(Failure) -> Int {
        screen.step("Download", "The link is the credential: no token, a gzip file.")
        let target = String(link.dropFirst(simulator.baseURL.count))
        let request = HTTPRequest(.get, target)
        screen.request(screen.downloadCall(link))
        let response = try await successfulResponse(to: request, step: "download")
        guard case .bytes(let packed) = response.body, let rows = try? Gunzip.unpack(packed) else {
            throw .missing(step: "download", what: "gzip content")
        }
        let lines = String(decoding: rows, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
        guard lines.count > 1 else { throw .missing(step: "download", what: "rows") }
        screen.rows(lines, packedSize: packed.count)
        return lines.count - 1
    }

    // MARK: Calls

    private func call(
        _ method: HTTPMethod, _ target: String, _ token: String, body: JSONValue? = nil, step: String
    ) async throws(Failure) -> JSONValue {
        var request = HTTPRequest(method, target, fields: HTTPFields([("Authorization", "Bearer \(token)")]))
        if let body {
            request.fields.append("Content-Type", "application/json")
            request.body = JSONWriter.encode(body)
        }
        return try await send(request, step: step, shown: screen.call(request))
    }

    private func send(_ request: HTTPRequest, step: String, shown: String) async throws(Failure) -> JSONValue {
        screen.request(shown)
        let response = try await successfulResponse(to: request, step: step)
        guard let bytes = try? response.bodyBytes(), let value = try? JSONParser.parse(bytes) else {
            throw .missing(step: step, what: "JSON")
        }
        screen.show(value)
        return value
    }

    private func successfulResponse(to request: HTTPRequest, step: String) async throws(Failure) -> HTTPResponse {
        let response: HTTPResponse
        do throws(TransportError) {
            response = try await transport.send(request)
        } catch {
            throw .transport(step: step, cause: error)
        }
        guard response.status.code == 200 else {
            let body = (try? response.bodyBytes()).map { String(decoding: $0.prefix(500), as: UTF8.self) } ?? ""
            throw .status(step: step, found: response.status.code, body: body)
        }
        return response
    }
}
