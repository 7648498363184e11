import InsightsAPI
public import InsightsHTTP
package import InsightsJSON
import InsightsTime

/// A simulator as a target, in process or over a socket.
///
/// Each case gets its own tenant through `/_sim/`, with the case's edition and the contract's settings.
public struct SimulatorTarget: ContractTarget {
    /// The addresses and connections of a simulator.
    public struct Environment: Sendable {
        /// The base URL, without a trailing slash.
        public let baseURL: String
        /// The transport to the administration and, for the default client, to the service.
        public let transport: any HTTPTransport
        /// The receiver of the simulator's callbacks; nil if there is none.
        package let receiver: CallbackReceiver?
        /// The receiver's host, which the sandboxes of contracts with callbacks allow by name; nil if that is not needed.
        ///
        /// Behind a proxy a simulator takes the runner for another machine, whose callbacks may not lead to this one.
        let callbackHost: String?

        /// Creates an environment.
        package init(
            baseURL: String, transport: any HTTPTransport, receiver: CallbackReceiver? = nil,
            callbackHost: String? = nil
        ) {
            self.baseURL = baseURL
            self.transport = transport
            self.receiver = receiver
            self.callbackHost = callbackHost
        }
    }

    /// The name in reports.
    public let name: String
    /// The greatest number of cases that run in parallel.
    public let concurrency: Int
    /// True: a simulator must follow assumptions too.
    public let failsOnAssumptions = true
    /// Whether the runner looks at everything else after each write of a contract, and at the header fields that every
    /// response has.
    ///
    /// The former makes further calls, which the journal shows. It is on by default.
    public var watchesFrame = true
    private let environment: @Sendable () throws(TargetError) -> Environment
    /// Receives the traffic of a case before its sandbox is removed, as `GET /_sim/case` returns it.
    package var keepTraffic: (@Sendable (JSONValue) -> Void)?
    private let makeSubject: @Sendable (Environment) throws(TargetError) -> any ContractClient

    /// Creates a target.
    ///
    /// - Parameters:
    ///   - name: the name in reports.
    ///   - concurrency: the greatest number of cases that run in parallel.
    ///   - subject: creates the client that calls the service; by default an `HTTPContractClient`.
    ///   - environment: returns the simulator; called once for each case.
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

    /// Creates a sandbox for the case.
    public func open(_ item: ContractCase) async throws(TargetError) -> any ContractEnvironment {
        let environment = try environment()
        let administration = SimulatorAdministration(environment.transport)
        let sandbox = try await administration.makeSandbox(for: item, callbackHost: environment.callbackHost)
        return SimulatorEnvironment(
            sandbox: sandbox, administration: administration, environment: environment, item: item,
            subject: try makeSubject(environment), watchesFrame: watchesFrame, keepTraffic: keepTraffic)
    }
}
