import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery

/// Frames the token endpoint's answers with the headers the real one sends (token-endpoint section 7.1).
struct TokenAnswer: Sendable {
    private let now: Timestamp
    private let traceID: String
    private let correlationID: String
    private let echoesCorrelationID: Bool

    init(_ request: HTTPRequest, now: Timestamp, traceID: String) {
        self.now = now
        self.traceID = traceID
        let sent = request.fields["client-request-id"].flatMap { $0.isGUID ? $0 : nil }
        // An identifier nobody sent follows from the trace's, so that it costs no randomness.
        correlationID = sent ?? String(traceID.reversed().filter { $0 != "-" }).groupedAsGUID
        echoesCorrelationID = request.fields["return-client-request-id"]?.lowercased() == "true"
    }

    func success(_ token: TokenResponse) -> HTTPResponse {
        response(200, token.json)
    }

    func refusal(_ error: TokenError) -> HTTPResponse {
        let timestamp = now.description.replacingT
        var response = response(
            error.status, error.json(timestamp: timestamp, traceID: traceID, correlationID: correlationID))
        if case .wrongMethod = error { response.fields.append("Allow", "POST") }
        return response
    }

    private func response(_ status: HTTPStatus, _ body: JSONValue) -> HTTPResponse {
        var fields = HTTPFields()
        fields.append("Content-Type", Answer.jsonMediaType)
        fields.append("Cache-Control", "no-store, no-cache")
        fields.append("Pragma", "no-cache")
        fields.append("Expires", "-1")
        fields.append("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        fields.append("X-Content-Type-Options", "nosniff")
        fields.append("P3P", "CP=\"DSP CUR OTPi IND OTRi ONL FIN\"")
        fields.append("x-ms-request-id", traceID)
        // The real header names a data centre; nobody shall take these answers for real ones.
        fields.append("x-ms-ests-server", "insights-simulator")
        if echoesCorrelationID { fields.append("client-request-id", correlationID) }
        fields.append("Date", HTTPDate.format(secondsSince1970: now.secondsSinceEpoch))
        return HTTPResponse(status, fields: fields, body: .bytes(JSONWriter.encode(body)))
    }
}

extension String {
    /// The token endpoint's timestamps have a blank where the service's have a `T`.
    fileprivate var replacingT: String { String(map { $0 == "T" ? " " : $0 }) }

    /// 32 hexadecimal digits in the 8-4-4-4-12 form.
    fileprivate var groupedAsGUID: String {
        let digits = Array(self)
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return groups.map { String(digits[$0]) }.joined(separator: "-")
    }
}
