import InsightsAPI
import InsightsHTTP
public import InsightsJSON
import InsightsTime

extension Contract {
    private static let keys = [
        "$schema", "title", "programs", "editions", "versions", "evidence", "settings", "difference", "tenant", "clock",
        "actors", "forEach",
        "variables", "receiver", "steps", "cleanUp", "noMutantReason", "killsNothingBecause",
    ]

    /// Parses the text of a contract file.
    ///
    /// - Throws: `InputError`, if it is not JSON or does not have the form.
    public init(id: String, parsing bytes: [UInt8]) throws(InputError) {
        try self.init(id: id, try StrictJSONValue(parsing: bytes, at: .pointer()).value)
    }

    init(id: String, _ value: JSONValue) throws(InputError) {
        let reader = try StrictJSONReader(value, at: .pointer(), keys: Self.keys)
        guard let generation = try ContractGeneration(reader) else {
            try self.init(id: id, reader)
            return
        }
        // A page has a line for the contract, not for each element.
        let title = try reader.requiredString("title")
        guard !title.contains("${") else { throw reader.mismatch("title", "a sentence about all elements") }
        var instances: [Contract] = []
        for element in generation.elements {
            let template = ContractTemplate(element: element, scope: generation.scope)
            let text = try template.inserted(into: value, at: .pointer()) ?? .null
            var contract = try Contract(id: id, StrictJSONReader(text, at: .pointer(), keys: Self.keys))
            contract.generation = generation
            contract.element = element.name
            if !instances.isEmpty { contract.repeatedSteps = Self.sharedSteps(value, text) }
            instances.append(contract)
        }
        self = instances[0]
        element = nil
        self.instances = instances
    }

    /// Returns the number of steps at the start into which an element puts no value.
    private static func sharedSteps(_ template: JSONValue, _ inserted: JSONValue) -> Int {
        zip(template["steps"]?.array ?? [], inserted["steps"]?.array ?? []).prefix { $0.isSame(as: $1) }.count
    }

    /// Reads a contract about one thing, or about one element of a claim.
    private init(id: String, _ reader: StrictJSONReader) throws(InputError) {
        self.id = id
        _ = try reader.string("$schema")
        title = try reader.requiredString("title")
        programs = try reader.choices("programs", of: PartnerProgram.self)
        editions = try reader.choices("editions", of: Edition.self)
        versions = try reader.choices("versions", of: ServiceVersion.self)
        evidence = try Evidence(reader)
        settings = try (reader.members("settings") ?? [:]).members.map { (member) throws(InputError) in
            guard let value = member.value.string else {
                throw InputError(
                    place: "/settings/\(member.key)", found: member.value.kind, expected: "the value as a string")
            }
            return ContractSetting(member.key, value)
        }
        difference = try reader.nonEmptyString("difference").map { KnownDifference(id: $0, reason: "") }
        tenant = try reader.string("tenant")
        if let text = try reader.string("clock") {
            guard let instant = Timestamp(text) else { throw reader.mismatch("clock", "yyyy-MM-ddTHH:mm:ssZ") }
            clock = instant
            namesClock = true
        } else {
            clock = Self.usualClock
            namesClock = false
        }
        actors = try Self.actors(reader)
        variables = try Self.variables(reader, programs: programs)
        callbackResponse = try reader.object["receiver"].map { (value) throws(InputError) in
            let reader = try StrictJSONReader(value, at: reader.at("receiver"), keys: ["status", "location"])
            guard let status = try reader.integer("status", in: 200...599) else {
                throw reader.mismatch("status", "200 to 599")
            }
            let location = try reader.string("location")
            guard location?.hasPrefix("/") != false, location.map({ HTTPFieldValue($0) != nil }) ?? true else {
                throw reader.mismatch("location", "a path such as /moved")
            }
            return CallbackResponse(status: status, location: location)
        }
        steps = try Self.steps(reader, "steps")
        cleanUp = try Self.steps(reader, "cleanUp")
        // The second key is the former name.
        let formerReason = try reader.string("killsNothingBecause")
        noMutantReason = try reader.string("noMutantReason") ?? formerReason
        guard steps.contains(where: { $0.expectation.isJudgement }) else {
            throw reader.mismatch("steps", "at least one step with a response to check")
        }
        for step in steps + cleanUp {
            guard let name = step.actor, name != ContractStep.nobody, actors[name] == nil else { continue }
            throw InputError(
                place: "/steps", found: "the actor '\(name)'",
                expected: ([ContractStep.nobody] + actors.keys.sorted()).joined(separator: ", "))
        }
        try ContractNames.check(self)
    }

    private static func steps(_ reader: StrictJSONReader, _ key: String) throws(InputError) -> [ContractStep] {
        var steps: [ContractStep] = []
        for element in try reader.elements(key) { steps.append(try ContractStep(element.value, at: element.place)) }
        return steps
    }

    private static func actors(_ reader: StrictJSONReader) throws(InputError) -> [String: ContractActor] {
        var actors: [String: ContractActor] = [:]
        for member in try reader.members("actors")?.members ?? [] {
            let place = reader.at("actors").member(member.key)
            let actor = try StrictJSONReader(member.value, at: place, keys: ["application", "user", "tenant"])
            if let tenant = try actor.string("tenant") {
                guard tenant == "other", actor.object.members.count == 1 else {
                    throw actor.mismatch("tenant", "other, with no further key")
                }
                actors[member.key] = .stranger
            } else {
                actors[member.key] = .principal(
                    application: try actor.requiredString("application"), user: try actor.string("user"))
            }
        }
        return actors
    }

    /// Parses the variables; each is a value, or an object with one value for each program.
    private static func variables(
        _ reader: StrictJSONReader, programs: [PartnerProgram]
    ) throws(InputError) -> [PartnerProgram: [String: JSONValue]] {
        var variables: [PartnerProgram: [String: JSONValue]] = [:]
        for member in try reader.members("variables")?.members ?? [] {
            for program in programs {
                let isPerProgram = member.value.object.map { object in
                    !object.members.isEmpty && object.keys.allSatisfy { PartnerProgram(rawValue: $0) != nil }
                }
                guard isPerProgram == true else {
                    variables[program, default: [:]][member.key] = member.value
                    continue
                }
                guard let value = member.value[program.rawValue] else {
                    throw InputError(
                        place: "/variables/\(member.key)", found: "nothing for \(program)",
                        expected: "a value for each program of the contract")
                }
                variables[program, default: [:]][member.key] = value
            }
        }
        return variables
    }
}

extension Evidence {
    fileprivate init(_ outer: StrictJSONReader) throws(InputError) {
        guard let value = outer.object["evidence"] else {
            throw outer.mismatch("evidence", "an object with class and sources")
        }
        let reader = try StrictJSONReader(value, at: outer.at("evidence"), keys: ["class", "date", "sources"])
        guard let kind = try reader.string("class").flatMap(Class.init(rawValue:)) else {
            throw reader.mismatch("class", Class.allCases.map(\.rawValue).joined(separator: ", "))
        }
        let date = try reader.string("date")
        guard (kind == .observed) == (date != nil) else {
            throw reader.mismatch("date", kind == .observed ? "when it was observed" : "nothing: it was not observed")
        }
        guard date.map(Self.isDate) ?? true else { throw reader.mismatch("date", "yyyy, yyyy-MM or yyyy-MM-dd") }
        guard let sources = try reader.strings("sources"), !sources.contains("") else {
            throw reader.mismatch("sources", "an array of strings, such as seed 002 or C1")
        }
        self.init(kind, date: date, sources: sources)
    }

    /// Returns whether a text is an existing year, month or day.
    private static func isDate(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard
            zip(parts, [4, 2, 2]).allSatisfy({ $0.utf8.count == $1 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            parts.count <= 3
        else { return false }
        let numbers = parts.compactMap { Int($0) } + [1, 1]
        return CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]) != nil
    }
}

extension ContractExpectation {
    /// Whether there is any expectation.
    fileprivate var isJudgement: Bool { !statuses.isEmpty || !headers.isEmpty || body != nil }
}
