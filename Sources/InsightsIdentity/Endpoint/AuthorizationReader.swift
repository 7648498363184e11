import InsightsAPI
import InsightsFixtures
import InsightsHTTP

/// Reads an authorization request step by step; the first mistake is reported (2026 3.2).
///
/// Mistakes in the application or its redirect address are shown as a page, all later ones are sent to the application.
struct AuthorizationReader {
    let context: any TenantContext
    /// The tenant's name in the URL.
    let tenantName: String
    let version: TokenVersion
    /// The parameters of the address or of the form; nil for a body that is not a form.
    let parameters: Parameters?

    /// Reads the request.
    func read() throws(AuthorizationRefusal) -> AuthorizationRequest {
        let (application, redirect, platform) = try onPage(readClient)
        var target = AuthorizationTarget(uri: redirect, mode: .query, state: value("state").map(Self.withoutMarkup))
        let wantsIDToken: Bool
        do throws(TokenError) {
            wantsIDToken = try readResponseType()
            if wantsIDToken { target.mode = .fragment }
            if let mode = try readResponseMode(wantsIDToken) { target.mode = mode }
        } catch {
            throw AuthorizationRefusal(error: error, target: target)
        }
        var request = AuthorizationRequest(
            version: version, application: application, target: target, platform: platform)
        request.wantsIDToken = wantsIDToken
        do throws(TokenError) {
            try readRest(&request)
        } catch {
            throw AuthorizationRefusal(error: error, target: target)
        }
        return request
    }

    // MARK: The client

    private func onPage<Value>(_ read: () throws(TokenError) -> Value) throws(AuthorizationRefusal) -> Value {
        do throws(TokenError) {
            return try read()
        } catch {
            throw AuthorizationRefusal(error: error, target: nil)
        }
    }

    private func readClient() throws(TokenError) -> (Application, String, RedirectAddress.Platform) {
        let all = parameters?.all ?? []
        guard all.count <= TokenForm.parameterLimit, Set(all.map { $0.name.lowercased() }).count == all.count else {
            throw .malformedRequest
        }
        guard let clientID = value("client_id") else { throw .missingParameter(.clientID) }
        guard let application = context.tenant.application(withClientID: clientID) else {
            throw .applicationNotFound(clientID: clientID, tenant: context.tenant.displayName)
        }
        guard let redirect = value("redirect_uri") else { throw .noRedirectAddress }
        guard application.redirectAddresses?.isEmpty != true else { throw .noRegisteredAddress }
        guard let platform = RedirectMatching.platform(of: redirect, in: application) else {
            throw .redirectMismatch(redirect, clientID: application.clientID)
        }
        return (application, redirect, platform)
    }

    // MARK: The response

    /// Returns whether the response holds an ID token besides the code.
    private func readResponseType() throws(TokenError) -> Bool {
        guard let text = value("response_type") else { throw .missingParameter("response_type") }
        let words = Set(text.split(separator: " ").map(String.init))
        guard words.isSubset(of: ["code", "id_token", "token"]) else { throw .unknownResponseType(text) }
        switch words {
        case ["code"]: return false
        case ["code", "id_token"]: return true
        default: throw .responseTypeNotEnabled(words.contains("token") ? "token" : text)
        }
    }

    private func readResponseMode(_ wantsIDToken: Bool) throws(TokenError) -> AuthorizationTarget.Mode? {
        guard let text = value("response_mode") else { return nil }
        // A token must not get into the logs of servers.
        guard let mode = AuthorizationTarget.Mode(rawValue: text), mode != .query || !wantsIDToken else {
            throw .unsupportedResponseMode(text)
        }
        return mode
    }

    // MARK: The rest

    private func readRest(_ request: inout AuthorizationRequest) throws(TokenError) {
        try request.application.checkTenantName(tenantName)
        request.challenge = try CodeChallenge(value("code_challenge"), method: value("code_challenge_method"))
        if let text = value("prompt") {
            guard let prompt = AuthorizationRequest.Prompt(rawValue: text) else { throw .unsupportedPrompt }
            request.prompt = prompt
        }
        request.loginHint = value("login_hint")
        request.scope = value("scope")
        request.nonce = value("nonce")
        switch version {
        case .v1:
            request.resource = value("resource")
            if let resource = request.resource { _ = try RequestedResource(resource, in: context.tenant) }
        case .v2:
            guard let scope = request.scope else { throw .missingParameter(.scope) }
            guard value("resource") == nil else { throw .resourceNotSupported }
            for group in try ScopeList.groups(of: scope) {
                var resource = try RequestedResource(group.target, in: context.tenant)
                try resource.narrow(to: group.permissions)
            }
        }
        guard request.wantsIDToken else { return }
        guard request.nonce != nil else { throw .missingParameter("nonce") }
        let scopes = request.scope?.lowercased().split(separator: " ") ?? []
        // At v1 the response type is enough.
        guard version == .v1 || scopes.contains("openid") else { throw .invalidScope(request.scope ?? "") }
    }

    /// Returns a value as sent; nil if it is absent or blank.
    private func value(_ name: String) -> String? {
        guard let value = parameters?.values(named: name).last, !value.trimmingBlanks().isEmpty else { return nil }
        return value
    }

    /// Returns a text without the tags of markup, as the real endpoint returns `state`.
    private static func withoutMarkup(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
            result += rest[..<start]
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}
