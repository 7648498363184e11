import InsightsContracts
import InsightsFixtures
import InsightsHTTP
import InsightsServer
import InsightsSimulator

/// A client's program and the simulator that it runs against, while contracts run.
struct ClientSession {
    /// The target of the contracts: a simulator on a loopback port, called by the client.
    let target: SimulatorTarget
    private let program: ClientProgram
    private let server: RunningServer
    /// The receiver of the simulator's callbacks.
    private let listener: CallbackListener

    private static let host = "127.0.0.1"

    /// Starts the program and asks it for its operations.
    init(_ command: String, book: ConductReport?, watchesFrame: Bool) async throws(TargetFailure) {
        let program = ClientProgram(command)
        let abilities: JSONLinesClient.Abilities
        do throws(SubjectError) {
            abilities = try await JSONLinesClient.abilities(over: program)
        } catch {
            program.stop()
            throw .unreachable("--client '\(command)': \(error)")
        }
        let environment: SimulatorTarget.Environment
        do {
            let simulator = try Simulator(callbackSender: SocketCallbackSender(), keyFetcher: SocketKeyFetcher())
            let listener = try CallbackListener()
            server = try RunningServer(simulator, host: Self.host, port: 0)
            try server.start()
            let socket = SocketTransport(host: Self.host, port: server.port)
            let transport: any HTTPTransport =
                book.map { AuditingTransport(transport: socket, simulator: simulator, book: $0) } ?? socket
            environment = SimulatorTarget.Environment(
                baseURL: simulator.baseURL, transport: transport, receiver: listener.receiver)
            self.listener = listener
        } catch {
            program.stop()
            throw .unreachable("\(error)")
        }
        self.program = program
        var target = SimulatorTarget(
            name: command,
            subject: { environment in
                JSONLinesClient(
                    program, abilities: abilities,
                    place: JSONLinesClient.Place(baseURL: environment.baseURL, authority: environment.baseURL))
            },
            environment: { environment })
        target.watchesFrame = watchesFrame
        self.target = target
    }

    /// Ends the program and the simulator.
    func stop() {
        program.stop()
        server.stop()
    }
}
