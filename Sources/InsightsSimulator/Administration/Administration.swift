import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery

/// Answers `/_sim/`: health, credentials, reset and clock.
///
/// Strict, and for this machine only.
struct Administration: Sendable {
    let directory: TenantDirectory
    let baseURL: @Sendable () -> String

    /// Answers a request; `segments` are those after `_sim`.
    func handle(_ request: HTTPRequest, _ target: RequestTarget, segments: ArraySlice<String>) -> HTTPReply {
        do throws(AdministrationError) {
            try checkOrigin(request)
            guard segments.count == 1, let route = segments.first.flatMap(AdministrationRoute.init(rawValue:)) else {
                throw .unknownRoute
            }
            guard route.methods.contains(request.method.token) else { throw .methodNotAllowed(route.methods) }
            let sandbox = try sandbox(target)
            guard route == .clock, request.method == .post else {
                return .response(json(200, try answer(route, request, sandbox), sandbox))
            }
            // Much may fall due on the way, callbacks among it, which may ask this simulator in turn.
            return .deferred { self.answerToClockChange(request, sandbox) }
        } catch {
            return .response(refusal(error))
        }
    }

    private func answerToClockChange(_ request: HTTPRequest, _ sandbox: Sandbox) -> HTTPResponse {
        do throws(AdministrationError) {
            try changeClock(sandbox, try body(of: request, accepting: Self.clockKeys))
            return json(200, clockState(sandbox), sandbox)
        } catch {
            return refusal(error)
        }
    }

    private func answer(
        _ route: AdministrationRoute, _ request: HTTPRequest, _ sandbox: Sandbox
    ) throws(AdministrationError) -> JSONValue {
        switch route {
        case .health: return .object(["status": .string("alive")])
        // The process answers only once it serves, so whoever gets an answer gets this one.
        case .ready: return .object(["status": .string("ready")])
        case .credentials: return .object(ReadyInformation(sandbox.tenant, baseURL: baseURL()).json)
        case .reset:
            try body(of: request, accepting: [])
            sandbox.reset()
            return clockState(sandbox)
        case .clock: return clockState(sandbox)
        }
    }

    // MARK: Clock

    private static let clockKeys = ["advance", "set", "mode", "speed"]

    private func clockState(_ sandbox: Sandbox) -> JSONValue {
        let (now, clock) = sandbox.withState { state, now in (now, state.clock) }
        var members: JSONObject = ["now": .string(now.description), "mode": .string(clock.mode.rawValue)]
        if let speed = clock.speed { members.members.append(.init("speed", .integer(speed))) }
        return .object(members)
    }

    private func changeClock(_ sandbox: Sandbox, _ body: JSONObject) throws(AdministrationError) {
        guard body.members.count == 1, let member = body.members.first else {
            throw .badValue(
                place: "body", found: "\(body.members.count) keys",
                accepted: #"one of {"advance":"PT4H"}, {"set":"2021-01-06T19:00:00Z"}, {"mode":"manual"}, "#
                    + #"{"speed":3600}"#)
        }
        if member.key == "speed" { return try changeSpeed(sandbox, member.value) }
        guard let text = member.value.string else {
            throw .badValue(place: member.key, found: member.value.kind, accepted: "a string")
        }
        switch member.key {
        case "advance":
            guard let duration = ISODuration(text), sandbox.advance(duration.after) else {
                throw .badValue(
                    place: "advance", found: "'\(text)'",
                    accepted: "an ISO 8601 duration such as PT4H or P1M, not past \(SimulatorClock.lastInstant)")
            }
        case "set":
            guard let target = Timestamp(text), sandbox.advance({ _ in target }) else {
                throw .badValue(
                    place: "set", found: "'\(text)'",
                    accepted:
                        "yyyy-MM-ddTHH:mm:ssZ, not before the clock's \(sandbox.now) (it only moves forward) and not "
                        + "after \(SimulatorClock.lastInstant)")
            }
        default: try changeMode(sandbox, text)
        }
    }

    private func changeMode(_ sandbox: Sandbox, _ text: String) throws(AdministrationError) {
        guard let mode = SimulatorClock.Mode(rawValue: text), mode == .system || mode == .manual else {
            throw .badValue(place: "mode", found: "'\(text)'", accepted: "system or manual")
        }
        let isDone = sandbox.withState { state, _ in
            if mode == .system { return state.clock.makeSystem() }
            state.clock.makeManual()
            return true
        }
        guard isDone else {
            throw .badValue(
                place: "mode", found: "'system' while the clock is ahead of the machine's",
                accepted: "manual, or POST /_sim/reset first")
        }
    }

    private func changeSpeed(_ sandbox: Sandbox, _ value: JSONValue) throws(AdministrationError) {
        guard let speed = value.integer, SimulatorClock.speeds.contains(speed) else {
            let range = SimulatorClock.speeds
            throw .badValue(
                place: "speed", found: String(decoding: JSONWriter.encode(value), as: UTF8.self),
                accepted: "simulated seconds per real second, a whole number from \(range.lowerBound) to "
                    + "\(range.upperBound)")
        }
        sandbox.withState { state, _ in state.clock.run(speed: speed) }
    }

    // MARK: Requests and answers

    /// A browser page of another origin must not drive the simulator, nor a name that was bent to point here.
    private func checkOrigin(_ request: HTTPRequest) throws(AdministrationError) {
        if let address = request.remoteAddress, !Loopback.contains(address: address) { throw .notLoopback }
        if let host = request.fields["Host"], !Loopback.contains(authority: host) { throw .foreignOrigin(host) }
        if let origin = request.fields["Origin"], !Loopback.contains(origin: origin) { throw .foreignOrigin(origin) }
    }

    private func sandbox(_ target: RequestTarget) throws(AdministrationError) -> Sandbox {
        for parameter in target.parameters.all where parameter.name != "tenant" {
            throw .badValue(place: "query string", found: "'\(parameter.name)'", accepted: "tenant")
        }
        // A script whose variable is empty must not reach another tenant than it meant.
        let named = target.parameters.values(named: "tenant")
        if named.isEmpty { return directory.sandboxes[0] }
        guard named.count == 1, let id = target.parameters["tenant"] else {
            throw .badValue(
                place: "query string", found: named.count == 1 ? "an empty tenant" : "\(named.count) tenants",
                accepted: "one tenant")
        }
        guard let sandbox = directory.sandbox(withTenantID: id) else { throw .unknownTenant(id) }
        return sandbox
    }

    /// The body's JSON object, empty if there is none; other keys than these are refused.
    @discardableResult
    private func body(of request: HTTPRequest, accepting keys: [String]) throws(AdministrationError) -> JSONObject {
        if request.body.isEmpty { return JSONObject() }
        let value: JSONValue
        do {
            value = try JSONParser.parse(request.body)
        } catch {
            throw .badValue(place: "body", found: error.description, accepted: "a JSON object")
        }
        guard let object = value.object else {
            throw .badValue(place: "body", found: value.kind, accepted: "a JSON object")
        }
        for key in object.keys where !keys.contains(key) {
            let accepted = keys.isEmpty ? "no keys" : keys.joined(separator: ", ")
            throw .badValue(place: "body", found: "the key '\(key)'", accepted: accepted)
        }
        return object
    }

    /// An answer without an identifier: asking for health must not change what the service answers next.
    private func json(_ status: HTTPStatus, _ value: JSONValue, _ sandbox: Sandbox) -> HTTPResponse {
        var fields = HTTPFields()
        fields.append("Content-Type", Answer.jsonMediaType)
        fields.append("Date", HTTPDate.format(secondsSince1970: sandbox.now.secondsSinceEpoch))
        return HTTPResponse(status, fields: fields, body: .bytes(JSONWriter.encode(value)))
    }

    private func refusal(_ error: AdministrationError) -> HTTPResponse {
        let body = JSONObject([.init("error", .string(error.message))])
        var response = json(HTTPStatus(error.status), .object(body), directory.sandboxes[0])
        if case .methodNotAllowed(let methods) = error {
            response.fields.append("Allow", methods.joined(separator: ", "))
        }
        return response
    }
}
