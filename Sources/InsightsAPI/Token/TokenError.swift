package import InsightsHTTP
package import InsightsJSON

/// An error response of the token endpoint, with Entra's codes and first lines (token-endpoint section 10).
///
/// The extensions hold the catalogue, with one constant or function for each error.
package struct TokenError: Error, Sendable, Equatable {
    /// The `AADSTS` number; the HTTP status for a response without one.
    package let code: Int
    /// The OAuth error code (RFC 6749 §5.2), or a code specific to Entra.
    package let error: String
    /// The HTTP status: 401 if client authentication failed, otherwise mostly 400 (RFC 6749 §5.2).
    package let status: HTTPStatus
    /// The first line of the description, after `AADSTS<code>: `.
    package let text: String
    /// The subject of the error, such as the missing parameter or the unknown grant; nil if there is none.
    ///
    /// It is never a secret.
    package var subject: String?
    /// A more specific error code than `error`, for clients that support it; nil if there is none.
    package var suberror: String?
    /// The URL at which a user replaces an expired password; nil for other errors.
    package var passwordChangeURL: String?
    /// The claims challenge that the next token must satisfy, as JSON text; nil if there is none.
    package var claims: String?
    /// Whether the service has a help page for the code; if so, the response has an `error_uri`.
    package var hasHelpPage = true
    /// The seconds to wait before a retry; nil if the response does not state them.
    package var retryAfter: Int?
    /// Whether the response is plain text, as those of the gateway are.
    package var isPlainText = false

    init(_ code: Int, _ error: String, _ text: String, status: HTTPStatus = 400, subject: String? = nil) {
        self.code = code
        self.error = error
        self.text = text
        self.status = status
        self.subject = subject
    }

    /// Returns a copy with a change applied.
    func with(_ change: (inout TokenError) -> Void) -> TokenError {
        var copy = self
        change(&copy)
        return copy
    }

    /// Returns a value of the caller that is safe to echo: without control characters, at most 100 characters.
    static func echo(_ value: String) -> String {
        let visible = value.unicodeScalars.lazy.filter { $0.properties.generalCategory != .control }
        return String(String.UnicodeScalarView(visible.prefix(100)))
    }

    /// Returns the body of the response (token-endpoint section 10.1).
    ///
    /// - Parameters:
    ///   - timestamp: the time in UTC, as `yyyy-MM-dd HH:mm:ssZ`.
    ///   - traceID: the identifier that is also the header `x-ms-request-id`.
    ///   - correlationID: the caller's `client-request-id`, or a new identifier.
    ///   - separator: the separator between the parts of the description.
    /// - Returns: the JSON object.
    package func json(
        timestamp: String, traceID: String, correlationID: String, separator: String = "\r\n"
    ) -> JSONValue {
        TokenErrorBody(
            error: self, timestamp: timestamp, traceID: traceID, correlationID: correlationID, separator: separator
        ).json
    }
}
