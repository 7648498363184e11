import InsightsAPI
import InsightsFixtures
import InsightsHTTP

/// The end of a browser's session (2026 3.2).
extension SignInEndpoint {
    /// Ends the session, and leads back to an address of an application if the request names one.
    ///
    /// It needs no confirmation: the worst that another page can do with it is that a user signs in again.
    func signOut() -> Response {
        do throws(TokenError) {
            _ = try call.tenant.get()
        } catch {
            return mistake(error)
        }
        if let session = SignInCookie.read(call.request) {
            context.withIdentity { state, _ in _ = state.sessions.remove(session) }
        }
        var response: HTTPResponse
        switch parameters?.values(named: "post_logout_redirect_uri").last {
        case let address? where isRegistered(address):
            let state = parameters?.values(named: "state").last.map { [(name: "state", value: $0)] } ?? []
            response = writer.redirect(to: AuthorizationResponse.address(address, adding: state))
        case .some:
            response = writer.signInPage(
                SignInPage(.done("You have signed out. The address to return to is not one of an application.")))
        case nil: response = writer.signInPage(SignInPage(.done("You have signed out. You may close this page.")))
        }
        response.fields.append("Set-Cookie", SignInCookie.removal(isSecure: call.request.isSecure))
        return Response(response: response)
    }

    /// Returns whether an address is a redirect address of the application that the request names, or without one of
    /// any.
    private func isRegistered(_ address: String) -> Bool {
        let named = parameters?["client_id"]
        return tenant.applications.contains { application in
            (named.map { application.clientID.lowercased() == $0.lowercased() } ?? true)
                && RedirectMatching.platform(of: address, in: application) != nil
        }
    }
}
