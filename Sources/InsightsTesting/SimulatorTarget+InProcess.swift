public import InsightsContracts
public import InsightsHTTP
public import InsightsSimulator
private import Synchronization

extension SimulatorTarget {
    /// Creates a target with simulators in this process, without a socket: a new one for each case.
    ///
    /// - Parameters:
    ///   - concurrency: the greatest number of cases that run in parallel.
    ///   - subject: creates the client that the contracts test; by default an `HTTPContractClient`.
    ///   - change: wraps each simulator in another handler; by default returns it unchanged.
    /// - Returns: the target.
    public static func inProcess(
        concurrency: Int = 2,
        subject: @escaping @Sendable (Environment) throws(TargetError) -> any ContractClient = { environment in
            HTTPContractClient(environment.transport)
        },
        through change: @escaping @Sendable (Simulator) -> any HTTPHandler = { $0 }
    ) -> SimulatorTarget {
        let simulators = InProcessSimulators(through: change)
        return SimulatorTarget(name: "the simulator in this process", concurrency: concurrency, subject: subject) {
            () throws(TargetError) in
            try simulators.environment()
        }
    }
}

/// The simulators of one target, one for each case.
///
/// Cases then share no counter, so that a case has the same identifiers whatever runs before it or beside it. Equal
/// cases ask for equal tokens, which are signed once.
private final class InProcessSimulators: Sendable {
    private let fixtures = Mutex<Result<FixtureStore, TargetError>?>(nil)
    private let change: @Sendable (Simulator) -> any HTTPHandler

    init(through change: @escaping @Sendable (Simulator) -> any HTTPHandler) {
        self.change = change
    }

    func environment() throws(TargetError) -> SimulatorTarget.Environment {
        // Nothing listens at this address: the sender calls the receiver directly.
        let receiver = CallbackReceiver(baseURL: "http://127.0.0.1:9")
        let simulator = Simulator(fixtures: try store(), callbackSender: InProcessCallbackSender(receiver))
        return SimulatorTarget.Environment(
            baseURL: simulator.baseURL, transport: InProcessTransport(change(simulator)), receiver: receiver)
    }

    /// Returns the fixtures of the package, looked up once.
    private func store() throws(TargetError) -> FixtureStore {
        try fixtures.withLock { known in
            if let known { return known }
            let found: Result<FixtureStore, TargetError>
            do throws(FixtureError) {
                found = .success(try .standard())
            } catch {
                found = .failure(.unreachable("\(error)"))
            }
            known = found
            return found
        }.get()
    }
}
