import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsTime

/// Writes the token endpoint's responses with the headers of the real ones (token-endpoint sections 7.1 and 11).
struct TokenResponseWriter: Sendable {
    private let now: Timestamp
    private let traceID: String
    private let correlationID: String
    let settings: TokenSettings
    private let echoesCorrelationID: Bool
    private let sendsTelemetry: Bool
    private let prefersHTML: Bool

    init(_ request: HTTPRequest, _ form: TokenForm?, now: Timestamp, traceID: String, settings: TokenSettings) {
        self.now = now
        self.traceID = traceID
        self.settings = settings
        // One client library sends form parameters instead of headers (token-endpoint section 2.3).
        let form = request.method == .post ? form?.parameters : nil
        func told(_ name: String) -> String? { request.fields[name] ?? form?[name] }
        let sent = told("client-request-id").flatMap { $0.isGUID ? $0 : nil }
        // A missing identifier is derived from the trace identifier, so that it uses no randomness.
        correlationID = sent ?? String(traceID.reversed().filter { $0 != "-" }).groupedAsGUID
        echoesCorrelationID = told("return-client-request-id")?.lowercased() == "true"
        sendsTelemetry = told("x-client-current-telemetry") != nil || told("x-client-last-telemetry") != nil
        prefersHTML = request.fields["Accept"]?.lowercased().hasPrefix("text/html") ?? false
    }

    func success(_ token: JSONValue) -> HTTPResponse {
        var response = response(200, token)
        if sendsTelemetry { response.fields.append("x-ms-clitelem", "1,0,0,,") }
        return response
    }

    func refusal(_ error: TokenError, usedBasic: Bool = false) -> HTTPResponse {
        guard !error.isPlainText else { return plain(error) }
        var result: HTTPResponse
        if error.code == 900_561, settings.wrongMethod == .html || prefersHTML {
            result = page(error)
        } else {
            result = response(error.status, errorBody(error))
        }
        if error.code == 900_561 { result.fields.append("Allow", "POST") }
        // Recorded responses have no challenge, but a client that used Basic must get one (RFC 6749 §5.2).
        if usedBasic, error.status == 401 {
            result.fields.append("WWW-Authenticate", "Basic realm=\"insights-simulator\"")
        }
        if let seconds = error.retryAfter { result.fields.append("Retry-After", String(seconds)) }
        if sendsTelemetry { result.fields.append("x-ms-clitelem", "1,\(error.code),0,,") }
        return result
    }

    /// Returns the response of the gateway: plain text with `Retry-After`.
    private func plain(_ error: TokenError) -> HTTPResponse {
        var fields = HTTPFields()
        fields.append("Content-Type", "text/plain; charset=utf-8")
        if let seconds = error.retryAfter { fields.append("Retry-After", String(seconds)) }
        addTrace(&fields)
        return HTTPResponse(error.status, fields: fields, body: .bytes(Array(error.text.utf8)))
    }

    /// Returns the HTML page for a browser, with the error and its identifiers.
    private func page(_ error: TokenError) -> HTTPResponse {
        var result = response(error.status, .null)
        let text = error.text.map { ["<": "&lt;", ">": "&gt;", "&": "&amp;"][$0] ?? String($0) }.joined()
        result.fields.set("Content-Type", to: "text/html; charset=utf-8")
        let html = """
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Sign in to your account</title></head><body>\
            <p>AADSTS\(error.code): \(text)</p><p>Request Id: \(traceID)</p><p>Correlation Id: \(correlationID)</p>\
            <p>Timestamp: \(now)</p></body></html>
            """
        result.body = .bytes(Array(html.utf8))
        return result
    }

    /// Returns a page of sign-in, which no other page may frame and which loads nothing.
    func signInPage(_ page: SignInPage, status: HTTPStatus = 200, formTargets: [String] = ["'self'"]) -> HTTPResponse {
        var result = response(status, .null)
        result.fields.set("Content-Type", to: "text/html; charset=utf-8")
        result.fields.append("Content-Security-Policy", SignInPage.policy(formTargets: formTargets))
        result.fields.append("X-Frame-Options", "DENY")
        // The address holds the request; with "no-referrer" browsers would send no origin with forms.
        result.fields.append("Referrer-Policy", "same-origin")
        result.body = .bytes(Array(page.html(request: traceID, correlation: correlationID, time: now).utf8))
        return result
    }

    /// Returns the redirect to a client.
    func redirect(to location: String) -> HTTPResponse {
        var result = response(302, .null)
        result.fields.set("Content-Type", to: nil)
        result.fields.append("Location", location)
        result.fields.append("Referrer-Policy", "no-referrer")
        result.body = .empty
        return result
    }

    /// Returns a response in JSON with a status, outside the rules of token responses.
    func json(_ status: HTTPStatus, _ body: JSONValue) -> HTTPResponse { response(status, body) }

    /// Returns the description of an error, as a redirect tells it.
    func description(of error: TokenError) -> String {
        errorBody(error)["error_description"]?.string ?? ""
    }

    private func errorBody(_ error: TokenError) -> JSONValue {
        error.json(
            timestamp: now.description.replacingT, traceID: traceID, correlationID: correlationID,
            separator: settings.errorLines == .crlf ? "\r\n" : " ")
    }

    /// Returns a document about the endpoint, which any origin may read and a client may cache.
    func document(_ body: JSONValue) -> HTTPResponse {
        var fields = HTTPFields()
        fields.append("Content-Type", MediaType.json)
        fields.append("Cache-Control", "max-age=86400, private")
        addSharing(&fields, methods: "GET, OPTIONS")
        addTrace(&fields)
        return HTTPResponse(200, fields: fields, body: .bytes(JSONWriter.encode(body)))
    }

    /// Returns the response to a CORS preflight request.
    func preflight(methods: String = "POST, OPTIONS") -> HTTPResponse {
        var fields = HTTPFields()
        fields.append("Allow", methods)
        addSharing(&fields, methods: methods)
        fields.append("Access-Control-Allow-Headers", "content-type, client-request-id, return-client-request-id")
        addTrace(&fields)
        return HTTPResponse(200, fields: fields)
    }

    /// Returns the response to an unsupported method for a document.
    func notAllowed(methods: String) -> HTTPResponse {
        var fields = HTTPFields()
        fields.append("Allow", methods)
        addTrace(&fields)
        return HTTPResponse(405, fields: fields)
    }

    private func addSharing(_ fields: inout HTTPFields, methods: String) {
        fields.append("Access-Control-Allow-Origin", "*")
        fields.append("Access-Control-Allow-Methods", methods)
    }

    private func response(_ status: HTTPStatus, _ body: JSONValue) -> HTTPResponse {
        var fields = HTTPFields()
        fields.append("Content-Type", MediaType.json)
        fields.append("Cache-Control", "no-store, no-cache")
        fields.append("Pragma", "no-cache")
        fields.append("Expires", "-1")
        addTrace(&fields)
        return HTTPResponse(status, fields: fields, body: .bytes(JSONWriter.encode(body)))
    }

    private func addTrace(_ fields: inout HTTPFields) {
        fields.append("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        fields.append("X-Content-Type-Options", "nosniff")
        fields.append("P3P", "CP=\"DSP CUR OTPi IND OTRi ONL FIN\"")
        fields.append("x-ms-request-id", traceID)
        // The real header names a data centre; these responses must not be mistaken for real ones.
        fields.append("x-ms-ests-server", "insights-simulator")
        if echoesCorrelationID { fields.append("client-request-id", correlationID) }
        fields.append("Date", HTTPDate.format(secondsSince1970: now.secondsSinceEpoch))
    }
}

extension String {
    /// The text with a space instead of `T`, as in timestamps of the token endpoint.
    fileprivate var replacingT: String { String(map { $0 == "T" ? " " : $0 }) }

    /// The 32 hexadecimal digits in the 8-4-4-4-12 form.
    fileprivate var groupedAsGUID: String {
        let digits = Array(self)
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return groups.map { String(digits[$0]) }.joined(separator: "-")
    }
}
