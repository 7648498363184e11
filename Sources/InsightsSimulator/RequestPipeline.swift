import InsightsAPI
import InsightsHTTP
import InsightsQuery
import InsightsTime

/// The one way of every request but those of the administration: say what it asks for and whose it is, ask the tenant's
/// faults, have it answered, let the fault spoil the answer, and write both into the tenant's journal.
struct RequestPipeline: Sendable {
    let directory: TenantDirectory
    let verifier: TokenVerifier
    let identity: IdentityRoutes
    let downloads: DownloadEndpoint
    let clock: MonotonicClock
    let swagger: SwaggerEndpoint

    /// What a request asks for, and whose it is; a request that names no tenant is the default tenant's.
    private struct RoutedRequest {
        let route: RequestRoute
        var program: PartnerProgram?
        let sandbox: TenantRuntime
        var work: Work

        /// Whether a key must be made before it is known whose the request is.
        var awaitsKey: Bool {
            if case .service(_, _, .failure(.wrongKey(.notMade))) = work { true } else { false }
        }
    }

    private enum Work {
        case service(ArraySlice<String>, Route?, Result<VerifiedToken, TokenRejection>)
        case identity(IdentityRoute)
        case download(ArraySlice<String>)
        /// A description of the service, which is no call of it.
        case swagger(SwaggerRoute, PartnerProgram)
        /// Why there is no route.
        case none(String)
        /// Why there is none at the token endpoint's host.
        case noIdentity(String)
    }

    /// Answers one request.
    func handle(_ request: HTTPRequest, _ target: RequestTarget) -> HTTPReply {
        let start = clock.nanoseconds()
        directory.removeIdle { start }
        let matched = match(request, target, makingKeys: false)
        // Nothing makes a key on an event loop.
        guard !matched.awaitsKey else {
            return .offloaded {
                handle(request, target, match(request, target, makingKeys: true), start).finish()
            }
        }
        return handle(request, target, matched, start)
    }

    private func handle(
        _ request: HTTPRequest, _ target: RequestTarget, _ matched: RoutedRequest, _ start: UInt64
    ) -> HTTPReply {
        if case .swagger(let route, let program) = matched.work {
            return swagger.handle(request, route, program, of: matched.sandbox)
        }
        let begun = matched.sandbox.begin(matched.route, matched.program, request, real: start)
        let journal = matched.sandbox.journal
        let exchange = Exchange(
            request: request, route: matched.route, program: matched.program, sandbox: matched.sandbox, begun: begun,
            answeredBefore: journal.isKept ? journal.requestCount : 0, start: start, clock: clock)
        if let fault = exchange.fault, let response = fault.replacement() {
            return .response(exchange.end(response))
        }
        return answer(request, target, matched, begun.answer).map(exchange.end)
    }

    private func answer(
        _ request: HTTPRequest, _ target: RequestTarget, _ matched: RoutedRequest, _ answer: ResponseFrame
    ) -> HTTPReply {
        switch matched.work {
        case .service(let segments, let route, let token):
            guard let program = matched.program else { preconditionFailure("a call of the service without a program") }
            return matched.sandbox.service.handle(
                request, target, program: program, segments: segments, route: route, token: token, answer: answer)
        case .identity(let route):
            return identity.answer(route, request, target, of: matched.sandbox, answer)
        case .download(let segments):
            return downloads.handle(request, target, segments: segments, of: matched.sandbox, answer: answer)
        case .swagger: preconditionFailure("a description is answered before the tenant is asked")
        case .none(let reason):
            return .response(answer.refusal(.unknownRoute, program: matched.program ?? .cmp, detail: reason))
        case .noIdentity(let reason):
            return .response(identity.refusal(ofAddress: request, of: matched.sandbox, answer, detail: reason))
        }
    }

    // MARK: Matching

    /// What a request asks for, where it was sent: a public name answers nothing but what is there in truth.
    private func match(_ request: HTTPRequest, _ target: RequestTarget, makingKeys: Bool) -> RoutedRequest {
        var matched = matchPath(request, target, makingKeys: makingKeys)
        guard let role = request.fields.firstValueBytes("Host").flatMap(ServiceHosts.role(ofAuthority:)) else {
            return matched
        }
        switch (role, matched.work) {
        case (.login, .identity), (.login, .noIdentity), (.service, .service), (.service, .swagger),
            (.service, .download), (.service, .none):
            break
        case (.login, .none(let reason)): matched.work = .noIdentity(reason)
        case (.login, _): matched.work = .noIdentity(RouteExplanation.elsewhere(.login))
        case (.service, _): matched.work = .none(RouteExplanation.elsewhere(.service))
        }
        return matched
    }

    private func matchPath(_ request: HTTPRequest, _ target: RequestTarget, makingKeys: Bool) -> RoutedRequest {
        let segments = target.segments[...]
        switch segments.first?.lowercased() {
        case "insights" where segments.dropFirst().first?.lowercased() == "v1":
            return matchService(request, segments.dropFirst(2), makingKeys)
        case "analytics":
            let matched = matchService(request, segments.dropFirst(), makingKeys)
            if case .swagger = matched.work { return matched }
            // Whether there is such a route is the tenant's choice.
            guard matched.sandbox.settings.analyticsAlias || matched.awaitsKey else {
                return unmatched(RouteExplanation.text(target.segments, settings: matched.sandbox.settings))
            }
            return matched
        case DownloadLinks.pathPrefix:
            let tenant = segments.dropFirst().first.flatMap(directory.sandbox(withTenantID:))
            return RoutedRequest(
                route: .download, sandbox: tenant ?? directory.standard, work: .download(segments.dropFirst()))
        default:
            guard let route = IdentityRoute(segments: target.segments) else {
                let reason = RouteExplanation.text(target.segments, settings: directory.standard.settings)
                // The metadata names addresses that are not simulated, such as those of the device grant.
                guard segments.dropFirst().first?.lowercased() == "oauth2" else { return unmatched(reason) }
                return RoutedRequest(route: .unmatched, sandbox: directory.standard, work: .noIdentity(reason))
            }
            let sandbox = identity.sandbox(of: route, request) ?? directory.standard
            return RoutedRequest(route: RequestRoute(route), sandbox: sandbox, work: .identity(route))
        }
    }

    private func matchService(
        _ request: HTTPRequest, _ segments: ArraySlice<String>, _ makingKeys: Bool
    ) -> RoutedRequest {
        guard let name = segments.first, let program = PartnerProgram(rawValue: name.lowercased()) else {
            return unmatched(RouteExplanation.service(Array(segments), program: nil))
        }
        let rest = segments.dropFirst()
        let route = Route(segments: rest)
        if route == nil, let page = SwaggerRoute(segments: rest) {
            return RoutedRequest(
                route: .unmatched, program: program, sandbox: directory.standard, work: .swagger(page, program))
        }
        let token: Result<VerifiedToken, TokenRejection>
        do throws(TokenRejection) {
            token = .success(
                try verifier.verify(
                    authorization: request.fields.firstValueBytes("Authorization"), makingKeys: makingKeys))
        } catch {
            token = .failure(error)
        }
        var sandbox = directory.standard
        if case .success(let verified) = token { sandbox = verified.sandbox }
        return RoutedRequest(
            route: route?.operation(for: request.method).map(RequestRoute.init) ?? .unmatched, program: program,
            sandbox: sandbox, work: .service(rest, route, token))
    }

    private func unmatched(_ reason: String) -> RoutedRequest {
        RoutedRequest(route: .unmatched, sandbox: directory.standard, work: .none(reason))
    }
}

/// One request under way, from what is known at its start to its line in the journal.
private struct Exchange: Sendable {
    let request: HTTPRequest
    let route: RequestRoute
    let program: PartnerProgram?
    let sandbox: TenantRuntime
    let begun: TenantRuntime.RequestContext
    let answeredBefore: Int
    let start: UInt64
    let clock: MonotonicClock

    /// The fault that befalls it, if one does.
    var fault: FaultApplication? {
        begun.fault.map {
            FaultApplication(
                fired: $0, route: route, program: program, answer: begun.answer, delaysReally: begun.clockIsSystem)
        }
    }

    /// The answer as it leaves, written into the journal.
    func end(_ response: HTTPResponse) -> HTTPResponse {
        let sent = fault?.spoiled(response) ?? response
        let journal = sandbox.journal
        guard journal.isKept else {
            journal.count()
            return sent
        }
        journal.append(
            RecordedExchange(
                time: begun.answer.now, route: route, program: program, request: request, response: sent,
                bodyLimit: journal.bodyLimit(of: route), fault: begun.fault, answeredBefore: answeredBefore,
                realStart: start, realNanoseconds: clock.nanoseconds() &- start))
        return sent
    }
}
