import InsightsAPI
import InsightsJSON

/// A contract in words: its behaviour, evidence and steps, and the command that runs it.
public struct ContractExplanation: Sendable, CustomStringConvertible {
    private let contract: Contract
    private let references: ContractReferences

    /// Creates an explanation of a contract.
    public init(_ contract: Contract, references: ContractReferences = ContractReferences()) {
        self.contract = contract
        self.references = references
    }

    /// The whole text, in several lines without a final newline.
    public var description: String {
        var lines = [contract.name, contract.title, ""]
        lines.append("evidence   \(contract.evidence.kind.rawValue)" + (contract.evidence.date.map { ", \($0)" } ?? ""))
        lines += Self.describe(contract.evidence.sources).map { "           \($0)" }
        lines.append("programs   " + contract.programs.map(\.rawValue).joined(separator: ", "))
        lines.append("editions   " + contract.editions.map(\.rawValue).joined(separator: ", "))
        if contract.versions.count < ServiceVersion.allCases.count {
            lines.append("versions   " + contract.versions.map(\.rawValue).joined(separator: ", "))
        }
        lines += generation
        if let tenant = contract.tenant { lines.append("tenant     \(tenant)") }
        if contract.namesClock { lines.append("clock      \(contract.clock)") }
        for setting in contract.settings { lines.append("setting    \(setting.name)=\(setting.value)") }
        for name in contract.actors.keys.sorted() {
            lines.append("actor      \(name): \(contract.actors[name].map(Self.describe) ?? "")")
        }
        if let response = contract.callbackResponse {
            lines.append(
                "receiver   responds \(response.status)" + (response.location.map { ", Location \($0)" } ?? ""))
        }
        if let difference = contract.difference {
            lines.append("differs    \(difference)")
        }
        let needs = ContractRequirements(contract)
        if let reason = needs.reasonToSkip { lines.append("elsewhere  skipped by other servers: \(reason)") }
        lines.append("")
        if let first = contract.instances.first?.element { lines.append("For \(first), and likewise for the others:") }
        lines += contract.steps.enumerated().flatMap { index, step in
            Self.describe(step, label: "\(index + 1). ")
        }
        if !contract.cleanUp.isEmpty {
            lines.append("Afterwards:")
            lines += contract.cleanUp.map { "- \(Self.describe($0))" }
        }
        lines += ["", "file       \(references.folder)/\(contract.id).json"]
        if let command = references.command { lines.append("run        \(command) \(contract.name)") }
        return lines.map { PrintableText.line($0) }.joined(separator: "\n")
    }

    /// The elements of a general claim, and those that it leaves out.
    private var generation: [String] {
        guard let generation = contract.generation, !contract.instances.isEmpty else { return [] }
        let names = contract.instances.compactMap(\.element)
        return ["for each   \(generation.scope.rawValue), \(names.count) in all"] + names.map { "           \($0)" }
            + generation.exceptions.map { "except     \($0.name): \($0.reason)" }
    }

    /// Describes the sources, with one line for each kind.
    private static func describe(_ sources: [String]) -> [String] {
        let words = sources.map { EvidenceSource($0).description }
        return words.indices.filter { words.firstIndex(of: words[$0]) == $0 }.map { first in
            let names = sources.indices.filter { words[$0] == words[first] }.map { sources[$0] }
            return "\(names.joined(separator: ", ")): \(words[first])"
        }
    }

    private static func describe(_ actor: ContractActor) -> String {
        switch actor {
        case .principal(let application, let user):
            "the application '\(application)'" + (user.map { " with the user '\($0)'" } ?? " without a user")
        case .stranger: "the usual principal of another tenant"
        }
    }

    /// Describes the action of a step in one line.
    private static func describe(_ step: ContractStep) -> String {
        var action =
            switch step.action {
            case .call(let operation, let arguments): describe(operation, arguments)
            case .advance(let duration): "move the clock by \(duration)"
            case .setClock(let instant): "set the clock to \(instant)"
            case .faults(let plan): plan.isNull ? "end the faults" : "have the simulator misbehave: \(shown(plan))"
            case .receiveCallbacks: "look at the callbacks that came in"
            }
        if let actor = step.actor {
            action = (actor == ContractStep.nobody ? "without a token: " : "as \(actor): ") + action
        }
        if step.repetitions > 1 { action += ", \(step.repetitions) times" }
        if let note = step.note { action += " (\(note))" }
        return action
    }

    /// Describes a step and its expectations, one per line.
    private static func describe(_ step: ContractStep, label: String) -> [String] {
        let margin = String(repeating: " ", count: label.count)
        var lines = [label + describe(step)]
        lines += describe(step.expectation, "expect").map { margin + $0 }
        if let assumption = step.assumption { lines += describe(assumption, "assume").map { margin + $0 } }
        if !step.captures.isEmpty {
            let captures = step.captures.map { "\($0.name) = \($0.pointer)" }
            lines.append(margin + "keep " + captures.joined(separator: ", "))
        }
        return lines
    }

    private static func describe(_ operation: Operation, _ arguments: JSONObject) -> String {
        if operation == .other {
            let head = "\(arguments["method"]?.string ?? "") \(arguments["path"]?.string ?? "")"
            let rest = arguments.members.filter { !["method", "path"].contains($0.key) }
            return rest.isEmpty ? head : "\(head) with \(shown(.object(JSONObject(rest))))"
        }
        return operation.callName + (arguments.members.isEmpty ? "" : " with \(shown(.object(arguments)))")
    }

    private static func describe(_ expectation: ContractExpectation, _ verb: String) -> [String] {
        var lines: [String] = []
        if !expectation.statuses.isEmpty {
            lines.append("\(verb) status " + expectation.statuses.map(String.init).joined(separator: " or "))
        }
        for (name, matcher) in expectation.headers {
            lines += places(of: matcher, at: JSONPointer()).map { pointer, words in
                "\(verb) header \(name)\(pointer.tokens.isEmpty ? "" : " \(pointer.description)"): \(words)"
            }
        }
        if let body = expectation.body {
            lines += places(of: body, at: JSONPointer()).map { pointer, words in
                "\(verb) \(pointer.tokens.isEmpty ? "body" : pointer.description): \(words)"
            }
        }
        return lines
    }

    /// Returns the places that a matcher constrains, each with the constraint in words.
    private static func places(of matcher: Matcher, at pointer: JSONPointer) -> [(JSONPointer, String)] {
        switch matcher {
        case .members(let members):
            members.flatMap { places(of: $0.matcher, at: pointer.appending($0.key)) }
        case .elements(let matchers) where !matchers.isEmpty:
            matchers.enumerated().flatMap { places(of: $0.element, at: pointer.appending(String($0.offset))) }
                + [(pointer, "exactly \(matchers.count) element\(matchers.count == 1 ? "" : "s")")]
        case .all(let matchers): matchers.flatMap { places(of: $0, at: pointer) }
        case .byProgram(let matchers):
            PartnerProgram.allCases.flatMap { program in
                matchers[program].map { places(of: $0, at: pointer) }?.map { ($0.0, "\($0.1) (\(program))") } ?? []
            }
        case .each(let matcher, let least):
            [(pointer, "at least \(least) elements")] + places(of: matcher, at: pointer.appending("*"))
        case .urlParts(let matcher): places(of: matcher, at: pointer)
        case .exactly, .form, .elements, .keys, .contains, .length, .atLeast, .atMost, .pattern, .oneOf, .not, .range,
            .near, .sorted, .unique, .separated, .rows, .token, .json:
            [(pointer, matcher.description)]
        }
    }

    private static func shown(_ value: JSONValue) -> String { Matcher.shown(value) }
}

/// A source of evidence.
struct EvidenceSource {
    let name: String

    init(_ name: String) {
        self.name = name
    }

    /// The kind of source, in a few words.
    var description: String {
        let digits = name.dropFirst()
        let isNumbered = !digits.isEmpty && digits.allSatisfy { ("0"..."9").contains($0) }
        switch name.first {
        case "S" where isNumbered: return "what the published documents say, by number"
        case "C" where isNumbered: return "a contradiction between documents; the default is the reading shown"
        case "U" where isNumbered: return "an open point: no document says it"
        default: break
        }
        if name.hasPrefix("seed ") { return "a published document, by number" }
        if name.hasPrefix("RFC ") || name.hasPrefix("rfc ") { return "a standard of the Internet" }
        if name.hasPrefix("sample ") { return "one of the vendor's sample clients" }
        if name == "fixtures" { return "this project's own data" }
        return "a published page"
    }
}
