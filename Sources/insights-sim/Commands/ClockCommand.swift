import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// The command that shows and changes the clock of a running simulator.
struct ClockCommand: Command {
    static let specification = CommandSpecification(
        name: "clock", summary: "show or move the clock of a running simulator",
        positional: "[get | advance PT4H | set ISO8601 | speed N | mode manual|system | cancel]",
        options: [
            .url, .adminKey, .adminKeyFile, .ca, .serverTimeout,
            .init(name: "--tenant", value: "ID", summary: "tenant ID (default: the default tenant)"),
            .init(name: "--output", value: "text|json", summary: "output format (default text)"),
        ],
        examples: [
            "insights-sim clock", "insights-sim clock advance P1M",
            "insights-sim clock set 2021-01-06T19:00:00Z --output json", "insights-sim clock speed 3600",
        ],
        exitCodes: [(.failed, "the simulator rejected the request"), (.unreachable, "the simulator cannot be reached")])

    enum Output: String, CaseIterable {
        case text
        case json
    }

    /// The default limit of a move of the clock, which may have to wait for the receivers of callbacks.
    private static let timeout = Duration.seconds(600)

    /// What the command does at the simulator.
    private enum Action {
        case show
        case change(JSONValue)
        case cancel
    }

    private let action: Action
    private let client: AdminClient
    private let tenant: String?
    private let output: Output
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        action = try Self.action(arguments.positionals)
        client = try AdminClient(arguments, clockTimeout: Self.timeout)
        tenant = arguments["--tenant"]
        output = try arguments.choice("--output", of: Output.self) ?? .text
        self.terminal = terminal
    }

    /// Returns the requested action; without words it shows the clock.
    private static func action(_ words: [String]) throws(UsageError) -> Action {
        guard let verb = words.first, verb != "get", verb != "cancel" else {
            if words.count > 1 { throw .unexpectedArgument(words[1]) }
            return words.first == "cancel" ? .cancel : .show
        }
        guard ["advance", "set", "speed", "mode"].contains(verb) else { throw .unexpectedArgument(verb) }
        guard words.count > 1 else { throw .missingArgument("value: clock \(verb) VALUE") }
        if words.count > 2 { throw .unexpectedArgument(words[2]) }
        // The simulator checks the value and reports what it accepts.
        let value = verb == "speed" ? Int(words[1]).map { JSONValue.integer($0) } : nil
        return .change(.object([verb: value ?? .string(words[1])]))
    }

    func run() async throws(UsageError) -> ExitCode {
        do throws(AdminClient.Failure) {
            let path = "clock" + (tenant.map { "?tenant=\(PercentEncoding.encode($0))" } ?? "")
            switch action {
            case .show: show(try await client.call(.get, path))
            case .change(let change): show(try await client.call(.post, path, body: JSONWriter.encode(change)))
            case .cancel: show(try await client.call(.delete, path))
            }
            return .success
        } catch {
            terminal.errorLine("error: \(error)")
            return error.exitCode
        }
    }

    private func show(_ clock: JSONValue) {
        guard output == .text else {
            return terminal.output(clock, isCompact: true)
        }
        let speed = clock["speed"]?.integer.map { " \($0)" } ?? ""
        let move =
            clock["move"].map { ", \($0["percent"]?.integer ?? 0) % of the way to \($0["to"]?.string ?? "?")" } ?? ""
        terminal.outputLine("\(clock["now"]?.string ?? "?") \(clock["mode"]?.string ?? "?")\(speed)\(move)")
    }
}
