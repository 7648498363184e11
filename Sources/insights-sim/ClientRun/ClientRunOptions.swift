import InsightsFixtures
import InsightsSimulator

/// The options of commands that run a client: `exec` and `torture`.
struct ClientRunOptions {
    /// The options that decide which simulator the client meets.
    static let simulatorOptions: [CommandSpecification.Option] =
        [
            .edition, .serveClock, .speed, .seed, .fixtures, .set, .proxyAllow,
        ] + CommandSpecification.Option.isolation

    /// The client's program and its arguments.
    let command: [String]
    let simulator: SimulatorOptions
    let clock: ClockOptions
    let allowedHosts: [String]
    let isolation: IsolationRequest
    let timeout: Duration?
    let destinations: ReportDestinations

    /// Reads them; `outputUse` says in an error why no report goes to standard output.
    init(_ arguments: ParsedArguments, longestTimeout: Int, outputUse: String) throws(UsageError) {
        command = arguments.positionals
        guard !command.isEmpty else { throw .missingArgument("the COMMAND after '--'") }
        simulator = try SimulatorOptions(arguments, readsClock: false)
        clock = try ClockOptions(arguments)
        allowedHosts = try ServeTLS.allowedHosts(arguments)
        isolation = try IsolationRequest(arguments)
        timeout = try arguments.integer("--timeout", in: 1...longestTimeout).map { .seconds($0) }
        destinations = try ReportDestinations(arguments, isAutomatic: false)
        if destinations.usesStandardOutput {
            throw .badValue(option: "--report", value: "-", accepted: "a file: \(outputUse)")
        }
    }

    /// Returns a run of the command under a seed.
    func makeRun(seed: UInt64, fixtures: FixtureStore, signals: SignalPipe) -> ClientRun {
        ClientRun(
            settings: simulator.settings, clock: clock.clock, seed: seed, fixtures: fixtures,
            allowedHosts: allowedHosts, isolation: isolation, signals: signals)
    }
}
