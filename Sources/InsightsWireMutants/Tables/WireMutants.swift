import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// The tables of all wire mutants, one for each kind.
///
/// They come from the tables of operations, fields, parameters and refusals, so they cover what is added there. Header
/// fields, statuses and codes come from what a right server answered.
package enum WireMutants {
    /// Returns every mutant, in the order of reports.
    ///
    /// - Parameter seen: what a right server answered.
    /// - Returns: the mutants.
    package static func all(_ seen: SeenAnswers) -> [WireMutant] {
        let mutants: [[WireMutant]] = [
            fields, lists, rows, envelopes, headers(seen), statuses(seen), errors(seen), tokens(seen), discovery(seen),
            stale, writes, neighbours, parameters, queries, access, clock, files,
        ]
        return mutants.flatMap(\.self)
    }

    /// Returns mutants for every operation of the service and every program.
    static func each(
        _ operations: [Operation] = Operation.ofService,
        _ make: (Operation, PartnerProgram) -> [WireMutant]
    ) -> [WireMutant] {
        operations.flatMap { operation in PartnerProgram.allCases.flatMap { make(operation, $0) } }
    }
}

/// What a right server answered: the header fields, statuses and error codes of each operation.
package struct SeenAnswers: Sendable {
    /// A status of an operation's answers in a program; nil outside the service.
    struct Answer: Hashable, Sendable {
        let operation: Operation
        let program: PartnerProgram?
        let status: Int
    }

    /// The names of header fields, in the order in which they were first seen.
    private(set) var headers: [Answer: [String]] = [:]
    /// The numbers of token errors.
    private(set) var codes: Set<Int> = []
    /// The keys of documents about tenants.
    private(set) var discoveryKeys: Set<String> = []

    /// Creates an empty collection.
    package init() {}

    /// Notes an answer.
    package mutating func note(_ request: WireRequest, _ response: WireResponse) {
        let answer = Answer(operation: request.operation, program: request.program, status: response.status)
        var names = headers[answer] ?? []
        for field in response.fields.all {
            let name = field.name.lowercased()
            // The service does not promise what only a simulator sends.
            guard !name.hasPrefix(SimulatorEndpoints.fieldPrefix), !HTTPFields.ofConnection.contains(name),
                !names.contains(where: { $0.lowercased() == name })
            else { continue }
            names.append(field.name)
        }
        headers[answer] = names
        if let code = response.json?["error_codes"]?[0]?.integer { codes.insert(code) }
        if request.operation == .discovery { discoveryKeys.formUnion(response.json?.object?.keys ?? []) }
    }

    /// The statuses, sorted.
    var answers: [Answer] {
        headers.keys.sorted {
            ($0.operation.rawValue, $0.program?.rawValue ?? "", $0.status) < (
                $1.operation.rawValue, $1.program?.rawValue ?? "", $1.status
            )
        }
    }
}
