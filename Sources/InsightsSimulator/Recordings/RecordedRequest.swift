import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// One request of a recording, with its recorded response.
struct RecordedRequest: Sendable, Equatable {
    /// The recorded response.
    struct Response: Sendable, Equatable {
        let status: Int
        /// The SHA-256 digest of the body in base64url; nil if the journal did not keep the whole body.
        let digest: String?
    }

    let method: HTTPMethod
    let target: String
    /// The header fields on which responses depend.
    let fields: [Field]
    let body: [UInt8]
    /// The client's address, which is part of tokens; nil for calls in process.
    let remoteAddress: String?
    /// Whether the request arrived over TLS, which determines the scheme of links.
    var isSecure = false
    /// What links in the response begin with, if the request or a proxy decided that; nil for the configured URL.
    var base: String?
    let response: Response?

    struct Field: Sendable, Equatable {
        let name: String
        let value: String
    }

    /// The names of header fields on which responses depend, in lower case; others may be private.
    static let keptFields: Set<String> = [
        "host", "authorization", "content-type", "client-request-id", "return-client-request-id", "accept",
        "accept-encoding",
        "range", "if-range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since",
        ServiceField.userTicket.lowercased(), "x-client-current-telemetry", "x-client-last-telemetry",
    ]
}

/// A placeholder for a token in a request; its number refers to the token response that granted it.
enum TokenPlaceholder {
    static let unknown = "{{unknown token}}"
    static let wrongSecret = "{{wrong secret}}"
    /// A secret within an address, which must remain a valid one.
    static let withheld = "withheld"

    static func access(_ number: Int) -> String { "{{access token \(number)}}" }
    static func refresh(_ number: Int) -> String { "{{refresh token \(number)}}" }
}

/// The tokens in one response of the token endpoint.
struct TokenPlaceholders {
    let access: String?
    let refresh: String?

    init(_ body: [UInt8]) {
        let value = try? JSONParser.parse(body)
        access = value?["access_token"]?.string
        refresh = value?["refresh_token"]?.string
    }
}
