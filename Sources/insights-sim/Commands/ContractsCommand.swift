import InsightsAPI
import InsightsContracts
import InsightsTesting

/// Runs, lists and explains the contracts.
struct ContractsCommand: Command {
    static let specification = CommandSpecification(
        name: "contracts", summary: "run the contracts against a client or a server, list or explain them",
        positional: "run | list | explain [CONTRACT ...]",
        options: [
            .init(
                name: "--contracts", value: "DIR", summary: "the folder of contracts (default: those of the package)"),
            .edition,
            .init(name: "--client", value: "COMMAND", summary: "run them through a client (docs/client-protocol.md)"),
            .init(name: "--program", value: "cmp|mpn", summary: "only the cases of one program"),
        ],
        examples: [
            "insights-sim contracts run", "insights-sim contracts run queries/create-record 'reports/*'",
            "insights-sim contracts list", "insights-sim contracts explain queries/create-record",
        ],
        exitCodes: [
            (.failed, "a contract failed"), (.unreachable, "the target could not be reached"),
            (.nothingRan, "nothing ran: no contract matched, or every one was skipped"),
        ])

    private enum Action: String, CaseIterable {
        case run
        case list
        case explain
    }

    private let action: Action
    private let suite: ContractSuite
    private let cases: [ContractCase]
    private let client: String?
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        self.terminal = terminal
        guard let word = arguments.positionals.first else { throw .missingArgument("what to do: run, list, explain") }
        guard let action = Action(rawValue: word) else {
            throw .unknownCommand("contracts \(word)", known: Action.allCases.map { "contracts \($0.rawValue)" })
        }
        self.action = action
        do throws(ContractError) {
            if let folder = arguments["--contracts"] {
                suite = try ContractSuite(folder: folder)
            } else {
                suite = try .standard()
            }
        } catch {
            throw .configuration("\(error)")
        }
        client = arguments["--client"]
        let patterns = arguments.positionals.dropFirst().map { ContractPattern($0) }
        let programs = try arguments.choice("--program", of: Program.self).map { [$0] } ?? Program.allCases
        let edition = try arguments.choice("--edition", of: ContractEdition.self) ?? .year2021
        cases = suite.cases(edition: edition, programs: programs) { contract in
            patterns.isEmpty || patterns.contains { $0.matches(contract.id) }
        }
    }

    func run() async throws(UsageError) -> ExitCode {
        guard !cases.isEmpty else {
            terminal.error("error: no contract matches; 'insights-sim contracts list' shows all")
            return .nothingRan
        }
        switch action {
        case .list:
            var last = ""
            for item in cases where item.contract.id != last {
                last = item.contract.id
                terminal.output("\(item.contract.id)  \(item.contract.title)")
            }
            return .success
        case .explain, .run:
            guard let client else { return await runAll(on: SimulatorTarget.inProcess()) }
            let session = try await ClientSession(client)
            defer { session.stop() }
            return await runAll(on: session.target)
        }
    }

    private func runAll(on target: SimulatorTarget) async -> ExitCode {
        var (passed, failed, broken) = (0, 0, 0)
        _ = await ContractRunner(target).run(cases) { result in
            switch result.verdict {
            case .passed: passed += 1
            case .failed(let failure), .reported(let failure):
                failed += 1
                terminal.output("FAILED \(result.item.id): \(failure)")
                for remark in failure.remarks { terminal.output("    \(remark)") }
                if let curl = failure.curl { terminal.output("    \(curl)") }
            case .skipped(let reason): terminal.output("skipped \(result.item.id): \(reason)")
            case .broken(let reason):
                broken += 1
                terminal.output("BROKEN \(result.item.id): \(reason)")
            }
        }
        terminal.output("\(passed) passed, \(failed) failed, \(broken) broken")
        return failed > 0 ? .failed : broken > 0 ? .unreachable : passed > 0 ? .success : .nothingRan
    }
}
