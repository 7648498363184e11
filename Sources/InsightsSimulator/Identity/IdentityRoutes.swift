import InsightsAPI
import InsightsHTTP
import InsightsTime

/// The routes below a tenant's name: the token endpoint and the documents about it.
struct IdentityRoutes: Sendable {
    let directory: TenantDirectory
    let tokens: TokenEndpoint
    let discovery: Discovery

    init(directory: TenantDirectory, keys: KeyRing, addresses: EndpointAddresses) {
        self.directory = directory
        tokens = TokenEndpoint(directory: directory, keys: keys, addresses: addresses)
        discovery = Discovery(directory: directory, keys: keys, addresses: addresses)
    }

    /// Returns the tenant of a request, from its URL and form; nil if they name no known tenant.
    func sandbox(of route: IdentityRoute, _ request: HTTPRequest) -> TenantRuntime? {
        switch route {
        case .token(let tenant, let version): tokens.sandbox(addressed: tenant, version, request)
        case .metadata(let tenant, _), .keys(let tenant, _): directory.sandbox(named: tenant)
        case .userRealm(let user): Discovery.domain(of: user).flatMap(directory.sandbox(named:))
        case .instance: nil
        }
    }

    /// Returns the response to a URL that the token endpoint's host does not serve.
    func refusal(
        ofAddress request: HTTPRequest, of sandbox: TenantRuntime, _ answer: ResponseFrame, detail: String
    ) -> HTTPResponse {
        let frame = TokenResponseWriter(
            request, now: answer.now, traceID: answer.requestID, settings: sandbox.settings.token)
        var response = frame.refusal(.unknownAddress)
        RefusalDetail.add(detail, to: &response)
        return response
    }

    /// Handles a request of a tenant.
    ///
    /// Responses that need a key are produced off the event loop, because signing is slow and creating a key slower.
    func answer(
        _ route: IdentityRoute, _ request: HTTPRequest, _ target: RequestTarget, of sandbox: TenantRuntime,
        _ answer: ResponseFrame
    ) -> HTTPReply {
        let frame = TokenResponseWriter(
            request, now: answer.now, traceID: answer.requestID, settings: sandbox.settings.token)
        switch route {
        case .token(let tenant, let version):
            return .offloaded { tokens.answer(request, tenant: tenant, version, frame, of: sandbox) }
        case .keys: return .offloaded { discovery.answer(route, request, target, frame) }
        default: return .response(discovery.answer(route, request, target, frame))
        }
    }
}
