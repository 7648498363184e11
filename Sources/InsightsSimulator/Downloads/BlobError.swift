import InsightsHTTP

/// Why a download link gives no file, as a blob store says it: a status, a code, and XML around a sentence.
enum BlobError: Error, Sendable, Equatable {
    /// Other methods than GET and HEAD.
    case method
    /// The signature is not that of the file.
    case signature
    /// The link's lifetime is over.
    case expired(at: String, now: String)
    /// The report, or its run, is gone.
    case notFound
    /// `If-Match` or `If-Unmodified-Since` does not hold.
    case conditionNotMet
    /// The range lies behind the end; how long the file is.
    case range(length: Int)
    /// The rows cannot be read.
    case `internal`

    /// One of each kind, for those who describe them.
    static let catalogue: [BlobError] = [
        .method, .signature, .expired(at: "", now: ""), .notFound, .conditionNotMet, .range(length: 0), .internal,
    ]

    var status: HTTPStatus {
        switch self {
        case .method: 405
        case .signature, .expired: 403
        case .notFound: 404
        case .conditionNotMet: 412
        case .range: 416
        case .internal: 500
        }
    }

    /// The code, which stands in the body and in `x-ms-error-code`.
    var code: String {
        switch self {
        case .method: "UnsupportedHttpVerb"
        case .signature, .expired: "AuthenticationFailed"
        case .notFound: "BlobNotFound"
        case .conditionNotMet: "ConditionNotMet"
        case .range: "InvalidRange"
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
        case .internal: "The report's data cannot be read."
        }
    }

    /// What else the body says.
    private var detail: String? {
        if case .expired(let expiry, let now) = self { "The link expired at \(expiry); it is \(now)." } else { nil }
    }

    /// The fields it adds to those every answer has.
    func addFields(to fields: inout HTTPFields) {
        fields.append("x-ms-error-code", code)
        switch self {
        case .method: fields.append("Allow", "GET, HEAD")
        case .range(let length): fields.append("Content-Range", "bytes */\(length)")
        default: break
        }
    }

    /// The body.
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
