import Glibc
import InsightsConsole
import InsightsContracts
import InsightsHTTP
import InsightsSimulator
import InsightsTesting
import InsightsTime

/// What `serve` does with the console.
struct ConsoleOptions {
    static let options = [
        CommandSpecification.Option(
            name: "--console", value: "on|read-only|off",
            summary: "the page below /_sim/ui/: all that the administration may (default), only look, or none"),
        CommandSpecification.Option(
            name: "--contracts", value: "DIR", summary: "folder of the console's contracts (default: the package's)"),
    ]

    private let mode: ConsoleMode
    private let hasKey: Bool
    /// The version that the page shows.
    private let version: String
    /// The folder of its contracts; nil for that of the package.
    private let contracts: String?
    private let runs = ContractRuns { SimulatorTarget.inProcess(concurrency: Self.processors) }

    /// The number of contracts that run in parallel: a processor is left to those who use the server.
    private static var processors: Int { min(4, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)) - 1)) }

    /// Creates the options of a console that may do all, without a key.
    init(version: String) {
        mode = .on
        hasKey = false
        contracts = nil
        self.version = version
    }

    init(_ arguments: ParsedArguments, hasKey: Bool, version: String) throws(UsageError) {
        mode = try arguments.choice("--console", of: ConsoleMode.self) ?? .on
        contracts = arguments["--contracts"]
        if contracts != nil, mode == .off {
            throw .configuration("'--contracts' and '--console off' cannot be combined")
        }
        self.hasKey = hasKey
        self.version = version
    }

    /// The path of the page; nil if there is none.
    var path: String? { mode == .off ? nil : ConsoleEndpoint.path }

    /// Returns a handler that serves the page, and lets pages change only what the mode allows.
    func handler(before next: any HTTPHandler, of simulator: Simulator) -> any HTTPHandler {
        guard mode != .off else { return next }
        // A seed must not repeat it.
        let token = [Simulator.randomSeed(), Simulator.randomSeed()].map { String($0, radix: 36) }.joined()
        simulator.pageRule = mode == .on ? .token(token) : .readOnly
        let date: @Sendable () -> String = {
            HTTPDate.format(secondsSince1970: simulator.dateWithoutWaiting.secondsSinceEpoch)
        }
        let contracts = ContractsEndpoint(
            ContractSource(folder: contracts), runs: runs, refusal: { simulator.administrationRefusal(of: $0) },
            next: next, date: date)
        return ConsoleEndpoint(
            mode: mode, token: token, needsKey: hasKey, version: version, next: contracts, date: date)
    }

    /// Ends what the page started, for the end of the server.
    func end() { runs.end() }
}
