import InsightsTime

/// The body of an error response of the token endpoint (token-endpoint section 10.1).
package struct TokenErrorBody: WireObject {
    let error: TokenError
    let timestamp: String
    let traceID: String
    let correlationID: String
    let separator: String

    /// The members, in the order of the recorded responses.
    package static let fields: [ObjectField<TokenErrorBody>] = [
        .text("error") { $0.error.error },
        .text("error_description", .pattern("^AADSTS[0-9]+: ")) { $0.description },
        .integers("error_codes") { [$0.error.code] },
        .text("timestamp", .pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}Z$")) { $0.timestamp },
        .text("trace_id", .uuid) { $0.traceID },
        .text("correlation_id", .uuid) { $0.correlationID },
        .optionalText("error_uri") { body in
            body.error.hasHelpPage ? "https://login.microsoftonline.com/error?code=\(body.error.code)" : nil
        },
        .optionalText("suberror") { $0.error.suberror },
        .optionalText("password_change_url") { $0.error.passwordChangeURL },
        .optionalText("claims") { $0.error.claims },
    ]

    private var description: String {
        [
            "AADSTS\(error.code): \(error.text)", "Trace ID: \(traceID)", "Correlation ID: \(correlationID)",
            "Timestamp: \(timestamp)",
        ].joined(separator: separator)
    }
}
