import InsightsAPI
import InsightsHTTP

/// The response to an authorization request, on its way to the client.
struct AuthorizationResponse {
    let target: AuthorizationTarget
    /// The parameters in order, without `state`.
    let parameters: [(name: String, value: String)]

    /// Creates the response with an error.
    init(_ error: TokenError, description: String, to target: AuthorizationTarget) {
        self.target = target
        parameters = [("error", error.error), ("error_description", description)]
    }

    /// Creates the response with a code, and an ID token if there is one.
    init(code: String, idToken: String?, to target: AuthorizationTarget) {
        self.target = target
        parameters = [("code", code)] + (idToken.map { [("id_token", $0)] } ?? [])
    }

    /// Returns the redirect, or the page that posts the parameters.
    func response(_ writer: TokenResponseWriter) -> HTTPResponse {
        let all = parameters + (target.state.map { [("state", $0)] } ?? [])
        let address = Self.withPath(target.uri)
        let form = all.map { "\($0.name)=\(Self.encoded($0.value))" }.joined(separator: "&")
        switch target.mode {
        // The empty fragment keeps a fragment of the present address from being sent along.
        case .query: return writer.redirect(to: address + (address.contains("?") ? "&" : "?") + form + "#")
        case .fragment: return writer.redirect(to: address + "#" + form)
        case .formPost:
            return writer.signInPage(
                SignInPage(.posting(address: address, parameters: all)), formTargets: [])
        }
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
