import InsightsAPI
import InsightsContracts
import InsightsJSON
import InsightsWireMutants

/// The command that judges the contracts by servers that are wrong in one point each.
struct MutantsCommand: Command {
    static let specification = CommandSpecification(
        name: "mutants", summary: "judge the contracts: rewrite a right server's answers, one fault at a time",
        positional: "[MUTANT ...]",
        options: [
            .init(name: "--contracts", value: "DIR", summary: "folder of contracts (default: the package's)"),
            .init(
                name: "--target", value: "URL",
                summary: "rewrite this server: a simulator, or any other with AZURE_* credentials"),
            .init(
                name: "--kind", value: "KIND",
                summary: "only mutants of this kind, such as field, stale or file; repeatable", isRepeatable: true),
            .init(name: "--sample", value: "N", summary: "only N mutants, chosen by the seed"),
            .init(name: "--seed", value: "N", summary: "which mutants --sample takes (default 1)"),
            .init(name: "--limit", value: "SECONDS", summary: "begin no mutant after this time"),
            .init(
                name: "--all-at-once", value: nil,
                summary: "also run all cases against a server with every survivor's fault"),
            .init(
                name: "--each-case", value: nil,
                summary: "also find the cases that refuse no mutant for what they claim"),
            .init(name: "--list", value: nil, summary: "list the mutants, and run nothing but the right server"),
            .init(name: "--output", value: "text|json", summary: "output format (default text)"),
            .init(name: "--write", value: "FILE", summary: "also write the report as JSON to FILE"),
            .serverTimeout,
            .init(name: "--jobs", value: "N", summary: "judge N mutants in parallel (default: one per processor)"),
        ],
        examples: [
            "insights-sim mutants --sample 200", "insights-sim mutants --kind stale --kind neighbour --all-at-once",
            "insights-sim mutants 'field/getReports/*' --write report.json",
            "insights-sim mutants --target http://127.0.0.1:8080 --sample 100 --limit 600",
        ],
        exitCodes: [
            (.failed, "a mutant survives or a case is idle without an exception, or an exception explains nothing"),
            (.unreachable, "the target could not be reached"),
            (.nothingRan, "no mutant matched or was begun in time, or the right server passed no case"),
        ])

    enum Output: String, CaseIterable {
        case text
        case json
    }

    private let patterns: [String]
    private let kinds: [WireKind]
    private let sample: Int?
    private let seed: Int
    private let limit: Int?
    private let isAllAtOnce: Bool
    private let isEachCase: Bool
    private let isList: Bool
    private let output: Output
    private let file: String?
    private let target: TargetOptions
    private let jobs: Int?
    private let suite: ContractSuite
    private let exceptions: WireExceptions
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        self.terminal = terminal
        patterns = arguments.positionals
        var kinds: [WireKind] = []
        for word in arguments.all("--kind") {
            guard let kind = WireKind(rawValue: word) else {
                throw .badValue(
                    option: "--kind", value: word,
                    accepted: "one of " + WireKind.allCases.map(\.rawValue).joined(separator: ", "))
            }
            kinds.append(kind)
        }
        self.kinds = kinds
        sample = try arguments.integer("--sample", in: 1...1_000_000)
        seed = try arguments.integer("--seed", in: 0...Int.max) ?? 1
        limit = try arguments.integer("--limit", in: 1...864_000)
        isAllAtOnce = arguments.has("--all-at-once")
        isEachCase = arguments.has("--each-case")
        isList = arguments.has("--list")
        output = try arguments.choice("--output", of: Output.self) ?? .text
        file = arguments["--write"]
        if let file { try FileIO.checkWritable(file) }
        target = try TargetOptions(arguments, program: nil)
        jobs = try arguments.integer("--jobs", in: 1...64)
        let folder = arguments["--contracts"]
        suite = try .checked(folder: folder, knowsTenants: arguments["--target"] == nil)
        do throws(InputError) {
            exceptions = try .standing(with: suite.folder)
        } catch {
            throw .configuration("\(error)")
        }
    }

    func run() async throws(UsageError) -> ExitCode {
        guard let connection = try await target.connect(terminal) else { return .unreachable }
        defer { connection.stop() }
        let start = ContinuousClock.now
        let run = WireRun(connection.target, jobs: jobs)
        let right = await run.playRight(WireRun.cases(of: suite))
        showLeft(right.left)
        guard right.count > 0 else {
            terminal.error("error: \(connection.target.name) passes no case")
            return .nothingRan
        }
        let every = WireMutants.all(right.seen)
        let mutants = chosen(every)
        guard !mutants.isEmpty else {
            terminal.error("error: no mutant matches; 'insights-sim mutants --list' names all")
            return .nothingRan
        }
        if isList {
            terminal.output(mutants.map { "\($0.name)\t\($0.fault)" }.joined(separator: "\n"))
            return .success
        }
        terminal.error("the right server passes \(right.count) cases; \(mutants.count) mutants")
        let verdicts = await run.judge(
            mutants, after: right, exceptions: exceptions, until: limit.map { start.advanced(by: .seconds($0)) }
        ) { [terminal] done in
            if done % 500 == 0 { terminal.error("\(done) mutants done") }
        }
        var report = WireReport(
            verdicts, exceptions: exceptions, cases: right.count, seconds: start.duration(to: .now) / .seconds(1),
            isComplete: mutants.count == every.count && right.left.isEmpty)
        if isAllAtOnce {
            report.refusals = await run.refusals(of: verdicts.filter(\.isSurvivor).map(\.mutant), after: right)
        }
        if isEachCase { report.idleCases = await run.idleCases(of: mutants, after: right) }
        return try show(report)
    }

    /// The greatest number of reasons that are shown for cases that are left out.
    private static let mostReasons = 20

    /// Shows the cases that the right server did not pass: a line for each reason, with the first of its cases.
    private func showLeft(_ left: [(id: String, reason: String)]) {
        var reasons: [String] = []
        var cases: [String: [String]] = [:]
        for item in left {
            if cases[item.reason] == nil { reasons.append(item.reason) }
            cases[item.reason, default: []].append(item.id)
        }
        for reason in reasons.prefix(Self.mostReasons) {
            let ids = cases[reason] ?? []
            let others = ids.count > 1 ? " and \(ids.count - 1) more" : ""
            terminal.errorLine("left out: \(ids.first ?? "")\(others): \(reason)")
        }
        let rest = reasons.dropFirst(Self.mostReasons).reduce(0) { $0 + (cases[$1]?.count ?? 0) }
        if rest > 0 { terminal.errorLine("left out: \(rest) more cases") }
    }

    private func show(_ report: WireReport) throws(UsageError) -> ExitCode {
        switch output {
        case .text: terminal.output(report.text)
        case .json: terminal.output(report.json)
        }
        terminal.error("\(Int(report.seconds)) s")
        if let file { try FileIO.write(JSONWriter.pretty(report.json) + "\n", to: file) }
        guard report.hasVerdicts else {
            terminal.error("error: '--limit' ended before the first mutant began; give more seconds")
            return .nothingRan
        }
        let isSound = report.survivors.isEmpty && report.stale.isEmpty && report.unexplainedIdleCases.isEmpty
        return isSound ? .success : .failed
    }

    /// Returns the mutants that the options choose, in order.
    private func chosen(_ mutants: [WireMutant]) -> [WireMutant] {
        let patterns = patterns.map { ContractPattern($0) }
        let fitting = mutants.filter { mutant in
            (kinds.isEmpty || kinds.contains(mutant.kind))
                && (patterns.isEmpty || patterns.contains { $0.matches(mutant.name) })
        }
        return sample.map { WireSample(seed: seed, count: $0).of(fitting) } ?? fitting
    }
}
