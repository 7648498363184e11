import InsightsAPI
import InsightsContracts
import InsightsJSON
private import Synchronization

/// The contracts that the console lists and runs, read when they are listed and kept until then.
final class ContractLibrary: Sendable {
    /// The contracts of one reading.
    private struct Reading: Sendable {
        let suite: ContractSuite
        /// The mutants; nil if there is no table.
        let mutants: MutantTable?
    }

    /// The name of what a person tries out, for reports.
    static let draftID = "draft/contract"

    let source: ContractSource
    private let last = Mutex<Reading?>(nil)

    init(_ source: ContractSource) {
        self.source = source
    }

    /// Returns what a filter accepts; `isFresh` reads the files again.
    func choice(_ filter: ContractFilter, isFresh: Bool) throws(ContractRouteError) -> ContractChoice {
        let choice = ContractChoice(try reading(isFresh: isFresh).suite, filter)
        if let complaint = choice.complaint {
            throw .badValue(InputError(place: "match", rule: complaint))
        }
        return choice
    }

    /// Returns a list of contracts.
    func list(_ filter: ContractFilter) throws(ContractRouteError) -> JSONValue {
        let choice = try choice(filter, isFresh: true)
        let contracts = choice.groups.map { group -> JSONValue in
            var summary = summary(group)
            summary["steps"] = .integer(group.contract.steps.count)
            return .object(summary)
        }
        return .object([
            "edition": .string(filter.edition.rawValue), "cases": .integer(choice.cases.count),
            "contracts": .array(contracts),
        ])
    }

    /// Returns one contract in words, as its file has it, and the mutants that it kills.
    func explanation(of name: String) throws(ContractRouteError) -> JSONValue {
        let reading = try reading(isFresh: false)
        let contracts = reading.suite.contracts
        guard
            let contract = contracts.first(where: { $0.id == name })
                ?? contracts.flatMap(\.instances).first(where: { $0.name == name })
        else {
            throw .unknownContract(name, hint: "\(ContractSuggestion(for: name, among: contracts.map(\.id)))")
        }
        var members: JSONObject = [
            "id": .string(contract.name), "title": .string(contract.title),
            "explanation": .string("\(ContractExplanation(contract, references: source.references))"),
        ]
        if let folder = reading.suite.folder {
            do throws(InputError) {
                let bytes = try ContractFolder.read("\(folder)/\(contract.id).json")
                members["text"] = .string(String(decoding: bytes, as: UTF8.self))
            } catch {
                throw .unreadable(error.description)
            }
        }
        members["kills"] = .array(
            (reading.mutants?.mutants(killedBy: contract.id) ?? []).map {
                .object(["mutant": .string($0.name), "fault": .string($0.fault)])
            })
        members["noMutantReason"] = contract.noMutantReason.map(JSONValue.string)
        return .object(members)
    }

    /// Returns the table of mutants.
    func mutants() throws(ContractRouteError) -> JSONValue {
        guard let table = try reading(isFresh: false).mutants else {
            throw .noMutants(folder: source.folder ?? "contracts")
        }
        return table.json
    }

    /// Returns the cases of a contract that is no file yet.
    func cases(ofDraft draft: JSONValue, _ filter: ContractFilter) throws(ContractRouteError) -> [ContractCase] {
        let bytes = JSONWriter.encode(draft)
        guard bytes.count <= ContractFolder.largestFile else {
            throw .badValue(
                place: "draft", found: "\(bytes.count) bytes", expected: "at most \(ContractFolder.largestFile)")
        }
        let suite: ContractSuite
        do throws(InputError) {
            suite = ContractSuite([try Contract(id: Self.draftID, parsing: bytes)])
        } catch {
            throw .badValue(Self.inDraft(error))
        }
        do throws(ContractError) {
            try source.check(suite)
        } catch {
            throw error.errors.first.map { .badValue(Self.inDraft($0)) } ?? .unreadable("\(error)")
        }
        let cases = suite.cases(edition: filter.edition, programs: filter.programs)
        guard !cases.isEmpty else {
            throw .badValue(
                InputError(
                    place: "draft", rule: "it has no case for the chosen edition and program",
                    hint: "change its editions and programs, or choose others"))
        }
        return cases
    }

    private static func inDraft(_ error: InputError) -> InputError {
        var error = error
        error.place.file = ""
        error.place.field = "draft\(error.place.field)"
        return error
    }

    private func summary(_ group: ContractChoice.Group) -> JSONObject {
        ContractSummary(group, folder: source.references.folder).json
    }

    private func reading(isFresh: Bool) throws(ContractRouteError) -> Reading {
        if !isFresh, let known = last.withLock({ $0 }) { return known }
        do throws(ContractError) {
            let suite = try source.read()
            try source.check(suite)
            let reading = Reading(suite: suite, mutants: try Self.mutants(beside: suite))
            last.withLock { $0 = reading }
            return reading
        } catch {
            throw .unreadable("\(error)")
        }
    }

    private static func mutants(beside suite: ContractSuite) throws(ContractError) -> MutantTable? {
        guard let folder = suite.folder else { return nil }
        let path = "\(folder)/\(MutantTable.fileName)"
        do throws(InputError) {
            guard let bytes = try ContractFolder.readIfPresent(path) else { return nil }
            return try MutantTable(parsing: bytes)
        } catch {
            var error = error
            error.place.file = path
            throw ContractError(error)
        }
    }
}
