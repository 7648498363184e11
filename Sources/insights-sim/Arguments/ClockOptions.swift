import InsightsContracts
import InsightsSimulator
import InsightsTime

/// The options that choose the clock: `--clock` and `--speed`.
struct ClockOptions {
    private enum Choice {
        case system
        case manual(Timestamp)
        case scripted([Timestamp], file: String)
        case running(from: Timestamp?, speed: Int)
    }

    private static let scriptPrefix = "script:"
    /// The greatest size of a clock script, in bytes.
    private static let scriptLimit = 16 << 20

    private let choice: Choice
    /// The value of `--clock`; nil if it is not given.
    let text: String?
    /// The value of `--speed`; nil if it is not given.
    let speed: Int?

    init(_ arguments: ParsedArguments) throws(UsageError) {
        try self.init(
            text: arguments["--clock"], speed: try arguments.integer("--speed", in: SimulatorClock.speeds))
    }

    /// Reads the values of the two options.
    init(text: String?, speed: Int?) throws(UsageError) {
        (self.text, self.speed) = (text, speed)
        if let text, text.hasPrefix(Self.scriptPrefix) {
            if speed != nil {
                throw .configuration("'--speed' cannot be combined with '--clock script:FILE'")
            }
            let file = String(text.dropFirst(Self.scriptPrefix.count))
            choice = .scripted(try Self.script(file), file: file)
            return
        }
        let start = try text.map { (text) throws(UsageError) in try SimulatorOptions.instant(text) }
        if let speed {
            choice = .running(from: start, speed: speed)
        } else {
            choice = start.map { .manual($0) } ?? .system
        }
    }

    /// The chosen clock; a running clock starts now.
    var clock: SimulatorClock {
        switch choice {
        case .system: .system
        case .manual(let instant): .manual(instant)
        // The script was checked when it was read.
        case .scripted(let instants, _): SimulatorClock.scripted(instants) ?? .system
        case .running(let start, let speed): .running(from: start, speed: speed)
        }
    }

    /// The chosen clock in words.
    var summary: String {
        switch choice {
        case .system: "system clock"
        case .manual(let instant): "manual clock at \(instant)"
        case .scripted(let instants, let file): "clock scripted by \(file) (\(instants.count) instants)"
        case .running(let start, let speed):
            "clock at \(speed) times real time" + (start.map { " from \($0)" } ?? "")
        }
    }

    /// Reads a clock script: one instant per line, in ascending order; empty lines and lines with `#` are skipped.
    private static func script(_ path: String) throws(UsageError) -> [Timestamp] {
        let text: String
        do throws(SmallFile.Failure) {
            text = String(decoding: try SmallFile.read(path, limit: scriptLimit), as: UTF8.self)
        } catch {
            throw .configuration("cannot read the clock script '\(path)': \(error.reason)")
        }
        var instants: [Timestamp] = []
        // Some editors begin a text with a byte order mark.
        let lines = text.drop { $0 == "\u{FEFF}" }.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let line = line.drop { $0 == " " || $0 == "\t" }
            if line.isEmpty || line.hasPrefix("#") { continue }
            let place = "\(path):\(index + 1)"
            guard let instant = Timestamp(line), instant >= SimulatorClock.firstInstant,
                instant <= SimulatorClock.lastInstant
            else { throw .configuration("\(place): found '\(line)'; expected a UTC time such as 2021-01-06T05:38:34Z") }
            if let last = instants.last, instant < last {
                throw .configuration("\(place): found \(instant); expected \(last), as on the previous line, or later")
            }
            instants.append(instant)
        }
        if instants.isEmpty { throw .configuration("\(path): found no instant; expected one a line") }
        return instants
    }
}
