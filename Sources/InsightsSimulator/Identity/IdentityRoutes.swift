import InsightsAPI
import InsightsHTTP
import InsightsTime

/// Everything under a tenant's name: the token endpoint and the documents about it.
struct IdentityRoutes: Sendable {
    let directory: TenantDirectory
    let tokens: TokenEndpoint
    let discovery: Discovery

    init(directory: TenantDirectory, keys: KeyRing, addresses: EndpointAddresses) {
        self.directory = directory
        tokens = TokenEndpoint(directory: directory, keys: keys, addresses: addresses)
        discovery = Discovery(directory: directory, keys: keys, addresses: addresses)
    }

    /// The tenant a request is for, as far as its address and its form tell; nil if they name none that is known.
    func sandbox(of route: IdentityRoute, _ request: HTTPRequest) -> TenantRuntime? {
        switch route {
        case .token(let tenant, let version): tokens.sandbox(addressed: tenant, version, request)
        case .metadata(let tenant, _), .keys(let tenant, _): directory.sandbox(named: tenant)
        case .userRealm(let user): Discovery.domain(of: user).flatMap(directory.sandbox(named:))
        case .instance: nil
        }
    }

    /// Answers a request for an address that the token endpoint's host does not have.
    func refusal(
        ofAddress request: HTTPRequest, of sandbox: TenantRuntime, _ answer: ResponseFrame, detail: String
    ) -> HTTPResponse {
        let frame = TokenResponseWriter(
            request, now: answer.now, traceID: answer.requestID, settings: sandbox.settings.token)
        var response = frame.refusal(.unknownAddress)
        RefusalDetail.add(detail, to: &response)
        return response
    }

    /// Answers a request of a tenant.
    ///
    /// Signing takes a while, and making a key longer, so what needs a key is answered off the event loop.
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
