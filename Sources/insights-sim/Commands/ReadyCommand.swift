import InsightsHTTP

/// The command that says whether a simulator accepts requests.
struct ReadyCommand: Command {
    static let specification = CommandSpecification(
        name: "ready", summary: "say whether a running simulator accepts requests, as a health check",
        options: [.url, .ca, .serverTimeout],
        examples: ["insights-sim ready", "insights-sim ready --url http://127.0.0.1:8080 --timeout 2"],
        exitCodes: [(.failed, "the simulator rejected the request"), (.unreachable, "the simulator cannot be reached")])

    private let client: AdminClient
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        client = try AdminClient(arguments)
        self.terminal = terminal
    }

    func run() async -> ExitCode {
        do throws(AdminClient.Failure) {
            _ = try await client.call(.get, "ready")
            terminal.output("ready")
            return .success
        } catch {
            terminal.errorLine("error: \(error)")
            return error.exitCode
        }
    }
}
