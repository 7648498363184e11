import InsightsAPI
import InsightsHTTP

/// The response to an authorization request, on its way to the client.
struct AuthorizationResponse {
    let target: AuthorizationTarget
    /// The parameters in order, without `state`.
    let parameters: [(name: String, value: String)]
    /// The parameters after `state`.
    let trailing: [(name: String, value: String)]

    /// Creates the response with an error.
    init(_ error: TokenError, description: String, to target: AuthorizationTarget) {
        self.target = target
        parameters = [("error", error.error), ("error_description", description)]
        trailing = []
    }

    /// Creates the response with a code, and an ID token and the name of the session if there are.
    init(code: String, idToken: String?, session: String? = nil, to target: AuthorizationTarget) {
        self.target = target
        parameters = [("code", code)] + (idToken.map { [("id_token", $0)] } ?? [])
        trailing = session.map { [("session_state", $0)] } ?? []
    }

    /// Returns the redirect, or the page that posts the parameters.
    func response(_ writer: TokenResponseWriter) -> HTTPResponse {
        let all = parameters + (target.state.map { [("state", $0)] } ?? []) + trailing
        let address = Self.withPath(target.uri)
        switch target.mode {
        // The empty fragment keeps a fragment of the present address from being sent along.
        case .query: return writer.redirect(to: Self.address(target.uri, adding: all) + "#")
        case .fragment: return writer.redirect(to: address + "#" + Self.form(all))
        case .formPost:
            return writer.signInPage(
                SignInPage(.posting(address: address, parameters: all)), formTargets: [])
        }
    }

    /// Returns an address with more parameters in its query.
    static func address(_ uri: String, adding parameters: [(name: String, value: String)]) -> String {
        let address = withPath(uri)
        return parameters.isEmpty ? address : address + (address.contains("?") ? "&" : "?") + form(parameters)
    }

    private static func form(_ parameters: [(name: String, value: String)]) -> String {
        parameters.map { "\($0.name)=\(encoded($0.value))" }.joined(separator: "&")
    }

    /// Returns an address with the path `/` where it has none.
    private static func withPath(_ uri: String) -> String {
        guard let (_, rest) = Origin.split(url: uri), rest.first != "/" else { return uri }
        return String(uri.dropLast(rest.count)) + "/" + rest
    }

    /// Returns a value as forms encode it, with plus signs for blanks.
    private static func encoded(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false)
            .map { PercentEncoding.encode(String($0)) }.joined(separator: "+")
    }
}
