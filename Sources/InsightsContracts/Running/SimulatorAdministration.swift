import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsTime

/// A client of a simulator's administration (docs/reference/administration.md).
struct SimulatorAdministration: Sendable {
    /// The setting that names further hosts of callbacks.
    private static let callbackTargets = "callback-targets"

    private let transport: any HTTPTransport

    init(_ transport: any HTTPTransport) {
        self.transport = transport
    }

    /// A sandbox tenant that a simulator created.
    struct CreatedSandbox: Sendable {
        let tenantID: String
        let json: JSONValue
    }

    /// Creates a sandbox for a case, with the edition of the case and the contract's tenant, clock and settings.
    ///
    /// If the contract has callbacks, they may go to `callbackHost` too.
    func makeSandbox(
        for item: ContractCase, callbackHost: String?
    ) async throws(TargetError) -> CreatedSandbox {
        let contract = item.contract
        var body: JSONObject = [
            "name": .string(contract.id), "clock": .string(contract.clock.description),
            "edition": .string(item.edition.rawValue),
        ]
        var settings = JSONObject()
        if let callbackHost, ContractRequirements(contract).callbacks {
            settings[Self.callbackTargets] = .string(callbackHost)
        }
        for setting in contract.settings { settings[setting.name] = .string(setting.value) }
        if !settings.members.isEmpty { body["settings"] = .object(settings) }
        body["model"] = contract.tenant.map(JSONValue.string)
        let result = try await call(.post, "sandboxes", .object(body))
        guard let tenantID = result["tenantId"]?.string else {
            throw .unreachable("POST /_sim/sandboxes named no tenantId")
        }
        return CreatedSandbox(tenantID: tenantID, json: result)
    }

    /// Makes one call and returns the JSON of its response.
    @discardableResult
    func call(_ method: HTTPMethod, _ route: String, _ body: JSONValue? = nil) async throws(TargetError) -> JSONValue {
        var request = HTTPRequest(method, SimulatorEndpoints.administrationPath(route), remoteAddress: "127.0.0.1")
        if let body {
            request.fields.append("Content-Type", "application/json")
            request.body = JSONWriter.encode(body)
        }
        let status: Int
        let bytes: [UInt8]
        do {
            let response = try await transport.send(request)
            status = response.status.code
            bytes = try response.bodyBytes()
        } catch {
            throw .unreachable("\(method) /_sim/\(route): \(error)")
        }
        let result = (try? JSONParser.parse(bytes)) ?? .null
        guard status == 200 else {
            throw .unreachable("\(method) /_sim/\(route): \(status) \(result["error"]?.string ?? "")")
        }
        return result
    }
}
