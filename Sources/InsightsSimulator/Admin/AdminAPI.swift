import InsightsAPI
import InsightsHTTP
import InsightsIdentity
import InsightsJSON
import InsightsQuery
import InsightsTime

/// The API under `/_sim/` (`docs/reference/administration.md`).
///
/// It is strict: unknown routes, keys and parameters are rejected, with the accepted ones in the message. Its requests
/// are not journaled and hit no fault. Apart from their purpose they change nothing that a client of the service sees.
struct AdminAPI: Sendable {
    let sandboxes: SandboxFactory
    let access: AdminAccess
    let keys: KeyRing
    let addresses: EndpointAddresses
    let events: EventFeed

    var directory: TenantDirectory { sandboxes.directory }

    /// One request with a valid route, method and parameters.
    struct AdminCall: Sendable {
        let route: AdminRoute
        let request: HTTPRequest
        let parameters: Parameters
        let sandbox: TenantRuntime
        /// The number of cancelled clock moves of the tenant when the call arrived.
        let cancellations: Int
    }

    /// Handles a request; `segments` are those after `_sim`.
    func handle(_ request: HTTPRequest, _ target: RequestTarget, segments: ArraySlice<String>) -> HTTPReply {
        let call: AdminCall
        do throws(AdminError) {
            call = try self.call(request, target, segments)
        } catch {
            return .response(refusal(error))
        }
        let isClockMove = call.route == .clock && request.method == .post
        switch call.route {
        // Probes never wait for a tenant.
        case .health, .ready: return .response(respond(to: call))
        case .events: return .response(eventStream(call))
        // A client that watches or cancels a clock move does not wait for it.
        case .clock where !isClockMove && call.sandbox.isBusy && call.sandbox.clockMoves.longest != nil:
            return .response(respond(to: call))
        // An advance may take long, and deliver many callbacks, whose receivers may call this simulator in turn.
        case _ where isClockMove || call.sandbox.isBusy || !call.sandbox.hasFewDueEvents:
            return .queued(call.sandbox.queue) { respond(to: call) }
        // Slow work must not run on an event loop: it grows with the journal, creates state or a key, or frees a history.
        case .journal, .caseFile, .sandboxes, .keys, .openAPI, .reset, .sandbox, .tenants, .settings, .catalogue,
            .reports, .query:
            return .offloaded { respond(to: call) }
        case .clock, .credentials, .faults, .signIns: return .response(respond(to: call))
        }
    }

    private func respond(to call: AdminCall) -> HTTPResponse {
        do throws(AdminError) {
            if call.route == .query { return json(200, try queryResult(call), call.sandbox) }
            return json(200, try perform(call), call.sandbox)
        } catch {
            return refusal(error)
        }
    }

    private func perform(_ call: AdminCall) throws(AdminError) -> JSONValue {
        let sandbox = call.sandbox
        switch call.route {
        case .health: return .object(["status": .string("alive")])
        // The process responds only when it serves, so every response is this one.
        case .ready: return .object(["status": .string("ready")])
        case .credentials:
            return .object(ConnectionInfo(sandbox, baseURL: addresses.base(for: call.request)).json)
        case .reset:
            try body(of: call.request, accepting: [])
            sandbox.reset()
            return clockState(sandbox)
        case .clock:
            if call.request.method == .post {
                try changeClock(call, try body(of: call.request, accepting: Self.clockKeys))
            }
            if call.request.method == .delete { sandbox.clockMoves.cancelAll() }
            return clockState(sandbox)
        case .journal: return try journal(call)
        case .faults: return try faults(call)
        case .sandboxes: return try sandboxes(call)
        case .sandbox: return try self.sandbox(call)
        case .caseFile: return caseFile(call)
        case .keys: return try signingKeys(call)
        case .signIns: return try signIns(call)
        case .tenants: return tenants()
        case .settings: return settings(call.sandbox)
        case .catalogue: return catalogue(call.sandbox)
        case .reports: return reports(call.sandbox)
        // Their responses are made elsewhere.
        case .query, .events: return .object([:])
        case .openAPI:
            return OpenAPIGenerator(
                describing: sandbox, programs: PartnerProgram.allCases, baseURL: addresses.base(for: call.request)
            ).json
        }
    }

    /// Returns the refusal of a caller who may not use the administration; nil for one who may.
    func refusal(of request: HTTPRequest) -> HTTPResponse? {
        do throws(AdminError) {
            try access.check(request)
            return nil
        } catch {
            return refusal(error)
        }
    }

    // MARK: Requests and responses

    private func call(
        _ request: HTTPRequest, _ target: RequestTarget, _ segments: ArraySlice<String>
    ) throws(AdminError) -> AdminCall {
        let known = AdminRoute(segments)
        if known?.isOpen != true {
            try access.check(request)
            sandboxes.removeExpired()
        }
        guard let route = known else {
            throw .unknownRoute(Array(segments))
        }
        guard route.methods.contains(request.method.token) else { throw .methodNotAllowed(route.methods) }
        let parameters = target.parameters
        for (index, parameter) in parameters.all.enumerated() {
            guard route.parameters.contains(parameter.name) else {
                throw .badValue(
                    place: "query string", found: "'\(parameter.name)'",
                    expected: route.parameters.isEmpty ? "no parameters" : route.parameters.joined(separator: ", "),
                    hint: InputError.suggestion(for: parameter.name, among: route.parameters))
            }
            if parameters.all[..<index].contains(where: { $0.name == parameter.name }) {
                throw .badValue(
                    place: "query string", found: "a second '\(parameter.name)'", expected: "each parameter once")
            }
            // A script with an empty variable must not reach an unintended tenant.
            if parameter.value.trimmingBlanks().isEmpty {
                throw .badValue(
                    place: "query string", found: "an empty \(parameter.name)", expected: "a value")
            }
        }
        let sandbox = try sandbox(route == .sandbox ? segments.last : parameters["tenant"])
        return AdminCall(
            route: route, request: request, parameters: parameters, sandbox: sandbox,
            cancellations: sandbox.clockMoves.cancellations)
    }

    private func sandbox(_ id: String?) throws(AdminError) -> TenantRuntime {
        guard let id else { return directory.standard }
        guard let sandbox = directory.sandbox(withTenantID: id) else { throw .unknownTenant(id) }
        return sandbox
    }

    /// Returns the JSON object of the body, empty if there is none; keys other than `keys` are rejected.
    @discardableResult
    func body(of request: HTTPRequest, accepting keys: [String]) throws(AdminError) -> JSONObject {
        guard !request.body.isEmpty else { return JSONObject() }
        let value = try json(of: request)
        do throws(InputError) {
            return try StrictJSONReader(value, at: .dotted(), keys: keys).object
        } catch {
            throw .badValue(error)
        }
    }

    /// Returns the JSON of the body.
    func json(of request: HTTPRequest) throws(AdminError) -> JSONValue {
        do throws(JSONError) {
            return try JSONParser.parse(request.body)
        } catch {
            if let encoding = request.unsupportedEncoding {
                throw .badValue(place: "body", found: encoding, expected: "JSON in UTF-8 without a content coding")
            }
            throw .badValue(place: "body", found: "no JSON (\(error))", expected: "a JSON object")
        }
    }

    /// Creates a response without a request identifier, because one would be taken from the tenant's own requests.
    private func json(_ status: HTTPStatus, _ value: JSONValue, _ sandbox: TenantRuntime) -> HTTPResponse {
        json(status, JSONWriter.encode(value), sandbox)
    }

    private func json(_ status: HTTPStatus, _ body: [UInt8], _ sandbox: TenantRuntime) -> HTTPResponse {
        var fields = HTTPFields()
        fields.append("Content-Type", MediaType.json)
        fields.append("Cache-Control", "no-store")
        fields.append("Date", HTTPDate.format(secondsSince1970: sandbox.instantWithoutWaiting.secondsSinceEpoch))
        return HTTPResponse(status, fields: fields, body: .bytes(body))
    }

    private func refusal(_ error: AdminError) -> HTTPResponse {
        let body = JSONObject([.init("error", .string(error.message))])
        var response = json(HTTPStatus(error.status), .object(body), directory.standard)
        if case .methodNotAllowed(let methods) = error {
            response.fields.append("Allow", methods.joined(separator: ", "))
        }
        return response
    }
}
