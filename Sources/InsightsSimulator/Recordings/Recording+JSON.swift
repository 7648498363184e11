import InsightsAPI
import InsightsFixtures
import InsightsHTTP
public import InsightsJSON
import InsightsQuery
import InsightsTime

extension Recording {
    private static let keys = [
        "formatVersion", "edition", "settings", "seed", "baseUrl", "tlsUrl", "hostNames", "clock", "tenantId",
        "sandbox", "faults", "gaps",
        "steps",
    ]

    /// The value of the step that rotates the signing key.
    private static let rotation = "rotate"

    /// The recording as JSON that parses to the same recording.
    public var json: JSONValue {
        var object: JSONObject = [
            "formatVersion": .integer(Self.formatVersion), "edition": .string(settings.edition.rawValue),
            "settings": .object(settings.changes),
            "seed": .number(String(seed)), "baseUrl": .string(baseURL), "clock": .string(start.description),
            "tenantId": .string(tenantID),
        ]
        object["tlsUrl"] = tlsURL.map(JSONValue.string)
        if !hostNames.isEmpty { object["hostNames"] = .array(hostNames.map(JSONValue.string)) }
        if let sandbox {
            var description = sandbox.json.object ?? JSONObject()
            description["ordinal"] = sandbox.ordinal.map(JSONValue.integer)
            object["sandbox"] = .object(description)
        }
        object["faults"] = faults.json
        if !missing.isEmpty { object["gaps"] = .array(missing.map(JSONValue.string)) }
        object["steps"] = .array(steps.map(Self.json))
        return .object(object)
    }

    /// The text of the case file.
    public var text: String { JSONWriter.pretty(json) + "\n" }

    private static func json(_ step: Step) -> JSONValue {
        switch step {
        case .clock(let instant): .object(["clock": .string(instant.description)])
        case .faults(let plan): .object(["faults": plan.json])
        case .keyRotation: .object(["keys": .string(Self.rotation)])
        case .request(let request): .object(["request": request.json])
        }
    }

    /// Parses the text of a case file.
    ///
    /// - Throws: `InputError` with the location.
    public init(parsing bytes: [UInt8]) throws(InputError) {
        let reader = try StrictJSONReader(parsing: bytes, keys: Self.keys)
        _ = try reader.required(
            "formatVersion", try reader.integer("formatVersion", in: Self.formatVersion...Self.formatVersion),
            "\(Self.formatVersion)")
        let edition = try reader.choice("edition", of: Edition.self) ?? .year2021
        let seed = try reader.required("seed", try reader.seed("seed"), "a whole number")
        var sandbox: SandboxSpecification?
        if let value = reader.value("sandbox") {
            sandbox = try SandboxSpecification(json: value, at: reader.at("sandbox"), extraKeys: ["ordinal"])
        }
        var steps: [Step] = []
        for element in try reader.elements("steps") {
            steps.append(try Self.step(element.value, element.place, seed: seed))
        }
        var missing: [String] = []
        for element in try reader.elements("gaps") { missing.append(try element.string()) }
        self.init(
            settings: try Self.settings(reader, edition), seed: seed, missing: missing,
            baseURL: try reader.string("baseUrl") ?? "http://localhost",
            start: try reader.required("clock", try reader.instant("clock"), "an instant"),
            tenantID: try reader.required("tenantId", try reader.string("tenantId"), "an identifier"),
            sandbox: sandbox,
            faults: try reader.value("faults").map { (value) throws(InputError) in
                try FaultPlan(json: value, at: reader.at("faults"), seed: seed)
            } ?? .empty, steps: steps)
        tlsURL = try reader.string("tlsUrl")
        for element in try reader.elements("hostNames") { hostNames.append(try element.string()) }
    }

    private static func settings(_ reader: StrictJSONReader, _ edition: Edition) throws(InputError) -> Settings {
        var settings = Settings(edition: edition)
        for (name, value) in try reader.settings("settings") {
            do throws(SettingsError) {
                try settings.set(name, to: value)
            } catch {
                throw error.inputError(at: "settings.\(name)")
            }
        }
        return settings
    }

    private static func step(
        _ value: JSONValue, _ place: JSONPlace, seed: UInt64
    ) throws(InputError) -> Step {
        let reader = try StrictJSONReader(value, at: place, keys: ["clock", "faults", "keys", "request"])
        guard reader.object.members.count == 1 else {
            throw InputError(
                place.inputPlace, found: "\(reader.object.members.count) keys",
                expected: "one of clock, faults, keys, request")
        }
        if let instant = try reader.instant("clock") { return .clock(instant) }
        if let plan = reader.value("faults") {
            return .faults(try FaultPlan(json: plan, at: reader.at("faults"), seed: seed))
        }
        if let word = try reader.string("keys") {
            guard word == rotation else { throw reader.mismatch("keys", "'\(rotation)'") }
            return .keyRotation
        }
        let request = try reader.required("request", reader.value("request"), "an object")
        return .request(try RecordedRequest(request, place: reader.at("request")))
    }
}

extension RecordedRequest {
    fileprivate var json: JSONValue {
        var object: JSONObject = ["method": .string(method.token), "target": .string(target)]
        object["headers"] = .object(JSONObject(fields.map { .init($0.name, .string($0.value)) }))
        if let text = String(validating: body, as: UTF8.self) {
            if !text.isEmpty { object["body"] = .string(text) }
        } else {
            object["bodyBase64Url"] = .string(Base64URL.encode(body))
        }
        object["remoteAddress"] = remoteAddress.map(JSONValue.string)
        if isSecure { object["secure"] = .bool(true) }
        object["base"] = base.map(JSONValue.string)
        if let response {
            var members: JSONObject = ["status": .integer(response.status)]
            members["sha256"] = response.digest.map(JSONValue.string)
            object["answer"] = .object(members)
        }
        return .object(object)
    }

    fileprivate init(_ value: JSONValue, place: JSONPlace) throws(InputError) {
        let reader = try StrictJSONReader(
            value, at: place,
            keys: ["method", "target", "headers", "body", "bodyBase64Url", "remoteAddress", "secure", "base", "answer"])
        let token = try reader.required("method", try reader.string("method"), "a method")
        var fields: [Field] = []
        for member in try reader.members("headers")?.members ?? [] {
            let value = StrictJSONValue(member.value, at: reader.at("headers").member(member.key))
            let field = Field(name: member.key, value: try value.string())
            do throws(HTTPFieldError) {
                _ = try HTTPFields(checking: [(field.name, field.value)])
            } catch {
                throw reader.mismatch("headers", "names and values of header fields; \(error)")
            }
            fields.append(field)
        }
        var body = Array((try reader.string("body") ?? "").utf8)
        if let text = try reader.string("bodyBase64Url") {
            guard let bytes = Base64URL.decode(Array(text.utf8)) else {
                throw reader.mismatch("bodyBase64Url", "base64url")
            }
            body = bytes
        }
        var response: Response?
        if let value = reader.value("answer") {
            let members = try StrictJSONReader(value, at: reader.at("answer"), keys: ["status", "sha256"])
            response = Response(
                status: try members.required("status", try members.integer("status", in: 100...599), "a status"),
                digest: try members.string("sha256"))
        }
        self.init(
            method: HTTPMethod(token),
            target: try reader.required("target", try reader.string("target"), "a request target"),
            fields: fields, body: body, remoteAddress: try reader.string("remoteAddress"),
            isSecure: try reader.bool("secure") ?? false, base: try reader.string("base"), response: response)
    }
}
