import InsightsAPI
import InsightsJSON
import InsightsSQLite
import InsightsSimulator
import InsightsStore

/// The option `--state`: a file that keeps the state beyond the end of the server.
///
/// The file also has how the server was first started. Later starts may leave that out, but not change it.
struct StateOptions {
    private let path: String
    private let givesSettings: Bool
    private let settings: Settings
    private let seed: UInt64?
    private let clock: ClockOptions

    static let options = [
        CommandSpecification.Option(
            name: "--state", value: "FILE",
            summary: "keep the state in this SQLite file, and begin with what it has\(ReferencePage.state.mention)")
    ]

    /// Reads the option; nil if it is not given.
    init?(_ arguments: ParsedArguments, _ options: SimulatorOptions, _ clock: ClockOptions) throws(UsageError) {
        guard let path = arguments["--state"] else { return nil }
        guard !path.isEmpty else {
            throw .badValue(option: "--state", value: path, accepted: "the path of a file")
        }
        self.path = path
        givesSettings = arguments["--edition"] != nil || !arguments.all("--set").isEmpty
        settings = options.settings
        seed = options.seed
        self.clock = clock
    }

    /// An open store, with how the simulator is started on it.
    struct Opened {
        let store: SQLiteStateStore
        let isNew: Bool
        let settings: Settings
        let seed: UInt64
        let clock: ClockOptions
    }

    private enum Name: String {
        case seed
        case edition
        case settings
        case clock
        case speed
    }

    /// Opens the file, or creates it.
    ///
    /// - Throws: `StateError` if the file cannot be used, or was begun with something else than what is given.
    func open() throws(StateError) -> Opened {
        let store = try SQLiteStateStore(path)
        let about = try store.about()
        guard !about.isEmpty else {
            let seed = seed ?? Simulator.randomSeed()
            try store.setAbout([
                Name.seed.rawValue: String(seed), Name.edition.rawValue: settings.edition.rawValue,
                Name.settings.rawValue: Self.text(settings), Name.clock.rawValue: clock.text ?? "",
                Name.speed.rawValue: clock.speed.map(String.init) ?? "",
            ])
            return Opened(store: store, isNew: true, settings: settings, seed: seed, clock: clock)
        }
        func kept(_ name: Name) throws(StateError) -> String {
            guard let value = about[name.rawValue] else {
                throw .unreadable(scope: path, row: name.rawValue, reason: "found nothing")
            }
            return value
        }
        guard let keptSeed = UInt64(try kept(.seed)) else {
            throw .unreadable(scope: path, row: "seed", reason: "found no number")
        }
        if let seed, seed != keptSeed {
            throw .mismatch(what: "--seed", found: "\(seed)", expected: "that of \(path)")
        }
        let keptSettings = try Self.settings(try kept(.edition), try kept(.settings), path)
        if givesSettings, settings != keptSettings {
            throw .mismatch(
                what: "--edition and --set", found: "\(settings.edition.rawValue) \(Self.text(settings))",
                expected: "\(keptSettings.edition.rawValue) \(Self.text(keptSettings))")
        }
        let (keptClock, keptSpeed) = (try kept(.clock), try kept(.speed))
        if clock.text != nil || clock.speed != nil {
            let given = [clock.text ?? "", clock.speed.map(String.init) ?? ""]
            guard given == [keptClock, keptSpeed] else {
                throw .mismatch(
                    what: "--clock and --speed", found: given.joined(separator: " "),
                    expected: "'\(keptClock)' and '\(keptSpeed)'")
            }
        }
        do throws(UsageError) {
            let clock = try ClockOptions(text: keptClock.isEmpty ? nil : keptClock, speed: Int(keptSpeed))
            return Opened(store: store, isNew: false, settings: keptSettings, seed: keptSeed, clock: clock)
        } catch {
            throw .unreadable(scope: path, row: "clock", reason: "\(error)")
        }
    }

    private static func text(_ settings: Settings) -> String {
        String(decoding: JSONWriter.encode(.object(settings.changes)), as: UTF8.self)
    }

    private static func settings(
        _ edition: String, _ changes: String, _ path: String
    ) throws(StateError) -> Settings {
        guard let edition = Edition(rawValue: edition) else {
            throw .unreadable(scope: path, row: "edition", reason: "found '\(edition)'")
        }
        guard let members = (try? JSONParser.parse(changes))?.object?.members else {
            throw .unreadable(scope: path, row: "settings", reason: "found no object")
        }
        var settings = Settings(edition: edition)
        for member in members {
            do throws(SettingsError) {
                try settings.set(member.key, to: member.value.string ?? "")
            } catch {
                throw .unreadable(scope: path, row: "settings", reason: "\(error)")
            }
        }
        return settings
    }
}

extension StateError {
    /// The exit code of a command that the error ends: what the user gave, or what the machine does not give.
    var exitCode: ExitCode {
        switch self {
        case .locked, .readOnly, .full, .unusable: .unreachable
        case .foreign, .newer, .damaged, .missing, .unreadable, .mismatch: .usage
        }
    }
}
