import InsightsAPI
import InsightsHTTP
import InsightsIdentity
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
    /// A refresh token that no response granted, in the form of one: a text of another form gets another error.
    static let unknownRefresh = "0.Aunknown"
    static let wrongSecret = "{{wrong secret}}"
    /// A secret within an address, which must remain a valid one.
    static let withheld = "withheld"

    static func access(_ number: Int) -> String { "{{access token \(number)}}" }
    static func refresh(_ number: Int) -> String { "{{refresh token \(number)}}" }
    /// Returns that of a sign-in's code; its number refers to the response of a sign-in route that had it.
    static func code(_ number: Int) -> String { "{{code \(number)}}" }
}

/// The tokens in one response of the token endpoint.
struct TokenPlaceholders {
    let access: String?
    let refresh: String?

    /// Returns whether a request is one of sign-ins, whose responses have codes.
    static func isSignIn(_ target: String) -> Bool {
        IdentityRoute(segments: RequestTarget(parsing: target).segments)?.isSignIn ?? false
    }

    /// Returns the code in the response of a sign-in route: of a redirect, of the page in its place, or of a device.
    static func code(_ fields: HTTPFields, _ body: [UInt8]) -> String? {
        if let location = fields["Location"] {
            let parts = location.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let query = parts[0].split(separator: "?", maxSplits: 1).dropFirst().first
            return [query, parts.dropFirst().first].compactMap(\.self)
                .compactMap { Parameters(parsing: String($0))["code"] }.first
        }
        if let code = (try? JSONParser.parse(body))?["device_code"]?.string { return code }
        let page = String(decoding: body, as: UTF8.self)
        let mark = "name=\"code\" value=\""
        return page.firstRange(of: mark).map { String(page[$0.upperBound...].prefix { $0 != "\"" }) }
    }

    init(_ body: [UInt8]) {
        let value = try? JSONParser.parse(body)
        access = value?["access_token"]?.string
        refresh = value?["refresh_token"]?.string
    }
}
