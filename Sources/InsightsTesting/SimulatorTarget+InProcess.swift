public import InsightsContracts
public import InsightsHTTP
public import InsightsSimulator
private import Synchronization

extension SimulatorTarget {
    /// Creates a target with a simulator in this process, without a socket.
    ///
    /// - Parameters:
    ///   - concurrency: the greatest number of cases that run in parallel.
    ///   - subject: creates the client that the contracts test; by default an `HTTPContractClient`.
    ///   - change: wraps the simulator in another handler; by default returns it unchanged.
    /// - Returns: the target.
    public static func inProcess(
        concurrency: Int = 2,
        subject: @escaping @Sendable (Environment) throws(TargetError) -> any ContractClient = { environment in
            HTTPContractClient(environment.transport)
        },
        through change: @escaping @Sendable (Simulator) -> any HTTPHandler = { $0 }
    ) -> SimulatorTarget {
        let simulator = InProcessSimulator(through: change)
        return SimulatorTarget(name: "the simulator in this process", concurrency: concurrency, subject: subject) {
            () throws(TargetError) in
            try simulator.environment()
        }
    }
}

/// The simulator of one target, created on demand.
private final class InProcessSimulator: Sendable {
    private let made = Mutex<Result<SimulatorTarget.Environment, TargetError>?>(nil)
    private let change: @Sendable (Simulator) -> any HTTPHandler

    init(through change: @escaping @Sendable (Simulator) -> any HTTPHandler) {
        self.change = change
    }

    func environment() throws(TargetError) -> SimulatorTarget.Environment {
        try made.withLock { made in
            if let made { return made }
            let environment = Result { () throws(TargetError) in try make() }
            made = environment
            return environment
        }.get()
    }

    private func make() throws(TargetError) -> SimulatorTarget.Environment {
        // Nothing listens at this address: the sender calls the receiver directly.
        let receiver = CallbackReceiver(baseURL: "http://127.0.0.1:9")
        do {
            let simulator = try Simulator(callbackSender: InProcessCallbackSender(receiver))
            return SimulatorTarget.Environment(
                baseURL: simulator.baseURL, transport: InProcessTransport(change(simulator)), receiver: receiver)
        } catch {
            throw .unreachable("\(error)")
        }
    }
}
