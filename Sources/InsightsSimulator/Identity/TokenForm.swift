import InsightsAPI
import InsightsHTTP

/// The parameters of a token request (token-endpoint section 2.2).
struct TokenForm: Sendable {
    var grantType: String?
    var clientID: String?
    var clientSecret: String?
    var assertion: String?
    var assertionType: String?
    var username: String?
    var password: String?
    var refreshToken: String?
    var resource: String?
    var scope: String?
    var wantsClientInfo = false

    /// The maximum size of a form in bytes.
    static let longestBody = 64 * 1024
    /// The maximum number of parameters in a form.
    static let parameterLimit = 100

    /// The parameters whose surrounding whitespace is removed; never a secret.
    static let trimmedParameters: [TokenParameter] = [
        .resource, .clientID, .grantType, .scope, .username, .clientAssertionType, .clientInfo,
    ]

    init() {}

    /// Returns the parameters of a request; nil for a body of another type, such as JSON, or one that is too long.
    static func parameters(_ request: HTTPRequest) -> Parameters? {
        let mediaType = request.fields["Content-Type"]?.prefix { $0 != ";" }.lowercased() ?? ""
        let isForm = String(mediaType).trimmingBlanks() == "application/x-www-form-urlencoded"
        guard isForm, request.body.count <= longestBody else { return nil }
        return Parameters(parsing: String(decoding: request.body, as: UTF8.self))
    }

    /// Parses the body of a request; `trims` removes whitespace around values that are not secret.
    init(_ request: HTTPRequest, trims: Bool) throws(TokenError) {
        guard request.body.count <= Self.longestBody else { throw .bodyTooLarge(limit: Self.longestBody) }
        let form = Self.parameters(request) ?? Parameters(parsing: "")
        guard form.all.count <= Self.parameterLimit else { throw .malformedRequest }
        var values: [String: String] = [:]
        for parameter in form.all {
            guard values.updateValue(parameter.value, forKey: parameter.name.lowercased()) == nil else {
                throw .malformedRequest
            }
        }
        // A blank value counts as absent, and so does an empty one (RFC 6749 §3.2).
        func plain(_ parameter: TokenParameter) -> String? {
            guard let value = values[parameter.rawValue], !value.trimmingBlanks().isEmpty else { return nil }
            return trims ? value.trimmingBlanks() : value
        }
        // Secrets are not trimmed.
        func untouched(_ parameter: TokenParameter) -> String? {
            values[parameter.rawValue].flatMap { $0.isEmpty ? nil : $0 }
        }
        grantType = plain(.grantType)
        clientID = plain(.clientID)
        clientSecret = untouched(.clientSecret)
        assertion = untouched(.clientAssertion)
        assertionType = plain(.clientAssertionType)
        username = plain(.username)
        password = untouched(.password)
        refreshToken = untouched(.refreshToken)
        resource = plain(.resource)
        scope = plain(.scope)
        wantsClientInfo = plain(.clientInfo) == "1"
    }

    /// Returns the value of a parameter that a grant requires; nil if it is missing.
    subscript(parameter: TokenParameter) -> String? {
        switch parameter {
        case .username: username
        case .password: password
        case .refreshToken: refreshToken
        default: nil
        }
    }
}
