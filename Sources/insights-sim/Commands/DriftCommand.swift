import InsightsContracts
import InsightsJSON
import InsightsTesting

/// The command that compares a digest of the live service with the simulator.
struct DriftCommand: Command {
    static let specification = CommandSpecification(
        name: "drift", summary: "compare a digest of the live service with the simulator",
        positional: "FILE",
        options: [
            .init(
                name: "--contracts", value: "DIR", summary: "folder of contracts (default: the package's)"),
            .init(
                name: "--register", value: "FILE",
                summary: "register of known differences (default: differences.json of the contracts, if it exists)"),
            .init(name: "--output", value: "text|json", summary: "output format (default text)"),
        ],
        examples: [
            "insights-sim contracts run --live --record live.json", "insights-sim drift live.json",
            "insights-sim drift live.json --register known.json --output json",
        ],
        exitCodes: [
            (.drift, "a type or a status differs, or a known difference has vanished"),
            (.nothingRan, "no case of the digest has a contract"),
        ])

    enum Output: String, CaseIterable {
        case text
        case json
    }

    private let live: RecordedDigest
    private let register: KnownDifferences
    private let cases: [ContractCase]
    private let output: Output
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        self.terminal = terminal
        guard let path = arguments.positionals.first else { throw .missingArgument("the digest FILE") }
        if let extra = arguments.positionals.dropFirst().first { throw .unexpectedArgument(extra) }
        output = try arguments.choice("--output", of: Output.self) ?? .text
        let bytes = try FileIO.read(path)
        let registerFile = arguments["--register"]
        let registerBytes = try registerFile.map { (path) throws(UsageError) in try FileIO.read(path) }
        do throws(InputError) {
            live = try Self.naming(path) { () throws(InputError) in try RecordedDigest(parsing: bytes) }
            register = try Self.naming(registerFile ?? "") { () throws(InputError) in
                if let registerBytes { return try KnownDifferences(parsing: registerBytes) }
                return try .standing(with: arguments["--contracts"])
            }
        } catch {
            throw .configuration("\(error)")
        }
        let recorded = Set(live.statuses.keys)
        cases = try ContractSuite.checked(folder: arguments["--contracts"]).cases(edition: live.edition)
            .filter { recorded.contains($0.id) }
    }

    private static func naming<Value>(
        _ file: String, _ read: () throws(InputError) -> Value
    ) throws(InputError) -> Value {
        do throws(InputError) {
            return try read()
        } catch {
            var error = error
            if error.place.file.isEmpty { error.place.file = file }
            throw error
        }
    }

    func run() async throws(UsageError) -> ExitCode {
        let unknown = live.statuses.count - cases.count
        if unknown > 0 { terminal.errorLine("warning: \(unknown) cases of the digest have no contract") }
        guard !cases.isEmpty else {
            terminal.error("error: no case of the digest has a contract")
            return .nothingRan
        }
        let recorder = DigestRecorder(edition: live.edition)
        _ = await ContractRunner(SimulatorTarget.inProcess(), observer: recorder.observer).run(cases)
        let simulator: RecordedDigest
        do throws(InputError) {
            simulator = try RecordedDigest(recorder.digest.json)
        } catch {
            throw .configuration("\(error)")
        }
        let comparison = DriftComparison(live: live, simulator: simulator, register: register, cases: cases)
        switch output {
        case .text: printText(comparison)
        case .json: terminal.output(comparison.json)
        }
        return comparison.isClean ? .success : .drift
    }

    private func printText(_ comparison: DriftComparison) {
        for finding in comparison.findings { terminal.outputLine("\(finding)") }
        for entry in comparison.vanished {
            terminal.outputLine("error: the known difference '\(entry.id)' has vanished: remove it from the register")
        }
        let counts = DriftFinding.Severity.allCases.map { severity in
            "\(comparison.findings.filter { $0.severity == severity }.count) \(severity.rawValue)"
        }
        terminal.error("\(comparison.comparedCount) forms and cases compared: " + counts.joined(separator: ", "))
    }
}
