import InsightsAPI
import InsightsFixtures
import InsightsSimulator

/// One call of a client's first run, and what is done to it in another run.
struct TortureTrial: Equatable {
    let route: Operation
    /// Which of the route's calls, from 1.
    let number: Int
    let fault: TortureFault
    /// How many bytes the answer had in the first run; nil if it was not known when it was sent.
    let bodyBytes: Int?

    /// What it is called, such as `createReport#2:reset-before-body`.
    var id: String { "\(route.rawValue)#\(number):\(fault.rawValue)" }

    /// The rule that brings it about.
    var rule: FaultRule {
        FaultRule(
            fault.fault(bodyBytes: bodyBytes), name: id, route: route, nth: number, limit: 1, isSticky: fault.lasts)
    }
}

/// Which calls are spoiled and how: every call of the first run with every fault that can befall it.
struct TorturePlan {
    let pairs: [TortureTrial]

    /// The pairs of the calls of a first run, in the order of the calls.
    init(_ entries: [JournalEntry]) {
        var counts: [Operation: Int] = [:]
        pairs = entries.flatMap { entry in
            counts[entry.route, default: 0] += 1
            let number = counts[entry.route] ?? 1
            return TortureFault.allCases.filter { $0.canBefall(entry.route) }.map {
                TortureTrial(route: entry.route, number: number, fault: $0, bodyBytes: entry.response.bodyBytes)
            }
        }
    }

    /// So many of them, drawn under a seed, in their order; all of them where there are no more.
    func drawn(_ count: Int, seed: UInt64) -> [TortureTrial] {
        guard count < pairs.count else { return pairs }
        var generator = SeededGenerator(state: seed)
        var rest = Array(pairs.indices)
        for index in 0..<count { rest.swapAt(index, Int.random(in: index..<rest.count, using: &generator)) }
        return rest.prefix(count).sorted().map { pairs[$0] }
    }

    /// The pairs of some names, and the names that no pair has.
    func named(_ names: [String]) -> (pairs: [TortureTrial], unknown: [String]) {
        let known = Set(pairs.map(\.id))
        return (pairs.filter { names.contains($0.id) }, names.filter { !known.contains($0) })
    }
}
