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

    /// How many bytes a form may have.
    static let longestBody = 64 * 1024
    /// How many parameters a form may have.
    static let parameterLimit = 100

    /// What blanks are taken away around, where they are; never a secret.
    static let trimmedParameters: [TokenParameter] = [
        .resource, .clientID, .grantType, .scope, .username, .clientAssertionType, .clientInfo,
    ]

    init() {}

    /// The parameters of a request; nil for a body of another type, such as JSON, and for one that is too long.
    static func parameters(_ request: HTTPRequest) -> Parameters? {
        let mediaType = request.fields["Content-Type"]?.prefix { $0 != ";" }.lowercased() ?? ""
        let isForm = String(mediaType).trimmingBlanks() == "application/x-www-form-urlencoded"
        guard isForm, request.body.count <= longestBody else { return nil }
        return Parameters(parsing: String(decoding: request.body, as: UTF8.self))
    }

    /// Reads the body of a request; `trims` takes blanks away around what is no secret.
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
        // A value of blanks counts as absent, and so does an empty one (RFC 6749 §3.2).
        func plain(_ parameter: TokenParameter) -> String? {
            guard let value = values[parameter.rawValue], !value.trimmingBlanks().isEmpty else { return nil }
            return trims ? value.trimmingBlanks() : value
        }
        // Secrets are taken as they are.
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

    /// The value of a parameter that a grant needs.
    subscript(parameter: TokenParameter) -> String? {
        switch parameter {
        case .username: username
        case .password: password
        case .refreshToken: refreshToken
        default: nil
        }
    }
}
