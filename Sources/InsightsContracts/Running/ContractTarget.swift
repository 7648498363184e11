public import InsightsAPI
public import InsightsJSON
public import InsightsTime

/// A target on which contracts run; it opens an environment for each case.
public protocol ContractTarget: Sendable {
    /// The name in reports.
    var name: String { get }
    /// The greatest number of cases that run in parallel.
    var concurrency: Int { get }
    /// Whether assumed behaviour must hold too; a target such as a live service only reports deviations from it.
    var failsOnAssumptions: Bool { get }
    /// Whether known differences between simulator and service show at the target.
    ///
    /// The default is true for targets that need not follow assumptions.
    var expectsKnownDifferences: Bool { get }

    /// Prepares the environment of a case.
    ///
    /// - Throws: `TargetError` if the target cannot run the case.
    func open(_ item: ContractCase) async throws(TargetError) -> any ContractEnvironment
}

/// The environment of one case: a client of the service, and access to clock, faults and callbacks.
public protocol ContractEnvironment: Sendable {
    /// The client that makes the calls.
    var subject: any ContractClient { get }
    /// The client that looks at everything else after each write; nil, the default, for no look.
    var frameClient: HTTPContractClient? { get }
    /// The base URL of the service, without a trailing slash.
    var baseURL: String { get }
    /// The base URL of the token endpoint, without a trailing slash; by default that of the service.
    var authority: String { get }
    /// The URL for callbacks; nil if there is no receiver.
    var callbackURL: String? { get }

    /// Returns the credentials of an actor; nil means the program's default principal.
    ///
    /// - Throws: `TargetError` if the target has no such principal.
    func credentials(of actor: ContractActor?, in program: PartnerProgram) async throws(TargetError) -> Credentials
    /// Returns the current time of the service.
    ///
    /// - Throws: `TargetError` if it cannot be determined.
    func now() async throws(TargetError) -> Timestamp
    /// Changes the clock; `change` is a request body of `/_sim/clock`.
    ///
    /// - Throws: `TargetError` if the clock cannot be changed.
    func changeClock(_ change: JSONValue) async throws(TargetError)
    /// Sets the fault plan; null removes it.
    ///
    /// - Throws: `TargetError` if faults cannot be set.
    func setFaults(_ plan: JSONValue) async throws(TargetError)
    /// Returns the callbacks since the last call: objects of `method`, `target`, `headers` (lower-case names) and
    /// `body`.
    func takeCallbacks() async -> [JSONValue]
    /// Returns why the latest callback did not arrive, in words; nil, the default, if that is not known.
    func lostCallback() async -> String?
    /// Removes what was prepared for the case.
    func close() async
}

extension ContractTarget {
    /// True for targets that need not follow assumptions.
    public var expectsKnownDifferences: Bool { !failsOnAssumptions }
}

extension ContractEnvironment {
    /// Nil: neither a live service nor another server is asked for more than contracts say.
    public var frameClient: HTTPContractClient? { nil }

    /// The base URL of the service.
    public var authority: String { baseURL }

    /// Returns nil: most targets do not tell.
    public func lostCallback() async -> String? { nil }
}

/// The reason why a case could not run.
public enum TargetError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The target cannot do what the contract needs, so the case is skipped.
    case unsupported(String)
    /// The target does not respond, or responds incorrectly, so the case is broken.
    case unreachable(String)

    /// The error for a cancelled run, which skips the case.
    static var interrupted: TargetError { .unsupported("the run was interrupted") }

    /// The reason in words.
    public var description: String {
        switch self {
        case .unsupported(let reason), .unreachable(let reason): reason
        }
    }
}
