import InsightsAPI
import InsightsContracts
import InsightsJSON
import InsightsServer

/// A run of the selected cases with its reports.
struct ContractRun {
    static let options: [CommandSpecification.Option] =
        [
            .init(name: "--fail-fast", value: nil, summary: "start no further case after a failure"),
            .init(
                name: "--record", value: "FILE",
                summary: "write response shapes (no values) to FILE, for 'drift'"),
        ] + BaselineFile.options

    private let target: TargetOptions
    private let destinations: ReportDestinations
    private let stopsAtFailure: Bool
    private let recordFile: String?
    private let baseline: BaselineFile?
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        target = try TargetOptions(arguments, program: try arguments.choice("--program", of: PartnerProgram.self))
        destinations = try ReportDestinations(arguments)
        stopsAtFailure = arguments.has("--fail-fast")
        recordFile = arguments["--record"]
        if let recordFile { try FileIO.checkWritable(recordFile) }
        baseline = try BaselineFile(arguments)
        self.terminal = terminal
    }

    func run(_ selection: ContractSelection) async throws(UsageError) -> ExitCode {
        let book = target.judgesConduct ? ConductReport(selection.cases) : nil
        guard let connection = try await target.connect(terminal, book: book) else { return .unreachable }
        defer { connection.stop() }
        let target = connection.target
        let clock = ContinuousClock()
        let start = clock.now
        let recorder = recordFile.map { _ in DigestRecorder(edition: selection.edition) }
        let (results, signal) = try await interruptibleResults(selection.cases, target, recorder)
        var report = CheckReport(
            results, subject: target.name, seconds: (clock.now - start) / .seconds(1),
            references: selection.references(targetOptions: self.target.commandLine))
        report.checks += book?.checks ?? []
        if let baseline { report = try baseline.apply(to: report, terminal) }
        try destinations.write(report, terminal)
        if let recordFile, let recorder, recorder.digest.isEmpty {
            terminal.error("warning: no response was recorded; \(recordFile) is not written")
        } else if let recordFile, let recorder {
            try FileIO.write(JSONWriter.pretty(recorder.digest.json) + "\n", to: recordFile)
            terminal.error(
                "wrote \(recordFile); compare it with: insights-sim drift \(ShellWord(recordFile))")
        }
        if results.count < selection.cases.count {
            terminal.error("stopped: \(selection.cases.count - results.count) of \(selection.cases.count) did not run")
        }
        for left in (target as? ServerTarget)?.leftBehind ?? [] {
            terminal.errorLine("warning: could not be deleted: \(left)")
        }
        return signal.map(ExitCode.ofSignal) ?? Self.exitCode(report, terminal)
    }

    /// Returns the results and, if a signal arrived, its number.
    ///
    /// A signal stops running cases early; their resources are deleted.
    private func interruptibleResults(
        _ cases: [ContractCase], _ target: any ContractTarget, _ recorder: DigestRecorder?
    ) async throws(UsageError) -> ([ContractResult], signal: Int32?) {
        do throws(ServerError) {
            return try await SignalCancellation().run {
                await results(cases, target, recorder)
            } notice: { [terminal] number in
                terminal.error(
                    "signal \(number): no further case starts, and created resources are deleted (a second signal ends immediately)"
                )
            }
        } catch {
            throw .configuration("\(error)")
        }
    }

    private func results(
        _ cases: [ContractCase], _ target: any ContractTarget, _ recorder: DigestRecorder?
    ) async -> [ContractResult] {
        let progress = ProgressBar()
        defer { progress?.clear() }
        var (done, failed) = (0, 0)
        return await ContractRunner(target, observer: recorder?.observer).run(cases, stopsAtFailure: stopsAtFailure) {
            result in
            done += 1
            if result.problem != nil { failed += 1 }
            let words = failed > 0 ? ", \(failed) failed" : ""
            progress?.show(Double(done) / Double(cases.count), "\(done) of \(cases.count)\(words)")
        }
    }

    private static func exitCode(_ report: CheckReport, _ terminal: Terminal) -> ExitCode {
        if report.count(.failed) > 0 { return .failed }
        if report.count(.broken) > 0 { return .unreachable }
        if report.count(.passed) + report.count(.reported) > 0 { return .success }
        terminal.error("error: nothing ran: every case was skipped")
        return .nothingRan
    }
}

extension ContractSelection {
    /// Returns the folder and the command that reports refer to.
    func references(targetOptions: String = "") -> ContractReferences {
        let options = folder.map { " --contracts \(ShellWord($0))" } ?? ""
        return ContractReferences(
            folder: folder ?? "contracts", command: "insights-sim contracts run\(options)\(targetOptions)",
            annotatedFolder: annotatedFolder)
    }

    /// The folder as annotations name it: relative to the job's workspace if there is one; nil outside of it.
    ///
    /// The package's contracts are the user's only in a checkout of the package: in the folder `contracts`.
    private var annotatedFolder: String? {
        let name = folder ?? "contracts"
        guard let path = RealPath(name), folder != nil || path == suite.folder.flatMap(RealPath.init) else {
            return nil
        }
        guard let workspace = ProcessEnvironment.value("GITHUB_WORKSPACE").flatMap(RealPath.init) else { return name }
        return path.relative(to: workspace)
    }
}
