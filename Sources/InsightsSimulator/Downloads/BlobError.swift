import InsightsHTTP

/// The reason why a download link returns no file, in the form of a blob store: a status, a code, and an XML body.
enum BlobError: Error, Sendable, Equatable {
    /// A method other than GET and HEAD.
    case method
    /// A signature that does not match the file.
    case signature
    /// A link after its expiry; both values are instants.
    case expired(at: String, now: String)
    /// A report or execution that no longer exists.
    case notFound
    /// A failed `If-Match` or `If-Unmodified-Since`.
    case conditionNotMet
    /// A range beyond the end of the file, whose length is in bytes.
    case range(length: Int)
    /// A header field whose value does not fit the request.
    case header(String)
    /// A preflight request that lacks a header field.
    case preflightHeader(String)
    /// A preflight request: the store has no rules for other origins.
    case noCORS
    /// A failure to read the rows.
    case `internal`

    /// One error of each kind, for the OpenAPI document.
    static let catalogue: [BlobError] = [
        .method, .signature, .expired(at: "", now: ""), .notFound, .conditionNotMet, .range(length: 0), .header(""),
        .internal,
    ]

    /// Returns the refusal of a preflight request for a page of another origin: no rule admits any.
    static func preflight(of request: HTTPRequest) -> BlobError {
        for name in ["Origin", "Access-Control-Request-Method"] where request.fields[name] == nil {
            return .preflightHeader(name)
        }
        return .noCORS
    }

    var status: HTTPStatus {
        switch self {
        case .method: 405
        case .signature, .expired: 403
        case .notFound: 404
        case .conditionNotMet: 412
        case .range: 416
        case .header, .preflightHeader: 400
        case .noCORS: 403
        case .internal: 500
        }
    }

    /// The code, which is in the body and in `x-ms-error-code`.
    var code: String {
        switch self {
        case .method: "UnsupportedHttpVerb"
        case .signature, .expired: "AuthenticationFailed"
        case .notFound: "BlobNotFound"
        case .conditionNotMet: "ConditionNotMet"
        case .range: "InvalidRange"
        case .header, .preflightHeader: "InvalidHeaderValue"
        case .noCORS: "CorsPreflightFailure"
        case .internal: "InternalError"
        }
    }

    /// The reason in one line.
    var reason: String { detail ?? message }

    private var message: String {
        switch self {
        case .method: "The resource does not support that method; GET and HEAD are answered."
        case .signature: "The link is not one that this service made: its signature does not match."
        case .expired: "The link has expired."
        case .notFound: "The report or its execution no longer exists."
        case .conditionNotMet: "The condition of the request's headers does not hold."
        case .range: "The range does not lie within the file."
        case .header(let name): "The header field \(name) does not fit the request, or the range is too long for it."
        case .preflightHeader(let name): "A preflight request must have the header field \(name)."
        case .noCORS: "No rule for requests from other origins is set, so a browser cannot read the file."
        case .internal: "The report's data cannot be read."
        }
    }

    /// The additional detail in the body; nil for none.
    private var detail: String? {
        if case .expired(let expiry, let now) = self { "The link expired at \(expiry); it is \(now)." } else { nil }
    }

    /// Appends the header fields that are specific to the error.
    func addFields(to fields: inout HTTPFields) {
        fields.append("x-ms-error-code", code)
        switch self {
        case .method: fields.append("Allow", "GET, HEAD")
        case .range(let length): fields.append("Content-Range", "bytes */\(length)")
        default: break
        }
    }

    /// Returns the XML body.
    func body(requestID: String, time: String) -> [UInt8] {
        let detail = detail.map { "<AuthenticationErrorDetail>\($0)</AuthenticationErrorDetail>" } ?? ""
        return Array(
            """
            <?xml version="1.0" encoding="utf-8"?><Error><Code>\(code)</Code><Message>\(message)
            RequestId:\(requestID)
            Time:\(time)</Message>\(detail)</Error>
            """.utf8)
    }
}
