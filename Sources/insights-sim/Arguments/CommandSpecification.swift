import InsightsAPI

/// The name, arguments and options of a command, for its help and its parser.
struct CommandSpecification: Sendable {
    let name: String
    let summary: String
    /// The positional arguments, as the usage line shows them; empty for none.
    var positional = ""
    /// The usage line after the name; nil if it follows from the other properties.
    var usage: String?
    /// Whether the command runs another command, which follows `--`.
    var takesCommand = false
    let options: [Option]
    var examples: [String] = []
    /// The exit codes with their meanings, besides 0 and 2.
    var exitCodes: [(code: ExitCode, meaning: String)] = []

    /// Every exit code with its meaning, in order.
    var everyExitCode: [(code: ExitCode, meaning: String)] {
        ([(.success, "success"), (.usage, "invalid command line or configuration")] + exitCodes)
            .sorted { $0.code.rawValue < $1.code.rawValue }
    }

    /// One option of a command.
    struct Option: Sendable {
        let name: String
        /// The name of its value in help texts; nil for an option without a value.
        let value: String?
        let summary: String
        /// Whether the option may be given several times.
        var isRepeatable = false
    }
}

extension CommandSpecification.Option {
    static let edition = Self(
        name: "--edition", value: Edition.choices, summary: "documentation edition (default 2021)")
    static let clock = Self(
        name: "--clock", value: "ISO8601", summary: "manual clock at yyyy-MM-ddTHH:mm:ssZ (default: system clock)")
    static let serveClock = Self(
        name: "--clock", value: "ISO8601|script:FILE",
        summary: "manual clock at yyyy-MM-ddTHH:mm:ssZ, or an instant per request from a file (default: system clock)")
    static let speed = Self(
        name: "--speed", value: "N", summary: "run the clock N times as fast as real time, from --clock or now")
    static let fixtures = Self(
        name: "--fixtures", value: "DIR", summary: "serve the datasets and tenants of this folder")
    static let seed = Self(
        name: "--seed", value: "N",
        summary: "seed of identifiers, keys, links and secrets, which it makes predictable (default: random)")
    static let set = Self(
        name: "--set", value: "NAME=VALUE", summary: "change one setting; repeatable", isRepeatable: true)
}
