public import InsightsAPI

/// What a contract is run against: something that can call the service.
///
/// The wire itself, a client library, or a program that speaks one JSON object per line.
public protocol ContractClient: Sendable {
    /// Whether it can do a call at all; contracts that need another are skipped, with the reason.
    func offers(_ operation: Operation) -> Bool

    /// The call as it is really made: with other names, for a subject that changes them.
    func sent(_ call: ContractCall) -> ContractCall

    /// Makes one call and returns what the service answered, refusals included.
    ///
    /// - Throws: `SubjectError`, if no answer came.
    func perform(_ call: ContractCall) async throws(SubjectError) -> ContractResponse

    /// Hears that time has passed at the service: tokens it keeps may have expired.
    func timeHasPassed() async
}

extension ContractClient {
    /// Everything.
    public func offers(_ operation: Operation) -> Bool { true }

    /// The call as it is.
    public func sent(_ call: ContractCall) -> ContractCall { call }
}

/// Why a call brought no answer.
public struct SubjectError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What it means for the case.
    public enum Kind: Sendable, Equatable {
        /// The contract asks for an answer: it fails.
        case noAnswer
        /// The target is to blame: the case is skipped or broken, as its error says.
        case target(TargetError)
    }

    /// The reason, without secrets.
    public let reason: String
    /// What it means for the case.
    public let kind: Kind

    /// Creates an error.
    public init(_ reason: String, kind: Kind = .noAnswer) {
        self.reason = reason
        self.kind = kind
    }

    /// The reason.
    public var description: String { reason }
}
