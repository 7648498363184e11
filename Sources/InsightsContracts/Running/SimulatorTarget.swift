import InsightsAPI
public import InsightsHTTP
import InsightsJSON
import InsightsTime

/// A simulator as a target, in process or over a socket: each case gets a tenant of its own through `/_sim/`, of the
/// case's edition and with the settings its contract wants.
public struct SimulatorTarget: ContractTarget {
    /// A simulator, as the target sees it.
    public struct Environment: Sendable {
        /// Where it is, without a slash at the end.
        public let baseURL: String
        /// Reaches its administration and, by the wire, the service.
        public let transport: any HTTPTransport
        /// Receives its callbacks; nil if nothing does.
        public let receiver: CallbackReceiver?

        /// Creates an environment.
        public init(baseURL: String, transport: any HTTPTransport, receiver: CallbackReceiver? = nil) {
            self.baseURL = baseURL
            self.transport = transport
            self.receiver = receiver
        }
    }

    /// What it is called in reports.
    public let name: String
    /// How many cases may be run at a time.
    public let concurrency: Int
    /// Everything counts.
    public let failsOnAssumptions = true
    private let environment: @Sendable () throws(TargetError) -> Environment
    private let makeSubject: @Sendable (Environment) throws(TargetError) -> any ContractClient

    /// Creates a target.
    ///
    /// - Parameters:
    ///   - name: what it is called in reports.
    ///   - concurrency: how many cases may be run at a time.
    ///   - subject: makes what calls the service; the wire unless it is given.
    ///   - environment: gives the simulator; asked once for each case.
    public init(
        name: String, concurrency: Int = 1,
        subject: @escaping @Sendable (Environment) throws(TargetError) -> any ContractClient = { environment in
            HTTPContractClient(environment.transport)
        },
        environment: @escaping @Sendable () throws(TargetError) -> Environment
    ) {
        self.name = name
        self.concurrency = concurrency
        makeSubject = subject
        self.environment = environment
    }

    /// Makes a sandbox for the case.
    public func open(_ item: ContractCase) async throws(TargetError) -> any ContractEnvironment {
        let environment = try environment()
        let administration = SimulatorAdministration(environment.transport)
        let sandbox = try await administration.makeSandbox(for: item)
        return SimulatorStage(
            sandbox: sandbox, administration: administration, environment: environment, item: item,
            subject: try makeSubject(environment))
    }
}
