/// How a command is called: what its help shows and its parser accepts.
struct CommandSpecification: Sendable {
    let name: String
    let summary: String
    /// What it takes besides options, as the usage line shows it; empty for none.
    var positional = ""
    /// The usage line behind the name, where it is not what follows from the rest.
    var usage: String?
    /// Whether it takes a command to run, behind `--`.
    var takesCommand = false
    let options: [Option]
    var examples: [String] = []
    /// Exit codes with their meaning, besides 0 and 2.
    var exitCodes: [(code: ExitCode, meaning: String)] = []

    /// One option.
    struct Option: Sendable {
        let name: String
        /// What its value is called; nil for an option that takes none.
        let value: String?
        let summary: String
        /// Whether it may be given several times.
        var isRepeatable = false
    }
}

extension CommandSpecification.Option {
    static let edition = Self(name: "--edition", value: "2021|2023", summary: "documentation edition (default 2021)")
    static let clock = Self(
        name: "--clock", value: "ISO8601", summary: "manual clock at yyyy-MM-ddTHH:mm:ssZ (default: the system's)")
    static let serveClock = Self(
        name: "--clock", value: "ISO8601|script:FILE",
        summary: "manual clock at yyyy-MM-ddTHH:mm:ssZ, or an instant per request from a file (default: the system's)")
    static let speed = Self(
        name: "--speed", value: "N", summary: "let the clock run N times as fast as real time, from --clock or now")
    static let fixtures = Self(
        name: "--fixtures", value: "DIR", summary: "serve the datasets and tenants of this folder")
    static let seed = Self(
        name: "--seed", value: "N", summary: "decides identifiers, keys and links (default: a new one)")
    static let set = Self(
        name: "--set", value: "NAME=VALUE", summary: "change one setting; repeatable", isRepeatable: true)
}
