import InsightsFixtures
import InsightsSimulator

/// One call of a client's first run, with the fault to inject into it in another run.
struct TortureTrial: Equatable {
    let route: RequestRoute
    /// The number of the call among those of its route, counted from 1.
    let number: Int
    let fault: TortureFault
    /// The length of the response's body in the first run; nil if it was not known when it was sent.
    let bodyBytes: Int?

    /// The name, such as `createReport#2:reset-before-body`.
    var id: String { "\(route.rawValue)#\(number):\(fault.rawValue)" }

    /// The rule that injects the fault.
    var rule: FaultRule {
        FaultRule(
            fault.fault(bodyBytes: bodyBytes), name: id, route: route, nth: number, limit: 1, lasts: fault.lasts)
    }
}

/// The trials of a client: every call of the first run with every fault that applies to it.
struct TorturePlan {
    let pairs: [TortureTrial]

    /// Creates the trials for the calls of a first run, in the order of the calls.
    init(_ entries: [JournalEntry]) {
        var counts: [RequestRoute: Int] = [:]
        pairs = entries.flatMap { entry in
            counts[entry.route, default: 0] += 1
            let number = counts[entry.route] ?? 1
            return TortureFault.allCases.filter { $0.canBefall(entry.route) }.map {
                TortureTrial(route: entry.route, number: number, fault: $0, bodyBytes: entry.response.bodyBytes)
            }
        }
    }

    /// Draws some of the trials with a seed, in order; returns all of them if there are no more than `count`.
    func drawn(_ count: Int, seed: UInt64) -> [TortureTrial] {
        guard count < pairs.count else { return pairs }
        var generator = SeededGenerator(state: seed)
        var rest = Array(pairs.indices)
        for index in 0..<count { rest.swapAt(index, Int.random(in: index..<rest.count, using: &generator)) }
        return rest.prefix(count).sorted().map { pairs[$0] }
    }

    /// Returns the trials with some names, and the names without a trial.
    func named(_ names: [String]) -> (pairs: [TortureTrial], unknown: [String]) {
        let known = Set(pairs.map(\.id))
        return (pairs.filter { names.contains($0.id) }, names.filter { !known.contains($0) })
    }
}
