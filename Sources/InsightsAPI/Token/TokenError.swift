public import InsightsHTTP
public import InsightsJSON

/// What the token endpoint refuses, with Entra's codes and first lines (token-endpoint section 10).
///
/// The catalogue is in the extensions, one constant or function for each refusal.
public struct TokenError: Error, Sendable, Equatable {
    /// The `AADSTS` number; for an answer that has none, the status.
    public let code: Int
    /// The OAuth error code (RFC 6749 §5.2), or Entra's own.
    public let error: String
    /// The HTTP status: 401 where the client itself did not authenticate, else mostly 400 (RFC 6749 §5.2).
    public let status: HTTPStatus
    /// The first line of the description, after `AADSTS<code>: `.
    public let text: String
    /// What the refusal is about: the missing parameter, the unknown grant.
    ///
    /// Never a secret.
    public var subject: String?
    /// Says more than `error`, for clients that know it.
    public var suberror: String?
    /// Where a user whose password is over sets another.
    public var passwordChangeURL: String?
    /// What the token must claim to be good enough, a JSON text.
    public var claims: String?
    /// Whether the service has a help page for the number, and so an `error_uri`.
    public var hasHelpPage = true
    /// Seconds to wait before another try.
    public var retryAfter: Int?
    /// Whether the answer is plain text, as the gateway's are.
    public var isPlainText = false

    init(_ code: Int, _ error: String, _ text: String, status: HTTPStatus = 400, subject: String? = nil) {
        self.code = code
        self.error = error
        self.text = text
        self.status = status
        self.subject = subject
    }

    /// A copy with one more thing changed.
    func with(_ change: (inout TokenError) -> Void) -> TokenError {
        var copy = self
        change(&copy)
        return copy
    }

    /// A value of the caller's, safe to repeat: no control characters, at most 100 characters.
    static func echo(_ value: String) -> String {
        let visible = value.unicodeScalars.lazy.filter { $0.properties.generalCategory != .control }
        return String(String.UnicodeScalarView(visible.prefix(100)))
    }

    /// The answer's body (token-endpoint section 10.1).
    ///
    /// - Parameters:
    ///   - timestamp: the time as `yyyy-MM-dd HH:mm:ssZ`.
    ///   - traceID: the identifier that is also the header `x-ms-request-id`.
    ///   - correlationID: the caller's `client-request-id`, or a fresh identifier.
    ///   - separator: what stands between the parts of the description.
    /// - Returns: the JSON object.
    public func json(
        timestamp: String, traceID: String, correlationID: String, separator: String = "\r\n"
    ) -> JSONValue {
        TokenErrorBody(
            error: self, timestamp: timestamp, traceID: traceID, correlationID: correlationID, separator: separator
        ).json
    }
}
