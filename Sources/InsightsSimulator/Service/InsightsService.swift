import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsIdentity
import InsightsJSON
import InsightsQuery
import InsightsTime

/// The routes below `/insights/v1/{program}/`: authorization, routing and responses, for one set of settings.
///
/// All tenants with these settings share the service.
final class InsightsService: Sendable {
    let settings: Settings
    let store: FixtureStore
    let links: DownloadLinks
    let systemQueries = SystemQueryCache()
    let preparedQueries = PreparedQueryCache()
    private let catalogs: [PartnerProgram: ProgramCatalog]

    init(settings: Settings, store: FixtureStore, links: DownloadLinks, catalogs: [PartnerProgram: ProgramCatalog]) {
        self.settings = settings
        self.store = store
        self.links = links
        self.catalogs = catalogs
    }

    /// The maximum body size in bytes (U48, docs/sources.md).
    static let longestBody = 1 << 20

    /// Handles a request to a program, which is the last of the first `prefix` segments.
    func handle(
        _ request: HTTPRequest, _ target: RequestTarget, program: PartnerProgram, prefix: Int,
        route: Route?, operation: Operation, token: Result<VerifiedToken, TokenRejection>, frame: ResponseFrame
    ) -> HTTPReply {
        let verified: VerifiedToken
        do throws(TokenRejection) {
            verified = try token.get()
            try verified.check(program: program, settings: settings, now: frame.now, draw: frame.draw)
        } catch {
            let detail = ErrorExplanation.token(error, try? token.get(), program: program, now: frame.now)
            let response = frame.refusal(error, program: program, detail: detail)
            return .response(tellingSecondFactor(of: try? token.get(), request, response))
        }
        guard isAskedAboutSecondFactor(request), verified.principal.user != nil else {
            return handle(request, target, program, prefix, route, operation, verified, frame)
        }
        return handle(request, target, program, prefix, route, operation, verified, frame).map { response in
            self.tellingSecondFactor(of: verified, request, response)
        }
    }

    /// Returns whether a client tests whether its calls will go on where a second factor is enforced (2026
    /// 2.4).
    private func isAskedAboutSecondFactor(_ request: HTTPRequest) -> Bool {
        settings.token.tellsSecondFactor && request.fields["ValidateMfa"]?.lowercased() == "true"
    }

    /// Returns a response that tells whether a token's user gave a second factor, if the client asks for it.
    private func tellingSecondFactor(
        of token: VerifiedToken?, _ request: HTTPRequest, _ response: HTTPResponse
    ) -> HTTPResponse {
        guard isAskedAboutSecondFactor(request), let token, token.principal.user != nil else { return response }
        var response = response
        response.fields.append("isMfaCompliant", token.hasSecondFactor ? "true" : "false")
        return response
    }

    private func handle(
        _ request: HTTPRequest, _ target: RequestTarget, _ program: PartnerProgram, _ prefix: Int, _ route: Route?,
        _ operation: Operation, _ verified: VerifiedToken, _ frame: ResponseFrame
    ) -> HTTPReply {
        let access = verified.access(to: program, settings: settings)
        let call = ServiceCall(
            operation: operation, program: program, token: verified, account: verified.principal.account(in: program),
            isRedacted: access == .redacted, request: request, target: target, prefix: prefix, frame: frame)
        do throws(ServiceRefusal) {
            guard access != .none else { throw ServiceRefusal(.forbidden) }
            guard request.body.count <= Self.longestBody else {
                throw ServiceRefusal(
                    .bodyTooLarge(limit: Self.longestBody), field: "body", found: "\(request.body.count) bytes",
                    expected: "at most \(Self.longestBody)")
            }
            return try respond(to: call, route)
        } catch {
            return .response(refusal(error, call))
        }
    }

    /// Returns an error response with the published message, and with the reason in a header.
    func refusal(_ refusal: ServiceRefusal, _ call: ServiceCall) -> HTTPResponse {
        call.frame.refusal(
            refusal.error, program: call.program, detail: ErrorExplanation.service(refusal, call))
    }

    private func respond(to call: ServiceCall, _ route: Route?) throws(ServiceRefusal) -> HTTPReply {
        guard let route else { throw ServiceRefusal(.unknownRoute) }
        switch call.operation {
        case .datasets: return .response(try datasets(call))
        case .createQuery: return .response(try createQuery(call))
        case .listQueries: return .response(try listQueries(call))
        case .deleteQuery: return .response(try deleteQuery(call, id: route.identifier))
        case .testQuery: return try testQuery(call)
        case .createReport: return .response(try createReport(call))
        case .listReports: return try listReports(call)
        case .updateReport: return .response(try updateReport(call, id: route.identifier))
        case .deleteReport: return .response(try deleteReport(call, id: route.identifier))
        case .pauseReport: return .response(try pauseReport(call, id: route.identifier))
        case .resumeReport: return .response(try resumeReport(call, id: route.identifier))
        case .executions: return try listExecutions(call, reportIDs: route.identifier)
        case .token, .discovery, .download, .other:
            throw ServiceRefusal(
                .methodNotAllowed(route.methods + (route.methods.contains(.get) ? [.head] : [])))
        }
    }

    /// The number of records from which a list is made on a worker, not on an event loop.
    static let longList = 256

    /// Returns the response that a function makes, at once or, if it may be long, on a worker.
    func reply(
        _ call: ServiceCall, isLong: Bool, _ respond: @escaping @Sendable () throws(ServiceRefusal) -> HTTPResponse
    ) throws(ServiceRefusal) -> HTTPReply {
        guard isLong else { return .response(try respond()) }
        return .offloaded { [self] in
            do throws(ServiceRefusal) {
                return try respond()
            } catch {
                return refusal(error, call)
            }
        }
    }

    /// Returns the catalogue of a program.
    ///
    /// Both programs have one from the start.
    func catalog(_ program: PartnerProgram) -> ProgramCatalog {
        guard let catalog = catalogs[program] else { preconditionFailure("no catalogue for \(program)") }
        return catalog
    }
}
