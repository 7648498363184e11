import InsightsAPI
import InsightsJSON
import InsightsSQLite
import InsightsStore

/// The command that checks, exports, imports or compacts the file of `serve --state`.
struct StateCommand: Command {
    static let specification = CommandSpecification(
        name: "state", summary: "check, export, import or compact the file of 'serve --state'",
        positional: "check|export|import|compact FILE",
        options: [
            .init(name: "--out", value: "FILE", summary: "export: write to this file (default: standard output)"),
            .init(name: "--from", value: "FILE", summary: "import: the exported JSON from which FILE is created"),
        ],
        examples: [
            "insights-sim state check team.db",
            "insights-sim state export team.db --out team.json",
            "insights-sim state import new.db --from team.json",
        ],
        exitCodes: [(.unreachable, "the file cannot be read or written, or a server uses it")])

    enum Action: String, CaseIterable {
        case check
        case export
        case `import`
        case compact
    }

    private let action: Action
    private let file: String
    private let output: String?
    private let source: String?
    private let terminal: Terminal

    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError) {
        let actions = Action.allCases.map(\.rawValue).joined(separator: ", ")
        guard let word = arguments.positionals.first else { throw .missingArgument("action: \(actions)") }
        guard let action = Action(rawValue: word) else {
            throw .unknownCommand("state \(word)", known: Action.allCases.map { "state \($0.rawValue)" })
        }
        guard arguments.positionals.count > 1 else { throw .missingArgument("the state's FILE") }
        if arguments.positionals.count > 2 { throw .unexpectedArgument(arguments.positionals[2]) }
        self.action = action
        file = arguments.positionals[1]
        output = arguments["--out"]
        source = arguments["--from"]
        if output != nil, action != .export { throw .configuration("'--out' requires 'state export'") }
        if source != nil, action != .import { throw .configuration("'--from' requires 'state import'") }
        if source == nil, action == .import { throw .missingArgument("--from FILE, the exported JSON") }
        self.terminal = terminal
    }

    func run() async throws(UsageError) -> ExitCode {
        let document = try source.map { (path) throws(UsageError) in try Self.document(path) }
        let text: String
        do throws(StateError) {
            text = try perform(document)
        } catch {
            terminal.errorLine("error: \(error)")
            return error.exitCode
        }
        // The export has the seed, from which secrets follow.
        if let output { try FileIO.write(text + "\n", to: output, isSecret: true) } else { terminal.output(text) }
        return .success
    }

    /// Does what is asked, and returns what to show.
    private func perform(_ document: StateDocument?) throws(StateError) -> String {
        if let document {
            guard !FileIO.exists(file) else {
                throw .unusable(path: file, reason: "the file exists; name a new one")
            }
            let store = try SQLiteStateStore(file)
            defer { store.close() }
            try store.setAbout(document.about)
            try store.write(document.scopes.map { StateChange(scope: $0.key, isWhole: true, rows: $0.value) })
            return "created \(file): \(Self.summary(document))"
        }
        // Opening checks the integrity of the file.
        let store = try SQLiteStateStore(file, creates: false)
        defer { store.close() }
        if action == .compact {
            try store.compact()
            return "compacted \(file)"
        }
        let kept = StateDocument(about: try store.about(), scopes: try store.load())
        do throws(RowReader.Failure) {
            let json = try kept.json
            return action == .export ? JSONWriter.pretty(json) : "\(file): no damage found, \(Self.summary(kept))"
        } catch {
            throw .damaged(path: file, reason: error.description)
        }
    }

    private static func document(_ path: String) throws(UsageError) -> StateDocument {
        let bytes = try FileIO.read(path)
        do {
            return try StateDocument(json: try JSONParser.parse(bytes))
        } catch {
            throw .configuration("\(path): \(error)")
        }
    }

    private static func summary(_ document: StateDocument) -> String {
        let rows = document.scopes.values.joined()
        func count(_ kind: String) -> Int { rows.count { $0.kind == kind } }
        return "version \(SQLiteStateStore.schemaVersion), tenants: \(count("clock")), of these sandboxes: "
            + "\(count("sandbox")), queries: \(count("query")), reports: \(count("report"))"
    }
}
