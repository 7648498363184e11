import InsightsAPI
public import InsightsJSON
public import InsightsTime

extension FaultPlan {
    /// Reads a plan: `{"seed": 7, "rules": [{"route": "createReport", "nth": 2, "fault": {"kind": "status", ...}}]}`.
    ///
    /// - Parameters:
    ///   - value: the JSON.
    ///   - seed: the seed of a plan that does not state one.
    ///   - now: the tenant's current time; a rule that ends before it is rejected.
    /// - Throws: `InputError` with the location.
    public init(json value: JSONValue, seed: UInt64, now: Timestamp?) throws(InputError) {
        let reader = try StrictJSONReader(value, at: .dotted(), keys: ["seed", "rules"])
        var rules: [FaultRule] = []
        for element in try reader.elements("rules") {
            rules.append(try FaultRule(element.value, place: element.place))
        }
        _ = try reader.required("rules", reader.value("rules"), "an array of rules")
        try self.init(rules, seed: try reader.seed("seed") ?? seed, now: now)
    }

    /// Parses the text of a plan.
    ///
    /// - Throws: `InputError` with the location.
    public init(parsing bytes: [UInt8], seed: UInt64, now: Timestamp? = nil) throws(InputError) {
        try self.init(json: try StrictJSONValue(parsing: bytes).value, seed: seed, now: now)
    }

    /// Reads a plan inside another text.
    package init(json value: JSONValue, at place: JSONPlace, seed: UInt64) throws(InputError) {
        do throws(InputError) {
            try self.init(json: value, seed: seed, now: nil)
        } catch {
            throw error.below(place.path)
        }
    }

    /// The plan as JSON that parses to the same plan.
    public var json: JSONValue {
        .object(["seed": .number(String(seed)), "rules": .array(rules.map(\.json))])
    }
}

extension FaultRule {
    private static let keys = [
        "name", "route", "program", "nth", "every", "probability", "from", "until", "limit", "lasts", "fault",
    ]
    private static let counts = 1...1_000_000_000

    init(_ value: JSONValue, place: JSONPlace) throws(InputError) {
        let reader = try StrictJSONReader(value, at: place, keys: Self.keys)
        let example = #"an object such as {"kind":"status","status":500}"#
        let fault = try reader.required("fault", reader.value("fault"), example)
        self.init(
            try Fault(fault, place: reader.at("fault")), name: try reader.string("name"),
            route: try reader.operation("route"),
            program: try reader.choice("program", of: PartnerProgram.self),
            nth: try reader.integer("nth", in: Self.counts),
            every: try reader.integer("every", in: Self.counts),
            probability: try reader.number(
                "probability", in: Double.leastNonzeroMagnitude...1, "a number above 0 and at most 1"),
            from: try reader.instant("from"), until: try reader.instant("until"),
            limit: try reader.integer("limit", in: Self.counts), isSticky: try reader.bool("lasts") ?? false)
    }

    /// The rule as JSON.
    package var json: JSONValue {
        var object = JSONObject()
        object["name"] = name.map(JSONValue.string)
        object["route"] = route.map { .string($0.rawValue) }
        object["program"] = program.map { .string($0.rawValue) }
        object["nth"] = nth.map(JSONValue.integer)
        object["every"] = every.map(JSONValue.integer)
        object["probability"] = probability.map { .number("\($0)") }
        object["from"] = from.map { .string($0.description) }
        object["until"] = until.map { .string($0.description) }
        object["limit"] = limit.map(JSONValue.integer)
        if isSticky { object["lasts"] = .bool(true) }
        object["fault"] = fault.json
        return .object(object)
    }
}

extension StrictJSONReader {
    /// Reads an operation by either of its names; an error lists those that the journal shows.
    fileprivate func operation(_ key: String) throws(InputError) -> Operation? {
        if let operation = value(key)?.string.flatMap(Operation.init(name:)) { return operation }
        return try choice(key, of: Operation.self)
    }
}
