/// The result of a case.
public struct ContractResult: Sendable {
    /// The verdicts, with their data.
    public enum Verdict: Sendable {
        /// Every response was as the contract says.
        case passed
        /// A response was not as the contract says.
        case failed(ContractFailure)
        /// A response was not as the contract assumes, at a target that need not follow assumptions.
        case reported(ContractFailure)
        /// The target cannot do what the contract needs.
        case skipped(reason: String)
        /// The target could not be reached, or a value of the contract could not be inserted.
        case broken(reason: String)
    }

    /// The case that ran.
    public let item: ContractCase
    /// The verdict on the case.
    public let verdict: Verdict
    /// The number of steps whose responses were judged, repetitions included.
    public let judgedResponses: Int
    /// The duration in real time, in seconds.
    public let seconds: Double
}

/// The first response that deviates from the contract.
public struct ContractFailure: Sendable, CustomStringConvertible {
    /// The step, counted from 1.
    public let step: Int
    /// The repetition of that step, counted from 1.
    public let repetition: Int
    /// The action of the step, in a few words.
    public let action: String
    /// The part of the response: `status`, `header Content-Type` or `body`; for what no contract states by itself,
    /// `everything else` or `every response: header Content-Type`.
    public let part: String
    /// The expected and the actual value, and their place in that part.
    public let mismatch: Mismatch
    /// The message of the service and the simulator's explanation, if present.
    public internal(set) var remarks: [String]
    /// The request as a shell command line with names in place of secrets; nil for steps without a request.
    public let curl: String?

    /// The step, part, expected and actual value in one line.
    public var description: String { "step \(step), \(action): \(part) \(mismatch)" }

    /// How the part begins when a header field is wrong that every response of its kind has.
    static let everyResponse = "every response: "

    /// Whether a header field is wrong that every response of its kind has, whatever the contract is about.
    package var isOfEveryResponse: Bool { part.hasPrefix(Self.everyResponse) }
}
