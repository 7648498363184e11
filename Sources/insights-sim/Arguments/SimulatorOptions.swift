import InsightsAPI
import InsightsFixtures
import InsightsSimulator
import InsightsTime

/// The options that several commands share to configure a simulator.
struct SimulatorOptions {
    let settings: Settings
    let clock: Timestamp?
    let seed: UInt64?
    let fixtures: String?

    /// Reads the options; with `readsClock` false, `--clock` is left to `ClockOptions`.
    init(_ arguments: ParsedArguments, readsClock: Bool = true) throws(UsageError) {
        var settings = Settings(edition: try arguments.choice("--edition", of: Edition.self) ?? .year2021)
        for (name, value) in try Self.assignments(arguments) {
            do throws(SettingsError) {
                try settings.set(name, to: value)
            } catch {
                throw .configuration("\(error); see 'insights-sim serve --help-settings'")
            }
        }
        self.settings = settings
        let text = readsClock ? arguments["--clock"] : nil
        clock = try text.map { (text) throws(UsageError) in try Self.instant(text) }
        seed = try Self.seed(arguments)
        fixtures = arguments["--fixtures"]
    }

    /// Returns the given settings, in order.
    static func assignments(_ arguments: ParsedArguments) throws(UsageError) -> [(name: String, value: String)] {
        var assignments: [(name: String, value: String)] = []
        for assignment in arguments.all("--set") {
            let parts = assignment.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw .badValue(option: "--set", value: assignment, accepted: "NAME=VALUE; see --help-settings")
            }
            assignments.append((parts[0], parts[1]))
        }
        return assignments
    }

    static func instant(_ text: String) throws(UsageError) -> Timestamp {
        let first = SimulatorClock.firstInstant
        guard let instant = Timestamp(text), instant >= first, instant <= SimulatorClock.lastInstant else {
            throw .badValue(
                option: "--clock", value: text,
                accepted: "a UTC time such as 2021-01-06T05:38:34Z, from \(first) to \(SimulatorClock.lastInstant)")
        }
        return instant
    }

    private static func seed(_ arguments: ParsedArguments) throws(UsageError) -> UInt64? {
        guard let text = arguments["--seed"] else { return nil }
        guard let seed = UInt64(text) else {
            throw .badValue(option: "--seed", value: text, accepted: "a whole number, 0 to \(UInt64.max)")
        }
        return seed
    }

    /// Opens the fixtures; a folder given explicitly is read completely, so that errors in it are reported now.
    func openFixtures() throws(UsageError) -> FixtureStore {
        do throws(FixtureError) {
            guard let fixtures else { return try .standard() }
            let store = try FixtureStore(folder: try FixtureFolder.locate(explicit: fixtures))
            try store.check()
            return store
        } catch {
            throw .configuration("\(error)")
        }
    }
}
