import InsightsAPI
import InsightsFaults
import InsightsFixtures
import InsightsHTTP
import InsightsIdentity
import InsightsJSON
import InsightsQuery
import InsightsTime

/// The routes `/_sim/journal`, `/_sim/faults`, `/_sim/sandboxes`, `/_sim/case` and `/_sim/keys`.
extension AdminAPI {
    // MARK: Journal

    func journal(_ call: AdminCall) throws(AdminError) -> JSONValue {
        let journal = call.sandbox.journal
        if call.request.method == .delete { journal.clear() }
        let query = try journalQuery(call.parameters)
        let timing = try word(call.parameters, "timing", among: ["simulated", "real"]) ?? "simulated"
        if try word(call.parameters, "format", among: ["json", "har"]) == "har" {
            return journal.har(
                matching: query, baseURL: addresses.advertised.text, includingRealTime: timing == "real")
        }
        return .object([
            "tenantId": .string(call.sandbox.tenant.tenantID), "requests": .integer(journal.requestCount),
            "dropped": .integer(journal.droppedCount),
            "events": .array(
                journal.events.map { .object(["time": .string($0.time.description), "event": .string($0.text)]) }),
            "entries": .array(
                journal.entries(matching: query).map { $0.json(includingRealTime: timing == "real") }),
        ])
    }

    private func journalQuery(_ parameters: Parameters) throws(AdminError) -> JournalQuery {
        var query = JournalQuery()
        query.route = parameters.values(named: "route").last.flatMap(Operation.init(name:))
        // Both names of an operation are taken; the error lists those that the journal shows.
        if query.route == nil { _ = try word(parameters, "route", among: Operation.allCases.map(\.rawValue)) }
        query.status = try number(parameters, "status", in: 100...599)
        query.after = try number(parameters, "after", in: 0...1_000_000_000)
        query.limit = try number(parameters, "limit", in: 1...100_000)
        query.hasFault = try word(parameters, "fault", among: ["true", "false"]).map { $0 == "true" }
        return query
    }

    func word(
        _ parameters: Parameters, _ name: String, among words: [String]
    ) throws(AdminError) -> String? {
        guard let value = parameters.values(named: name).last else { return nil }
        guard words.contains(value) else {
            throw .badValue(
                place: name, found: "'\(value)'",
                expected: words.joined(separator: ", "), hint: InputError.suggestion(for: value, among: words))
        }
        return value
    }

    func number(
        _ parameters: Parameters, _ name: String, in range: ClosedRange<Int>
    ) throws(AdminError) -> Int? {
        guard let value = parameters.values(named: name).last else { return nil }
        guard let number = Int(value), range.contains(number) else {
            throw .badValue(
                place: name, found: "'\(value)'",
                expected: "a whole number, \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    // MARK: Faults

    func faults(_ call: AdminCall) throws(AdminError) -> JSONValue {
        switch call.request.method {
        case .post:
            let value = try json(of: call.request)
            do throws(InputError) {
                call.sandbox.setFaults(try FaultPlan(json: value, seed: sandboxes.seed, now: call.sandbox.now))
            } catch {
                throw .badValue(error)
            }
        case .delete: call.sandbox.setFaults(.empty)
        default: break
        }
        let plan = call.sandbox.faults
        var object = plan.json.object ?? JSONObject()
        object["fired"] = .array(plan.firedCounts.map(JSONValue.integer))
        return .object(object)
    }

    // MARK: Sandboxes

    func sandboxes(_ call: AdminCall) throws(AdminError) -> JSONValue {
        guard call.request.method == .post else {
            let made = directory.madeSandboxes
            return .object([
                "count": .integer(made.count), "limit": .integer(sandboxes.settings.sandboxLimit),
                "sandboxes": .array(made.map { .object(summary($0)) }),
            ])
        }
        let value = call.request.body.isEmpty ? JSONValue.object([:]) : try json(of: call.request)
        do throws(InputError) {
            var specification = try SandboxSpecification(json: value)
            specification.isFromThisMachine = call.request.isFromThisMachine
            return details(try sandboxes.make(specification), for: call.request)
        } catch {
            throw .badValue(error)
        }
    }

    func sandbox(_ call: AdminCall) throws(AdminError) -> JSONValue {
        if call.request.method == .post { return try copy(call) }
        guard call.request.method == .delete else { return details(call.sandbox, for: call.request) }
        guard directory.remove(call.sandbox) else {
            throw .badValue(
                place: "tenant", found: "a tenant of the tenants file", expected: "a sandbox")
        }
        return .object(["deleted": .string(call.sandbox.tenant.tenantID)])
    }

    /// Creates a sandbox as the tenant is now, with a name and changed settings.
    private func copy(_ call: AdminCall) throws(AdminError) -> JSONValue {
        let keys = ["name", "settings"]
        let body = try body(of: call.request, accepting: keys)
        do throws(InputError) {
            let reader = try StrictJSONReader(.object(body), at: .dotted(), keys: keys)
            let sandbox = try sandboxes.copy(
                call.sandbox, name: try reader.string("name"), settings: try reader.settings("settings"))
            return details(sandbox, for: call.request)
        } catch {
            throw .badValue(error)
        }
    }

    private func summary(_ sandbox: TenantRuntime) -> JSONObject {
        [
            "tenantId": .string(sandbox.tenant.tenantID), "name": .string(sandbox.tenant.displayName),
            "now": .string(sandbox.now.description), "requests": .integer(sandbox.journal.requestCount),
        ]
    }

    /// Returns name, URL and credentials: first those with full access, then all.
    private func details(_ sandbox: TenantRuntime, for request: HTTPRequest) -> JSONValue {
        var object: JSONObject = ["name": .string(sandbox.tenant.displayName)]
        object.members += ConnectionInfo(sandbox, baseURL: addresses.base(for: request)).json.members
        object["edition"] = .string(sandbox.settings.edition.rawValue)
        object["settings"] = .object(sandbox.settings.changes)
        object["applications"] = .array(
            sandbox.tenant.applications.map { application in
                var members: JSONObject = [
                    "displayName": .string(application.displayName), "clientId": .string(application.clientID),
                    "clientSecrets": .array(application.secrets.map(JSONValue.string)),
                ]
                members.members += application.conditions.members
                return .object(members)
            })
        object["users"] = .array(
            sandbox.tenant.users.map { user in
                .object([
                    "displayName": .string(user.displayName), "username": .string(user.userPrincipalName),
                    "password": .string(user.password), "mpnRole": .string(user.mpnRole.rawValue),
                    "state": .string(user.state.rawValue),
                ])
            })
        return .object(object)
    }

    // MARK: Signing keys

    /// Returns the published keys, with the signing key first; `POST` adds a new signing key.
    func signingKeys(_ call: AdminCall) throws(AdminError) -> JSONValue {
        if call.request.method == .post {
            try body(of: call.request, accepting: [])
            call.sandbox.rotateSigningKey()
        }
        let identifiers = call.sandbox.publishedGenerations.map { keys.key($0).identifier }
        return .object([
            "signing": .string(identifiers[0]), "published": .array(identifiers.map(JSONValue.string)),
        ])
    }

    // MARK: Case

    func caseFile(_ call: AdminCall) -> JSONValue {
        Recording(call.sandbox, factory: sandboxes, address: addresses.advertised).json
    }
}
