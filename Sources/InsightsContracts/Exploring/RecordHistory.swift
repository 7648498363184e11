/// The calls of several clients on one record, with the times at which each began and ended.
package struct RecordHistory: Sendable {
    /// What a call does to the record.
    package enum Operation: Sendable, Hashable, CustomStringConvertible {
        case read
        case rename(String)
        case pause
        case resume
        case delete

        /// The operation in a few words.
        package var description: String {
            switch self {
            case .read: "read"
            case .rename(let name): "rename to '\(name)'"
            case .pause: "pause"
            case .resume: "resume"
            case .delete: "delete"
            }
        }
    }

    /// What a response shows of the record.
    package enum State: Sendable, Hashable, CustomStringConvertible {
        /// The record has a name and, if it is a report, a status.
        case present(name: String, status: String)
        /// There is no such record.
        case missing
        /// The response says neither.
        case unexpected(String)

        /// The state in a few words.
        package var description: String {
            switch self {
            case .present(let name, let status): "'\(name)'\(status.isEmpty ? "" : " \(status)")"
            case .missing: "missing"
            case .unexpected(let response): response
            }
        }
    }

    /// One call and its response.
    package struct Call: Sendable, CustomStringConvertible {
        /// The client, counted from 1.
        package let client: Int
        /// The tick at which the call began; ticks of all clients count in one order.
        package let began: Int
        /// The tick at which its response was there.
        package let ended: Int
        /// What the call does.
        package let operation: Operation
        /// What its response shows.
        package let response: State

        /// Creates a call.
        package init(client: Int, began: Int, ended: Int, operation: Operation, response: State) {
            self.client = client
            self.began = began
            self.ended = ended
            self.operation = operation
            self.response = response
        }

        /// The call in one line.
        package var description: String { "client \(client), \(began) to \(ended): \(operation) -> \(response)" }
    }

    /// What the record is called, for people.
    package let name: String
    /// The state before the first call.
    package let start: State
    /// The calls.
    package private(set) var calls: [Call]

    /// The greatest number of calls that can be judged.
    package static let mostCalls = 128

    /// Creates a history.
    package init(name: String, start: State, calls: [Call] = []) {
        self.name = name
        self.start = start
        self.calls = calls.sorted { $0.began < $1.began }
    }

    /// Whether the calls have an order that fits all responses and the times; false for more than `mostCalls`.
    ///
    /// In such an order no call comes before one that had ended when it began.
    ///
    /// It is the search of Wing and Gong (1993), which remembers what it has tried, as Lowe (2017) suggests.
    package var isLinearizable: Bool {
        guard calls.count <= Self.mostCalls else { return false }
        var tried: Set<Progress> = []
        return order(from: Progress(done: 0, state: start), &tried)
    }

    /// The history without reads that have no part in its contradiction; nil if it has none.
    package var shortestContradiction: RecordHistory? {
        guard !isLinearizable else { return nil }
        var kept = calls
        // Without a write, a right response to a later call would look wrong.
        for index in calls.indices.reversed() where calls[index].operation == .read {
            var fewer = kept
            fewer.removeAll { $0.began == calls[index].began }
            if !RecordHistory(name: name, start: start, calls: fewer).isLinearizable { kept = fewer }
        }
        return RecordHistory(name: name, start: start, calls: kept)
    }

    private struct Progress: Hashable {
        var done: UInt128
        var state: State
    }

    private func order(from progress: Progress, _ tried: inout Set<Progress>) -> Bool {
        guard progress.done.nonzeroBitCount < calls.count else { return true }
        guard tried.insert(progress).inserted else { return false }
        let open = calls.indices.filter { progress.done & 1 << UInt128($0) == 0 }
        // Only a call that began before every open call had ended can be the next one.
        let firstEnd = open.map { calls[$0].ended }.min() ?? 0
        for index in open where calls[index].began < firstEnd {
            let (state, response) = Self.apply(calls[index].operation, to: progress.state)
            guard response == calls[index].response else { continue }
            let next = Progress(done: progress.done | 1 << UInt128(index), state: state)
            if order(from: next, &tried) { return true }
        }
        return false
    }

    /// Returns the state after an operation, and what its response shows.
    private static func apply(_ operation: Operation, to state: State) -> (after: State, response: State) {
        guard case .present(let name, let status) = state else { return (state, .missing) }
        switch operation {
        case .read: return (state, state)
        case .delete: return (.missing, state)
        case .rename(let name): return same(.present(name: name, status: status))
        case .pause: return same(.present(name: name, status: "Paused"))
        case .resume: return same(.present(name: name, status: "Active"))
        }
    }

    private static func same(_ state: State) -> (after: State, response: State) { (state, state) }
}
