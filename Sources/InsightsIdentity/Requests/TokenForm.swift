package import InsightsAPI
package import InsightsHTTP

/// The form of a token request, parsed once (token-endpoint section 2.2).
package struct TokenForm: Sendable {
    /// The parameters as sent; nil for a body of another type, such as JSON, or one that is too long.
    package let parameters: Parameters?
    private let isTooLong: Bool
    private let basic: Result<BasicCredentials?, TokenError>

    /// The maximum size of a form in bytes.
    static let longestBody = 64 * 1024
    /// The maximum number of parameters in a form.
    package static let parameterLimit = 100

    /// The parameters whose surrounding whitespace is removed; never a secret.
    package static let trimmedParameters: [TokenParameter] = [
        .resource, .clientID, .grantType, .scope, .username, .clientAssertionType, .clientInfo,
    ]

    /// Parses the body and the credentials of a request.
    init(_ request: HTTPRequest) {
        isTooLong = request.body.count > Self.longestBody
        let mediaType = request.fields["Content-Type"]?.prefix { $0 != ";" }.lowercased() ?? ""
        let isForm = String(mediaType).trimmingBlanks() == "application/x-www-form-urlencoded"
        parameters =
            isForm && !isTooLong ? Parameters(parsing: String(decoding: request.body, as: UTF8.self)) : nil
        do throws(TokenError) {
            basic = .success(try BasicCredentials.read(request))
        } catch {
            basic = .failure(error)
        }
    }

    /// The values of a form as a tenant's settings read them.
    struct Values: Sendable {
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
        var code: String?
        var redirectURI: String?
        var codeVerifier: String?
        var deviceCode: String?
        /// The client's authentication; nil for none.
        var clientAuthentication: ClientAuthentication?
        /// Whether the client uses HTTP Basic, and so expects its challenge.
        var usesBasic = false

        /// The grant; client credentials if the form names no known grant.
        var grant: TokenGrantType { grantType.flatMap(TokenGrantType.init(name:)) ?? .clientCredentials }

        /// Returns the value of a parameter that a grant requires; nil if it is missing.
        subscript(parameter: TokenParameter) -> String? {
            switch parameter {
            case .username: username
            case .password: password
            case .refreshToken: refreshToken
            case .code: code
            case .deviceCode: deviceCode
            default: nil
            }
        }
    }

    /// Reads the values with a tenant's settings, which decide about whitespace and several credentials.
    func values(_ settings: TokenSettings) throws(TokenError) -> Values {
        var values = try values(trims: settings.trimsFields)
        let basic = try basic.get()
        if let basic {
            let named = values.clientID ?? basic.clientID
            guard named.lowercased() == basic.clientID.lowercased() else { throw .malformedRequest }
            values.clientID = named
        }
        values.usesBasic = basic != nil
        let ways = [values.clientSecret != nil, values.assertion != nil, basic != nil]
        guard settings.twoCredentials == .body || ways.count(where: { $0 }) < 2 else { throw .malformedRequest }
        if let secret = values.clientSecret {
            values.clientAuthentication = .secret([secret])
        } else if let assertion = values.assertion {
            values.clientAuthentication = .assertion(assertion)
        } else if let basic, !basic.secret.isEmpty {
            values.clientAuthentication = .secret(basic.spellings(settings.basicSecret))
        }
        return values
    }

    /// Reads the parameters; `trims` removes whitespace around values that are not secret.
    private func values(trims: Bool) throws(TokenError) -> Values {
        guard !isTooLong else { throw .bodyTooLarge(limit: Self.longestBody) }
        let all = parameters?.all ?? []
        guard all.count <= Self.parameterLimit else { throw .malformedRequest }
        var texts: [String: String] = [:]
        for parameter in all {
            guard texts.updateValue(parameter.value, forKey: parameter.name.lowercased()) == nil else {
                throw .malformedRequest
            }
        }
        // A blank value counts as absent, and so does an empty one (RFC 6749 §3.2).
        func plain(_ parameter: TokenParameter) -> String? {
            guard let value = texts[parameter.rawValue], !value.trimmingBlanks().isEmpty else { return nil }
            return trims ? value.trimmingBlanks() : value
        }
        // Secrets are not trimmed.
        func untouched(_ parameter: TokenParameter) -> String? {
            texts[parameter.rawValue].flatMap { $0.isEmpty ? nil : $0 }
        }
        return Values(
            grantType: plain(.grantType), clientID: plain(.clientID), clientSecret: untouched(.clientSecret),
            assertion: untouched(.clientAssertion), assertionType: plain(.clientAssertionType),
            username: plain(.username), password: untouched(.password), refreshToken: untouched(.refreshToken),
            resource: plain(.resource), scope: plain(.scope), wantsClientInfo: plain(.clientInfo) == "1",
            code: untouched(.code), redirectURI: untouched(.redirectURI), codeVerifier: untouched(.codeVerifier),
            // v1 sends the device code as `code`.
            deviceCode: untouched(.deviceCode) ?? untouched(.code))
    }
}
