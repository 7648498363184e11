import InsightsAPI

/// The order in which the mutants of a case's calls are tried: one of each kind in turn, within a kind spread by name.
struct TrialOrder {
    private let byCall: [RightRun.Call: [WireMutant]]

    init(_ mutants: [WireMutant]) {
        var rounds: [RightRun.Call: [[WireMutant]]] = [:]
        var placed: [RightRun.Call: [WireKind: Int]] = [:]
        for mutant in WireSample(seed: 1, count: mutants.count).ranked(mutants) {
            let call = RightRun.Call(operation: mutant.operation, program: mutant.program)
            let round = placed[call, default: [:]][mutant.kind, default: 0]
            placed[call, default: [:]][mutant.kind] = round + 1
            if rounds[call, default: []].count == round { rounds[call, default: []].append([]) }
            rounds[call]?[round].append(mutant)
        }
        byCall = rounds.mapValues { $0.flatMap(\.self) }
    }

    /// Returns the mutants of some calls, those of each call in turn.
    func mutants(of calls: Set<RightRun.Call>) -> [WireMutant] {
        let lists = byCall.filter { key, _ in
            calls.contains { call in
                call.operation == key.operation
                    && (call.program == nil || key.program == nil || call.program == key.program)
            }
        }.sorted {
            ($0.key.operation.rawValue, $0.key.program?.rawValue ?? "") < (
                $1.key.operation.rawValue, $1.key.program?.rawValue ?? ""
            )
        }.map(\.value)
        let longest = lists.map(\.count).max() ?? 0
        return (0..<longest).flatMap { index in lists.compactMap { index < $0.count ? $0[index] : nil } }
    }
}
