import InsightsAPI
import InsightsFixtures
import InsightsHTTP

/// What the pages of sign-ins show.
extension SignInEndpoint {
    func application(of purpose: PendingSignIn.Purpose) -> Application? {
        switch purpose {
        case .authorization(let request): request.application
        case .device(let userCode):
            context.withIdentity { state, _ in state.devices.entry(userCode: userCode)?.clientID }
                .flatMap(tenant.application(withClientID:))
        }
    }

    func hint(of purpose: PendingSignIn.Purpose) -> String? {
        if case .authorization(let request) = purpose { request.loginHint } else { nil }
    }

    func permissions(of purpose: PendingSignIn.Purpose) -> [String] {
        let (resource, scope) = asked(of: purpose)
        return [resource, scope].compactMap(\.self).flatMap { $0.split(separator: " ").map(String.init) }
    }

    /// Returns the resource of v1 and the scope that a sign-in is for.
    func asked(of purpose: PendingSignIn.Purpose) -> (resource: String?, scope: String?) {
        switch purpose {
        case .authorization(let request): return (request.resource, request.scope)
        case .device(let userCode):
            let entry = context.withIdentity { state, _ in state.devices.entry(userCode: userCode) }
            return (entry?.resource, entry?.scope)
        }
    }

    /// Returns the origin to which the last form of a sign-in is redirected.
    func origin(of purpose: PendingSignIn.Purpose) -> String? {
        guard case .authorization(let request) = purpose else { return nil }
        return Origin(url: request.target.uri)?.description
    }

    func displayName(of request: AuthorizationRequest) -> String {
        let name = request.resource ?? request.scope.flatMap { try? ScopeList(firstOf: $0).target }
        return name.flatMap { try? RequestedResource($0, in: tenant).displayName } ?? ""
    }
}
