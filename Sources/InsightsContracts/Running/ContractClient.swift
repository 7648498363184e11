public import InsightsAPI
package import InsightsHTTP

/// A client of the service that contracts run against.
///
/// It is the HTTP client of this module, a client library, or a program driven by one JSON object per line.
public protocol ContractClient: Sendable {
    /// Returns whether the client supports an operation; contracts that need another one are skipped with the reason.
    func offers(_ operation: Operation) -> Bool

    /// Returns the call as the client sends it, which has other names if the client changes them.
    func sent(_ call: ContractCall) -> ContractCall

    /// Makes one call and returns the response of the service, also if it is an error response.
    ///
    /// - Throws: `SubjectError` if there is no response.
    func perform(_ call: ContractCall) async throws(SubjectError) -> ContractResponse

    /// Tells the client that the service's clock has moved, so that tokens it keeps may have expired.
    func timeHasPassed() async
}

/// A client whose requests go over transports that a wrong server can be put in front of.
package protocol TransportClient: ContractClient {
    /// Returns the client with each of its transports changed; it gets its own tokens.
    func over(_ change: @escaping @Sendable (any HTTPTransport) -> any HTTPTransport) -> any ContractClient

    /// Returns a token of a principal, asked for without the changed transports; nil if there is none.
    func usualToken(_ credentials: Credentials, program: PartnerProgram) async -> String?
}

extension ContractClient {
    /// Returns true: the default supports every operation.
    public func offers(_ operation: Operation) -> Bool { true }

    /// Returns the call unchanged, which is the default.
    public func sent(_ call: ContractCall) -> ContractCall { call }
}

/// The reason why a call has no response.
public struct SubjectError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The consequence for the case.
    public enum Kind: Sendable, Equatable {
        /// The contract expects a response, so the case fails.
        case noResponse
        /// The target is the cause, so the case is skipped or broken, depending on the error.
        case target(TargetError)
    }

    /// The reason in words, without secrets.
    public let reason: String
    /// The consequence for the case.
    public let kind: Kind

    /// Creates an error that fails the case, unless another kind is given.
    public init(_ reason: String, kind: Kind = .noResponse) {
        self.reason = reason
        self.kind = kind
    }

    /// The reason in words.
    public var description: String { reason }
}
