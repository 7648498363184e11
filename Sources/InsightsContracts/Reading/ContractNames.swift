import InsightsAPI
import InsightsJSON
import InsightsTime

/// A check that every `${...}` of a contract has a value when it is needed, before any contract runs.
struct ContractNames {
    private var known: Set<String>

    /// The names that every contract may use: the program, the addresses and the credentials of the caller.
    private static let ofPrincipal = [
        "tenantId", "clientId", "clientSecret", "username", "password", "basic", "wrongBasic", "resource",
    ]
    private static let usual = ["program", "version", "baseUrl", "authority", "callback", "i"] + ofPrincipal

    /// Checks a contract for each of its programs.
    ///
    /// - Throws: `InputError` with the step of the first name that stands for nothing.
    static func check(_ contract: Contract) throws(InputError) {
        for program in contract.programs {
            var names = ContractNames(known: Set(usual))
            names.known.formUnion((contract.variables[program] ?? [:]).keys)
            for actor in contract.actors.keys { names.known.formUnion(ofPrincipal.map { "\(actor).\($0)" }) }
            for (index, step) in contract.steps.enumerated() { try names.check(step, "/steps/\(index)") }
            for (index, step) in contract.cleanUp.enumerated() { try names.check(step, "/cleanUp/\(index)") }
        }
    }

    private mutating func check(_ step: ContractStep, _ place: String) throws(InputError) {
        switch step.action {
        case .call(_, let arguments): try check(.object(arguments), place)
        case .advance(let text), .setClock(let text): try check(.string(text), place)
        case .faults(let plan): try check(plan, place)
        case .receiveCallbacks: break
        }
        for expectation in [step.expectation, step.assumption].compactMap({ $0 }) {
            for (_, matcher) in expectation.headers { try check(matcher, place) }
            if let body = expectation.body { try check(body, place) }
        }
        known.formUnion(step.captures.map(\.name))
    }

    /// Checks a matcher; matchers bind names too, in the order in which they examine a value.
    private mutating func check(_ matcher: Matcher, _ place: String) throws(InputError) {
        switch matcher {
        case .exactly(let value), .length(let value), .rows(let value): try check(value, place)
        case .near(let text, _): try check(.string(text), place)
        case .form(_, let name): if let name { known.insert(name) }
        case .members(let members): for (_, matcher) in members { try check(matcher, place) }
        case .elements(let matchers), .oneOf(let matchers), .all(let matchers):
            for matcher in matchers { try check(matcher, place) }
        case .each(let matcher, _), .contains(let matcher), .not(let matcher), .separated(_, let matcher),
            .token(let matcher), .json(let matcher), .urlParts(let matcher):
            try check(matcher, place)
        case .byProgram(let matchers):
            for program in matchers.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
                if let matcher = matchers[program] { try check(matcher, place) }
            }
        case .keys, .atLeast, .atMost, .pattern, .range, .sorted, .unique: break
        }
    }

    private func check(_ template: JSONValue, _ place: String) throws(InputError) {
        for name in Variables.names(in: template) {
            let bare = TextChange(of: name[...]).map { String($0.name) } ?? name
            guard !known.contains(bare), !Self.isInstant(bare) else { continue }
            throw InputError(
                place: place, found: "${\(name)}, which has no value there",
                expected: "a variable, a name that an earlier response gave, now, now+PT4H, or one of "
                    + Self.usual.joined(separator: ", "))
        }
    }

    private static func isInstant(_ name: String) -> Bool {
        guard name.hasPrefix("now") else { return false }
        let rest = name.dropFirst(3)
        return rest.isEmpty
            || (rest.hasPrefix("+") || rest.hasPrefix("-")) && ISODuration(String(rest.dropFirst())) != nil
    }
}
