import InsightsFixtures
public import InsightsSimulator

/// The trials of a client: every call of the first run with every fault that applies to it.
public struct TorturePlan: Sendable {
    /// All trials, in the order of the calls.
    public let trials: [TortureTrial]

    /// Creates the trials for the calls of a first run.
    public init(_ entries: [JournalEntry]) {
        var counts: [Operation: Int] = [:]
        trials = entries.flatMap { entry in
            counts[entry.route, default: 0] += 1
            let number = counts[entry.route] ?? 1
            return TortureFault.allCases.filter { $0.applies(to: entry.route) }.map {
                TortureTrial(route: entry.route, number: number, fault: $0, bodyBytes: entry.response.bodyBytes)
            }
        }
    }

    /// Draws `count` trials under a seed, and returns them in their order; returns all if there are no more.
    public func sample(_ count: Int, seed: UInt64) -> [TortureTrial] {
        guard count < trials.count else { return trials }
        var generator = SeededGenerator(state: seed)
        var remaining = Array(trials.indices)
        for index in 0..<count { remaining.swapAt(index, Int.random(in: index..<remaining.count, using: &generator)) }
        return remaining.prefix(count).sorted().map { trials[$0] }
    }

    /// Returns the trials with some names, and the names that no trial has.
    public func named(_ names: [String]) -> (trials: [TortureTrial], unknown: [String]) {
        let known = Set(trials.map(\.id))
        return (trials.filter { names.contains($0.id) }, names.filter { !known.contains($0) })
    }
}
