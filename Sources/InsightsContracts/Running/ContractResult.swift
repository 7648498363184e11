/// What came of a case.
public struct ContractResult: Sendable {
    /// The kinds of verdict.
    public enum Verdict: Sendable {
        /// Everything was as the contract says.
        case passed
        /// Something was not.
        case failed(ContractFailure)
        /// Something that is only assumed was not, at a target that need not follow assumptions.
        case reported(ContractFailure)
        /// The target cannot do what the contract needs.
        case skipped(reason: String)
        /// The target could not be reached, or the contract not be filled in.
        case broken(reason: String)
    }

    /// The case.
    public let item: ContractCase
    /// The verdict.
    public let verdict: Verdict
    /// How many answers were judged.
    public let judgedAnswers: Int
    /// How long it took, in seconds of the machine's clock.
    public let seconds: Double
}

/// The first answer that is not what a contract says.
public struct ContractFailure: Sendable, CustomStringConvertible {
    /// The step, counted from 1.
    public let step: Int
    /// The repetition of that step, counted from 1.
    public let repetition: Int
    /// What the step does, in a few words.
    public let action: String
    /// Which part of the answer: `status`, `header Content-Type`, `body`.
    public let part: String
    /// What was expected and found, and where in that part.
    public let mismatch: Mismatch
    /// What the service said with it: its message, and the simulator's explanation.
    public let remarks: [String]
    /// The request as a line for a shell, with names in place of secrets; nil for steps that make none.
    public let curl: String?

    /// Step, place, expected and actual in one line.
    public var description: String { "step \(step), \(action): \(part) \(mismatch)" }
}
