public import InsightsContracts
public import InsightsHTTP
public import InsightsSimulator
private import Synchronization

extension SimulatorTarget {
    /// A simulator in this process as a target: no socket.
    ///
    /// - Parameters:
    ///   - concurrency: how many cases may be run at a time.
    ///   - subject: makes the client that is run against the contracts; the wire itself unless it is given.
    ///   - change: changes what is between the client and the simulator; nothing unless it is given.
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

/// The simulator of one target, made when it is first needed.
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
        // Nothing listens at this address: the sender calls the receiver.
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
