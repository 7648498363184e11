import InsightsConsole
import InsightsHTTP
import InsightsSimulator
import InsightsTime

/// What `serve` does with the console.
struct ConsoleOptions {
    static let option = CommandSpecification.Option(
        name: "--console", value: "on|read-only|off",
        summary: "the page below /_sim/ui/: all that the administration may (default), only look, or none")

    private let mode: ConsoleMode
    private let hasKey: Bool
    /// The version that the page shows.
    private let version: String

    /// Creates the options of a console that may do all, without a key.
    init(version: String) {
        mode = .on
        hasKey = false
        self.version = version
    }

    init(_ arguments: ParsedArguments, hasKey: Bool, version: String) throws(UsageError) {
        mode = try arguments.choice("--console", of: ConsoleMode.self) ?? .on
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
        return ConsoleEndpoint(
            mode: mode, token: token, needsKey: hasKey, version: version, next: next,
            date: { HTTPDate.format(secondsSince1970: simulator.dateWithoutWaiting.secondsSinceEpoch) })
    }
}
