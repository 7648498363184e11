import InsightsContracts
import InsightsFixtures

/// A client's program and the simulators it is tried against, for as long as contracts run.
struct ClientSession {
    /// Where the contracts are run: simulators behind sockets, called by the client.
    let target: SimulatorTarget
    private let program: ClientProgram
    private let simulators: ServedSimulators

    /// Starts the program and asks what it offers.
    init(_ command: String, book: ConductBook?) async throws(TargetFailure) {
        let program = ClientProgram(command)
        let simulators: ServedSimulators
        let operations: Set<ContractOperation>
        do throws(FixtureError) {
            simulators = ServedSimulators(fixtures: try .standard(), book: book)
        } catch {
            throw .unreachable("\(error)")
        }
        do throws(SubjectError) {
            operations = try await LineSubject.operations(over: program)
        } catch {
            program.stop()
            throw .unreachable("--client '\(command)': \(error)")
        }
        self.program = program
        self.simulators = simulators
        target = SimulatorTarget(
            name: command,
            subject: { environment in
                LineSubject(
                    program, operations: operations,
                    place: LineSubject.Place(baseURL: environment.baseURL, authority: environment.baseURL))
            },
            environments: { (edition, settings) throws(TargetError) in
                try simulators.environment(edition, settings)
            })
    }

    /// Ends the program and the simulators.
    func stop() {
        program.stop()
        simulators.stop()
    }
}
