public import InsightsHTTP
public import InsightsJSON
private import Synchronization

/// A typed client of the service over any transport: in process, over a socket, or over the network.
///
/// It gets a token before the first call and keeps it; `renewToken()` replaces it. Calls throw `ClientError` for error
/// responses and for responses without the documented shape, and rethrow errors of the transport.
public final class InsightsClient: Sendable {
    /// The program whose routes the client calls.
    public let program: PartnerProgram
    /// The version of the service that the client calls.
    public let version: ServiceVersion
    private let transport: any HTTPTransport
    private let credentials: Credentials
    private let accessToken = Mutex<HTTPFieldValue?>(nil)

    /// Creates a client of one program, which calls a version of the service.
    public init(
        program: PartnerProgram, version: ServiceVersion = .v1, transport: any HTTPTransport, credentials: Credentials
    ) {
        self.program = program
        self.version = version
        self.transport = transport
        self.credentials = credentials
    }

    /// Creates a client of one program, which calls what the documents of an edition print: v1.1 of cmp in 2026.
    public convenience init(
        program: PartnerProgram, edition: Edition, transport: any HTTPTransport, credentials: Credentials
    ) {
        self.init(
            program: program, version: Settings(edition: edition).versions(of: program).last ?? .v1,
            transport: transport, credentials: credentials)
    }

    /// Gets a token and keeps it for later calls (seed 002, token generation).
    @discardableResult
    public func renewToken() async throws -> TokenResponse {
        var fields = HTTPFields()
        fields.append("Content-Type", "application/x-www-form-urlencoded")
        let request = HTTPRequest(
            .post, "/\(PercentEncoding.encode(credentials.tenantID))/oauth2/token", fields: fields,
            body: Array(credentials.form.utf8))
        let response = try await transport.send(request)
        let body = try Self.json(of: response, place: "token")
        guard response.status.code == 200 else {
            throw ClientError.tokenRefused(
                status: response.status.code, error: body["error"]?.string ?? "",
                description: body["error_description"]?.string.map(Self.firstLine) ?? "")
        }
        let token = try TokenResponse(RecordReader(body, place: "token"))
        guard let value = HTTPFieldValue(token.accessToken) else {
            throw ClientError.unexpectedResponse(
                place: "token/access_token", found: "a control character", expected: HTTPFieldValue.accepted)
        }
        accessToken.withLock { $0 = value }
        return token
    }

    /// Lists the datasets, or only the one with a name (step 1 of seed 002).
    public func datasets(named name: String? = nil) async throws -> [DatasetRecord] {
        try await records(.get, .datasets, parameters: [(.datasetName, name)], DatasetRecord.init)
    }

    /// Stores a query (step 2 of seed 002).
    public func createQuery(_ request: CreateQueryRequest) async throws -> QueryRecord {
        try await record(.post, .queries, body: request.json, QueryRecord.init)
    }

    /// Lists stored and predefined queries.
    public func queries(
        id: String? = nil, name: String? = nil, includeSystemQueries: Bool? = nil, onlySystemQueries: Bool? = nil
    ) async throws -> [QueryRecord] {
        let parameters: [(QueryParameter, String?)] = [
            (.queryID, id), (.queryName, name), (.includeSystemQueries, includeSystemQueries.map(String.init)),
            (.includeOnlySystemQueries, onlySystemQueries.map(String.init)),
        ]
        return try await records(.get, .queries, parameters: parameters, QueryRecord.init)
    }

    /// Deletes a stored query.
    @discardableResult
    public func deleteQuery(id: String) async throws -> QueryRecord {
        try await record(.delete, .query(id: id), QueryRecord.init)
    }

    /// Returns the first rows of a query text (step 3 of seed 002); each row is a JSON object keyed by column.
    public func testQuery(_ text: String) async throws -> [JSONObject] {
        try await records(.get, .testQuery, parameters: [(.exportQuery, text)]) {
            (reader) throws(ClientError) in reader.object
        }
    }

    /// Returns the first rows of a stored query.
    public func testQuery(id: String) async throws -> [JSONObject] {
        try await records(.get, .testQuery, parameters: [(.testedQueryID, id)]) {
            (reader) throws(ClientError) in reader.object
        }
    }

    /// Schedules a report (step 4 of seed 002).
    public func createReport(_ request: ReportRequest) async throws -> ReportRecord {
        try await record(.post, .reports, body: request.json, ReportRecord.init)
    }

    /// Lists reports.
    public func reports(
        id: String? = nil, name: String? = nil, queryID: String? = nil
    ) async throws -> [ReportRecord] {
        let parameters: [(QueryParameter, String?)] = [
            (.reportID, id), (.reportName, name), (.reportQueryID, queryID),
        ]
        return try await records(.get, .reports, parameters: parameters, ReportRecord.init)
    }

    /// Changes a report's schedule, name, format or callback.
    public func updateReport(id: String, _ request: ReportRequest) async throws -> ReportRecord {
        try await record(.put, .report(id: id), body: request.json, ReportRecord.init)
    }

    /// Deletes a report with its executions.
    @discardableResult
    public func deleteReport(id: String) async throws -> ReportRecord {
        try await record(.delete, .report(id: id), ReportRecord.init)
    }

    /// Stops a report's schedule.
    @discardableResult
    public func pauseReport(id: String) async throws -> ReportRecord {
        try await record(.put, .pauseReport(id: id), ReportRecord.init)
    }

    /// Restarts a paused schedule.
    @discardableResult
    public func resumeReport(id: String) async throws -> ReportRecord {
        try await record(.put, .resumeReport(id: id), ReportRecord.init)
    }

    /// Lists the executions of a report (step 5 of seed 002).
    public func executions(
        reportID: String, executionID: String? = nil, statuses: [ExecutionStatus] = [], latestOnly: Bool? = nil
    ) async throws -> [ExecutionRecord] {
        let parameters: [(QueryParameter, String?)] = [
            (.executionID, executionID),
            (.executionStatus, statuses.isEmpty ? nil : statuses.map(\.rawValue).joined(separator: ";")),
            (.getLatestExecution, latestOnly.map(String.init)),
        ]
        return try await records(.get, .executions(reportIDs: reportID), parameters: parameters, ExecutionRecord.init)
    }

    /// Downloads the file of a completed execution, decompressed; the request carries no token.
    public func download(_ link: String) async throws -> [UInt8] {
        guard let start = link.range(of: "://"), let path = link[start.upperBound...].firstIndex(of: "/") else {
            throw ClientError.badLink(link)
        }
        let response = try await transport.send(HTTPRequest(.get, String(link[path...])))
        guard response.status.code == 200 else {
            throw ClientError.refused(status: response.status.code, message: nil)
        }
        let bytes = try response.bodyBytes()
        return response.fields["Content-Encoding"]?.lowercased() == "gzip" ? try Gunzip.unpack(bytes) : bytes
    }

    private func record<Record>(
        _ method: HTTPMethod, _ route: Route, body: JSONValue? = nil,
        _ make: (RecordReader) throws(ClientError) -> Record
    ) async throws -> Record {
        let records = try await records(method, route, body: body, make)
        guard let record = records.first, records.count == 1 else {
            throw ClientError.unexpectedResponse(
                place: "value", found: "\(records.count) records", expected: "exactly one record")
        }
        return record
    }

    private func records<Record>(
        _ method: HTTPMethod, _ route: Route, parameters: [(QueryParameter, String?)] = [], body: JSONValue? = nil,
        _ make: (RecordReader) throws(ClientError) -> Record
    ) async throws -> [Record] {
        let query = parameters.compactMap { parameter, value in
            value.map { "\(parameter.name)=\(PercentEncoding.encode($0))" }
        }
        var request = HTTPRequest(
            method, route.path(program, version) + (query.isEmpty ? "" : "?" + query.joined(separator: "&")))
        request.fields.append("Authorization", "Bearer \(try await currentToken())")
        if let body {
            request.fields.append("Content-Type", "application/json")
            request.body = JSONWriter.encode(body)
        }
        let response = try await transport.send(request)
        let body = try Self.json(of: response, place: "response")
        guard response.status.code == 200 else {
            throw ClientError.refused(status: response.status.code, message: body["message"]?.string)
        }
        guard let value = body["value"]?.array else {
            throw ClientError.unexpectedResponse(
                place: "value", found: body["value"]?.kind ?? "nothing", expected: "an array")
        }
        var records: [Record] = []
        for (index, element) in value.enumerated() {
            records.append(try make(RecordReader(element, place: "value/\(index)")))
        }
        return records
    }

    private func currentToken() async throws -> String {
        if let token = accessToken.withLock({ $0 }) { return token.text }
        return try await renewToken().accessToken
    }

    private static func json(of response: HTTPResponse, place: String) throws -> JSONValue {
        do {
            return try JSONParser.parse(try response.bodyBytes())
        } catch let error as JSONError {
            throw ClientError.unexpectedResponse(
                place: place, found: "status \(response.status.code), \(error)", expected: "JSON")
        }
    }

    private static func firstLine(_ text: String) -> String {
        String(text.prefix { !$0.isNewline })
    }
}

extension String {
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            formIndex(after: &start)
        }
        return nil
    }
}
