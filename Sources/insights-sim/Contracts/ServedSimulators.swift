import InsightsContracts
import InsightsFixtures
import InsightsHTTP
import InsightsServer
import InsightsSimulator
import InsightsTesting
import Synchronization

/// Simulators behind sockets of this machine, one for each edition and set of settings, made as they are needed.
final class ServedSimulators: Sendable {
    private struct Key: Hashable {
        let edition: ContractEdition
        let settings: [ContractSetting]
    }

    private struct Served {
        let server: RunningServer
        let environment: SimulatorTarget.Environment
    }

    private struct State {
        var served: [Key: Served] = [:]
        var receiver: (server: HTTPServer, handler: CallbackReceiver)?
    }

    private static let host = "127.0.0.1"
    private let fixtures: FixtureStore
    /// Judges what is done in the tenants; nil for nobody.
    private let book: ConductBook?
    private let state = Mutex(State())

    init(fixtures: FixtureStore, book: ConductBook? = nil) {
        self.fixtures = fixtures
        self.book = book
    }

    /// The simulator of an edition with some settings.
    func environment(
        _ edition: ContractEdition, _ settings: [ContractSetting]
    ) throws(TargetError) -> SimulatorTarget.Environment {
        let result = state.withLock { state in
            let key = Key(edition: edition, settings: settings)
            if let known = state.served[key] {
                return Result<SimulatorTarget.Environment, TargetError>.success(known.environment)
            }
            return Result { () throws(TargetError) in
                let served = try serve(edition, settings, try receiver(&state))
                state.served[key] = served
                return served.environment
            }
        }
        return try result.get()
    }

    /// Ends all of them.
    func stop() {
        let ended = state.withLock { state in
            let ended = state
            state = State()
            return ended
        }
        for served in ended.served.values { served.server.stop() }
        ended.receiver?.server.shutdown()
    }

    private func serve(
        _ edition: ContractEdition, _ changes: [ContractSetting], _ receiver: CallbackReceiver
    ) throws(TargetError) -> Served {
        do {
            let simulator = Simulator(
                settings: try Settings(edition, changes: changes), fixtures: fixtures,
                callbackSender: SocketCallbackSender())
            let server = try RunningServer(simulator, host: Self.host, port: 0)
            try server.start()
            let socket = SocketTransport(host: Self.host, port: server.port)
            let transport: any HTTPTransport =
                book.map { JudgedTransport(transport: socket, simulator: simulator, book: $0) } ?? socket
            return Served(
                server: server,
                environment: SimulatorTarget.Environment(
                    baseURL: simulator.baseURL, transport: transport, receiver: receiver))
        } catch {
            throw .unreachable("\(error)")
        }
    }

    private func receiver(_ state: inout State) throws(TargetError) -> CallbackReceiver {
        if let known = state.receiver { return known.handler }
        let receiver = CallbackReceiver(baseURL: "")
        let server = HTTPServer(handler: receiver, configuration: HTTPServerConfiguration(host: Self.host, port: 0))
        do throws(ServerError) {
            receiver.baseURL = "http://\(Self.host):\(try server.start())"
        } catch {
            throw .unreachable("\(error)")
        }
        state.receiver = (server, receiver)
        return receiver
    }
}
