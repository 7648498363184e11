public import InsightsContracts
public import InsightsHTTP
public import InsightsSimulator
private import Synchronization

extension SimulatorTarget {
    /// Simulators in this process as a target: no socket, one simulator for each edition and set of settings.
    ///
    /// - Parameters:
    ///   - concurrency: how many cases may be run at a time.
    ///   - subject: makes the client that is run against the contracts; the wire itself unless it is given.
    ///   - change: changes what is between the client and a simulator; nothing unless it is given.
    /// - Returns: the target.
    public static func inProcess(
        concurrency: Int = 2,
        subject: @escaping @Sendable (Environment) throws(TargetError) -> any ContractSubject = { environment in
            WireSubject(environment.transport)
        },
        through change: @escaping @Sendable (Simulator) -> any HTTPHandler = { $0 }
    ) -> SimulatorTarget {
        let simulators = InProcessSimulators(through: change)
        return SimulatorTarget(name: "the simulator in this process", concurrency: concurrency, subject: subject) {
            (edition, settings) throws(TargetError) in
            try simulators.environment(edition, settings)
        }
    }
}

/// The simulators of one target, made as they are needed.
private final class InProcessSimulators: Sendable {
    private struct Key: Hashable {
        let edition: ContractEdition
        let settings: [ContractSetting]
    }

    private let made = Mutex<[Key: SimulatorTarget.Environment]>([:])
    private let change: @Sendable (Simulator) -> any HTTPHandler

    init(through change: @escaping @Sendable (Simulator) -> any HTTPHandler) {
        self.change = change
    }

    func environment(
        _ edition: ContractEdition, _ settings: [ContractSetting]
    ) throws(TargetError) -> SimulatorTarget.Environment {
        let key = Key(edition: edition, settings: settings)
        if let known = made.withLock({ $0[key] }) { return known }
        // Nothing listens at this address: the sender calls the receiver.
        let receiver = CallbackReceiver(baseURL: "http://127.0.0.1:9")
        let simulator = try Self.simulator(edition, settings, receiver)
        let environment = SimulatorTarget.Environment(
            baseURL: simulator.baseURL, transport: InProcessTransport(change(simulator)), receiver: receiver)
        return made.withLock { made in
            // Whoever was first wins, so that all cases share one.
            if let known = made[key] { return known }
            made[key] = environment
            return environment
        }
    }

    private static func simulator(
        _ edition: ContractEdition, _ settings: [ContractSetting], _ receiver: CallbackReceiver
    ) throws(TargetError) -> Simulator {
        do {
            return try Simulator(
                settings: Settings(edition, changes: settings), callbackSender: InProcessCallbackSender(receiver))
        } catch {
            throw .unreachable("\(error)")
        }
    }
}
