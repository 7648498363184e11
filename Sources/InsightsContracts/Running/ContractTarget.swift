public import InsightsAPI
public import InsightsJSON
public import InsightsTime

/// Where contracts are run: opens a stage for each case.
public protocol ContractTarget: Sendable {
    /// What it is called in reports.
    var name: String { get }
    /// How many cases may be run at a time.
    var concurrency: Int { get }
    /// Whether what is only assumed must hold too; at a live service it is reported and does not fail.
    var failsOnAssumptions: Bool { get }
    /// Whether known differences between simulator and service show there; unless a target says otherwise, where
    /// assumptions need not be followed.
    var expectsKnownDifferences: Bool { get }

    /// Prepares what a case needs.
    ///
    /// - Throws: `TargetError`
    func open(_ item: ContractCase) async throws(TargetError) -> any ContractEnvironment
}

/// What a case runs on: somebody to call the service, and what can be done around the calls.
public protocol ContractEnvironment: Sendable {
    /// Makes the calls.
    var subject: any ContractClient { get }
    /// Where the service is, without a slash at the end.
    var baseURL: String { get }
    /// Where the token endpoint is, without a slash at the end; the service's address unless a stage says otherwise.
    var authority: String { get }
    /// Where callbacks may be sent to; nil if nobody listens.
    var callbackURL: String? { get }

    /// The credentials of an actor; nil stands for the program's usual principal.
    ///
    /// - Throws: `TargetError`
    func credentials(of actor: ContractActor?, in program: PartnerProgram) async throws(TargetError) -> Credentials
    /// The present instant.
    ///
    /// - Throws: `TargetError`
    func now() async throws(TargetError) -> Timestamp
    /// Changes the clock, by the body that `/_sim/clock` takes.
    ///
    /// - Throws: `TargetError`
    func changeClock(_ change: JSONValue) async throws(TargetError)
    /// Has the service misbehave by a plan; null ends it.
    ///
    /// - Throws: `TargetError`
    func setFaults(_ plan: JSONValue) async throws(TargetError)
    /// The callbacks since the last call: objects of `method`, `target`, `headers` (names in
    /// small letters) and `body`.
    func takeCallbacks() async -> [JSONValue]
    /// Takes away what was prepared.
    func close() async
}

extension ContractTarget {
    /// Where assumptions need not be followed.
    public var expectsKnownDifferences: Bool { !failsOnAssumptions }
}

extension ContractEnvironment {
    /// The service's.
    public var authority: String { baseURL }
}

/// Why a case could not be run.
public enum TargetError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The target cannot do what the contract needs: the case is skipped.
    case lacks(String)
    /// The target does not answer, or not as it should.
    case unreachable(String)

    /// The run is to end: the case is skipped.
    static var interrupted: TargetError { .lacks("the run was interrupted") }

    /// The reason.
    public var description: String {
        switch self {
        case .lacks(let reason), .unreachable(let reason): reason
        }
    }
}
