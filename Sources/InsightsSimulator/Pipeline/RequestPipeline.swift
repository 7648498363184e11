import InsightsAPI
import InsightsHTTP
import InsightsIdentity
import InsightsQuery
import InsightsTime

/// Handles every request except administration: routes it, finds the tenant, applies faults, and journals the exchange.
struct RequestPipeline: Sendable {
    let directory: TenantDirectory
    let verifier: TokenVerifier
    let identity: IdentityEndpoint
    let downloads: DownloadEndpoint
    let clock: MonotonicClock
    let swagger: SwaggerEndpoint
    let calledHost: CalledHost

    /// The route and the tenant of a request; a request that names no tenant belongs to the default tenant.
    ///
    /// It is a class because it is passed along and never changes: a copy would cost more than its allocation.
    private final class RoutedRequest: Sendable {
        let route: Operation
        let program: PartnerProgram?
        let sandbox: TenantRuntime
        let destination: Destination

        init(route: Operation, program: PartnerProgram? = nil, sandbox: TenantRuntime, destination: Destination) {
            self.route = route
            self.program = program
            self.sandbox = sandbox
            self.destination = destination
        }

        /// Returns the same request for another destination.
        func redirected(to destination: Destination) -> RoutedRequest {
            RoutedRequest(route: route, program: program, sandbox: sandbox, destination: destination)
        }

        /// Whether it is for the service or the token endpoint; a link needs a signature that no page knows.
        var isForClients: Bool {
            switch destination {
            case .service, .identity, .noIdentity: true
            case .download, .swagger, .none: false
            }
        }

        /// Whether a signing key must be created before the tenant is known.
        var awaitsKey: Bool {
            if case .service(_, _, _, .failure(.wrongKey(.notMade))) = destination { true } else { false }
        }
    }

    private enum Destination: Sendable {
        /// A call of the service, with its version and the number of segments up to the program.
        case service(ServiceVersion, prefix: Int, Route?, Result<VerifiedToken, TokenRejection>)
        case identity(IdentityRequest)
        case download(ArraySlice<String>)
        /// A description of the service, which does not count as a call.
        case swagger(SwaggerRoute, PartnerProgram)
        /// The reason why there is no route.
        case none(String)
        /// The reason why there is no route at the token endpoint's host.
        case noIdentity(String)
    }

    /// Handles one request.
    func handle(_ request: HTTPRequest, _ target: RequestTarget) -> HTTPReply {
        let start = clock.nanoseconds()
        directory.removeIdle { start }
        let matched = match(request, target, makingKeys: false)
        // Creating a key is too slow for an event loop.
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
        if case .swagger(let route, let program) = matched.destination {
            return swagger.handle(request, route, program, of: matched.sandbox)
        }
        // The order is that of cost: nearly every request names this machine.
        if let reason = calledHost.refusal(of: request), matched.isForClients {
            return .response(CalledHost.response(reason))
        }
        switch matched.sandbox.beginQuickly(matched.route, matched.program, request, real: start) {
        case .ready(let context): return handle(request, target, matched, context, start)
        case .slow(let hasMovedClock):
            return .queued(matched.sandbox.queue) {
                let context = matched.sandbox.begin(
                    matched.route, matched.program, request, real: start, hasMovedClock: hasMovedClock)
                return handle(request, target, matched, context, start).finish()
            }
        }
    }

    private func handle(
        _ request: HTTPRequest, _ target: RequestTarget, _ matched: RoutedRequest,
        _ context: TenantRuntime.RequestContext, _ start: UInt64
    ) -> HTTPReply {
        let journal = matched.sandbox.journal
        let exchange = Exchange(
            request: request, route: matched.route, program: matched.program, sandbox: matched.sandbox,
            context: context,
            completedBefore: journal.isKept ? journal.requestCount : 0, start: start, clock: clock)
        if let fault = exchange.fault, let response = fault.replacement() {
            return matched.sandbox.saved(.response(exchange.end(response)))
        }
        let reply = serve(request, target, matched, context.frame)
        // Most replies are responses, for which no closure is made.
        if case .response(let response) = reply { return matched.sandbox.saved(.response(exchange.end(response))) }
        return matched.sandbox.saved(reply.map(exchange.end))
    }

    private func serve(
        _ request: HTTPRequest, _ target: RequestTarget, _ matched: RoutedRequest, _ frame: ResponseFrame
    ) -> HTTPReply {
        switch matched.destination {
        case .service(let version, let prefix, let route, let token):
            guard let program = matched.program else { preconditionFailure("a call of the service without a program") }
            return matched.sandbox.service.handle(
                request, target, program: program, version: version, prefix: prefix, route: route,
                operation: matched.route, token: token, frame: frame)
        case .identity(let call):
            let respond: @Sendable () -> HTTPResponse = { explainedResponse(to: call, of: matched.sandbox, frame) }
            if call.waitsForIssuer { return .blocking(respond) }
            return call.route.needsKey ? .offloaded(respond) : .response(respond())
        case .download(let segments):
            return downloads.handle(request, target, segments: segments, of: matched.sandbox, frame: frame)
        case .swagger: preconditionFailure("a description is served before the tenant is looked up")
        case .none(let reason):
            return .response(frame.refusal(.unknownRoute, program: matched.program ?? .cmp, detail: reason))
        case .noIdentity(let reason):
            var response = identity.refusal(
                ofAddress: request, of: matched.sandbox, now: frame.now, traceID: frame.requestID)
            ErrorExplanation.add(reason, to: &response)
            return .response(response)
        }
    }

    /// Returns the response of the token endpoint, with the reason for an error in a header.
    private func explainedResponse(
        to call: IdentityRequest, of sandbox: TenantRuntime, _ frame: ResponseFrame
    ) -> HTTPResponse {
        var result = identity.respond(to: call, of: sandbox, now: frame.now, traceID: frame.requestID)
        if call.route.isSignIn {
            ErrorExplanation.add(result.error.flatMap { ErrorExplanation.signIn($0, call) }, to: &result.response)
        } else if call.form != nil, result.error != nil || call.request.method == .post {
            let explanation = ErrorExplanation.grant(
                result.error, call, trims: sandbox.settings.token.trimsFields)
            ErrorExplanation.add(explanation, to: &result.response)
        }
        return result.response
    }

    // MARK: Matching
    /// Returns the route of a request; a public host name serves only the routes that it has in reality.
    private func match(_ request: HTTPRequest, _ target: RequestTarget, makingKeys: Bool) -> RoutedRequest {
        let matched = matchPath(request, target, makingKeys: makingKeys)
        guard let role = request.fields.firstValueBytes("Host").flatMap(ServiceHosts.role(ofAuthority:)) else {
            return matched
        }
        switch (role, matched.destination) {
        case (.login, .identity), (.login, .noIdentity), (.service, .service), (.service, .swagger),
            (.service, .download), (.service, .none):
            return matched
        case (.login, .none(let reason)): return matched.redirected(to: .noIdentity(reason))
        case (.login, _): return matched.redirected(to: .noIdentity(ErrorExplanation.elsewhere(.login)))
        case (.service, _): return matched.redirected(to: .none(ErrorExplanation.elsewhere(.service)))
        }
    }

    private func matchPath(_ request: HTTPRequest, _ target: RequestTarget, makingKeys: Bool) -> RoutedRequest {
        // The usual spelling of a route needs no segments; it gives what the general case gives.
        if let path = target.plainPath, path.count > 2 {
            if path.count > 3, path.matches(0, "insights"), let version = ServiceVersion(path, at: 1),
                let program = PartnerProgram(path, at: 2), let route = Route(path, from: 3)
            {
                return served(matchService(request, program, version, route, prefix: 3, makingKeys), version)
            }
            if path.matches(0, name: DownloadLinks.pathPrefix) { return matchDownload(path.segments(from: 1)) }
            // A name that is no tenant's may belong to another route.
            if let call = identity.matchQuickly(request, target, path), call.knownTenant != nil {
                return matchedIdentity(call)
            }
        }
        let segments = target.segments[...]
        let version = segments.dropFirst().first.flatMap { ServiceVersion(rawValue: $0.lowercased()) }
        switch (segments.first?.lowercased(), version) {
        case ("insights", let version?):
            return served(matchService(request, segments.dropFirst(2), version, makingKeys), version)
        case ("analytics", _):
            let matched = matchService(request, segments.dropFirst(), .v1, makingKeys)
            if case .swagger = matched.destination { return matched }
            // The tenant's settings decide whether the alias exists.
            guard matched.sandbox.settings.analyticsAlias || matched.awaitsKey else {
                return unmatched(ErrorExplanation.route(target.segments, settings: matched.sandbox.settings))
            }
            return matched
        case (DownloadLinks.pathPrefix, _): return matchDownload(segments.dropFirst())
        default:
            let call = identity.match(request, target)
            let settings = (call.map(sandbox(of:)) ?? directory.standard).settings
            if let call, !call.route.isSignIn || settings.token.hasSignIn { return matchedIdentity(call) }
            let reason = ErrorExplanation.route(target.segments, settings: settings)
            // The metadata names endpoints that are not simulated, or not under these settings.
            guard segments.dropFirst().first?.lowercased() == "oauth2" else { return unmatched(reason) }
            return RoutedRequest(route: .other, sandbox: directory.standard, destination: .noIdentity(reason))
        }
    }

    private func matchDownload(_ segments: ArraySlice<String>) -> RoutedRequest {
        let tenant = segments.first.flatMap(directory.sandbox(withTenantID:))
        return RoutedRequest(
            route: .download, sandbox: tenant ?? directory.standard, destination: .download(segments))
    }

    private func matchedIdentity(_ call: IdentityRequest) -> RoutedRequest {
        RoutedRequest(route: call.route.operation, sandbox: sandbox(of: call), destination: .identity(call))
    }

    private func sandbox(of call: IdentityRequest) -> TenantRuntime {
        call.knownTenant.map(TenantRuntime.of) ?? directory.standard
    }

    /// Returns a matched request, unless the settings of its tenant have no such version.
    private func served(_ matched: RoutedRequest, _ version: ServiceVersion) -> RoutedRequest {
        guard let program = matched.program, !matched.awaitsKey else { return matched }
        let settings = matched.sandbox.settings
        guard !settings.serves(version, program) else { return matched }
        // A request without a valid token is of no tenant: an address exists if some tenant has it.
        if case .service(_, _, _, .failure) = matched.destination,
            directory.contains(where: { $0.settings.serves(version, program) })
        {
            return matched
        }
        return unmatched(ErrorExplanation.version(version, of: program, settings: settings))
    }

    private func matchService(
        _ request: HTTPRequest, _ segments: ArraySlice<String>, _ version: ServiceVersion, _ makingKeys: Bool
    ) -> RoutedRequest {
        guard let name = segments.first, let program = PartnerProgram(rawValue: name.lowercased()) else {
            return unmatched(ErrorExplanation.service(Array(segments), program: nil))
        }
        let rest = segments.dropFirst()
        let route = Route(segments: rest)
        if route == nil, let page = SwaggerRoute(segments: rest) {
            return RoutedRequest(
                route: .other, program: program, sandbox: directory.standard, destination: .swagger(page, program))
        }
        return matchService(request, program, version, route, prefix: segments.startIndex + 1, makingKeys)
    }

    private func matchService(
        _ request: HTTPRequest, _ program: PartnerProgram, _ version: ServiceVersion, _ route: Route?, prefix: Int,
        _ makingKeys: Bool
    ) -> RoutedRequest {
        let token: Result<VerifiedToken, TokenRejection>
        do throws(TokenRejection) {
            token = .success(try verifiedToken(request, program, makingKeys))
        } catch {
            token = .failure(error)
        }
        var sandbox = directory.standard
        if case .success(let verified) = token { sandbox = verified.sandbox }
        return RoutedRequest(
            route: route?.operation(for: request.method) ?? .other, program: program,
            sandbox: sandbox, destination: .service(version, prefix: prefix, route, token))
    }

    /// Returns the token of a request: that of `Authorization`, or, in mpn and by a setting, the user ticket.
    private func verifiedToken(
        _ request: HTTPRequest, _ program: PartnerProgram, _ makingKeys: Bool
    ) throws(TokenRejection) -> VerifiedToken {
        let authorization = request.fields.firstValueBytes("Authorization")
        guard authorization == nil, program == .mpn,
            let ticket = request.fields.firstValueBytes(ServiceField.userTicket)
        else { return try verifier.verify(authorization: authorization, makingKeys: makingKeys) }
        let verified: VerifiedToken
        do throws(TokenRejection) {
            verified = try verifier.verify(ticket: ticket, makingKeys: makingKeys)
        } catch {
            // Only the token tells whose settings apply.
            guard error == .wrongKey(.notMade) || directory.standard.settings.acceptsUserTicket else { throw .missing }
            throw error
        }
        guard verified.sandbox.settings.acceptsUserTicket else { throw .missing }
        return verified
    }

    private func unmatched(_ reason: String) -> RoutedRequest {
        RoutedRequest(route: .other, sandbox: directory.standard, destination: .none(reason))
    }
}

/// One request from its start to its journal entry.
private struct Exchange: Sendable {
    let request: HTTPRequest
    let route: Operation
    let program: PartnerProgram?
    let sandbox: TenantRuntime
    let context: TenantRuntime.RequestContext
    let completedBefore: Int
    let start: UInt64
    let clock: MonotonicClock

    /// The fault that applies to the request; nil for none.
    var fault: FaultApplication? {
        context.fault.map {
            FaultApplication(
                fired: $0, route: route, program: program, target: request.target, frame: context.frame,
                delaysReally: context.clockIsSystem)
        }
    }

    /// Returns the response with the fault applied, and adds the exchange to the journal.
    func end(_ response: HTTPResponse) -> HTTPResponse {
        let sent = fault?.applied(to: response) ?? response
        let journal = sandbox.journal
        guard journal.isKept else {
            journal.count()
            return fault?.coded(sent) ?? sent
        }
        journal.append(
            RecordedExchange(
                time: context.frame.now, route: route, program: program, request: request, response: sent,
                bodyLimit: journal.bodyLimit(of: route), fault: context.fault, completedBefore: completedBefore,
                machineTime: context.machineTime, realStart: start, realNanoseconds: clock.nanoseconds() &- start))
        return fault?.coded(sent) ?? sent
    }
}
