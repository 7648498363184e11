import InsightsContracts
import InsightsJSON

/// What is known of one run of contracts.
struct ContractRunRecord: Sendable {
    /// How far a run is.
    enum State: String, Sendable {
        case running
        case finished
        /// Someone ended it; cases that did not start have no result.
        case cancelled
    }

    let number: Int
    /// What was asked for, as the page shows it again.
    let request: JSONObject
    /// The number of cases.
    let total: Int
    /// What results refer to; nil for a draft, which has no file.
    let references: ContractReferences?
    let start: ContinuousClock.Instant
    private(set) var checks: [Check] = []
    private(set) var state = State.running
    /// The duration; nil while it runs.
    private(set) var seconds: Double?

    init(
        number: Int, request: JSONObject, total: Int, references: ContractReferences?, start: ContinuousClock.Instant
    ) {
        self.number = number
        self.request = request
        self.total = total
        self.references = references
        self.start = start
    }

    /// Adds the result of the next case.
    mutating func add(_ result: ContractResult) {
        var check = Check(result, references ?? ContractReferences(command: nil))
        if references == nil { check.file = nil }
        checks.append(check)
    }

    /// Ends the run.
    mutating func end(isCancelled: Bool, at instant: ContinuousClock.Instant) {
        state = isCancelled ? .cancelled : .finished
        seconds = (instant - start) / .seconds(1)
    }

    /// Returns the run without its results.
    func summary(now: ContinuousClock.Instant) -> JSONObject {
        var counts = JSONObject()
        for kind in Check.Kind.allCases { counts[kind.rawValue] = .integer(checks.count { $0.outcome.kind == kind }) }
        return [
            "run": .integer(number), "state": .string(state.rawValue), "request": .object(request),
            "total": .integer(total), "done": .integer(checks.count), "counts": .object(counts),
            "seconds": .number(secondsText(seconds ?? (now - start) / .seconds(1))),
        ]
    }

    /// Returns the run with the results after the first ones.
    func json(after first: Int, now: ContinuousClock.Instant) -> JSONValue {
        var members = summary(now: now)
        members["results"] = .array(checks.dropFirst(first).map(\.json))
        return .object(members)
    }
}
