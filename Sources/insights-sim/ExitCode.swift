/// What the process tells the one that started it: one of these, or what a command it ran told it.
struct ExitCode: RawRepresentable, Hashable, Sendable {
    let rawValue: Int32

    /// All is well.
    static let success = ExitCode(rawValue: 0)
    /// A contract, or a step of the demonstration, failed.
    static let failed = ExitCode(rawValue: 1)
    /// The command line, the configuration or the query is wrong.
    static let usage = ExitCode(rawValue: 2)
    /// The simulator could not start, or a target could not be reached.
    static let unreachable = ExitCode(rawValue: 3)
    /// The simulator and the live service differ.
    static let drift = ExitCode(rawValue: 4)
    /// Nothing was checked.
    static let nothingRan = ExitCode(rawValue: 5)
    /// A command that was run took too long, as timeout(1) says it.
    static let timedOut = ExitCode(rawValue: 124)
    /// A command that was to be run is there, but cannot be run, as shells say it.
    static let notExecutable = ExitCode(rawValue: 126)
    /// A command that was to be run was not found, as shells say it.
    static let notFound = ExitCode(rawValue: 127)

    /// A command that was run was ended by a signal, as shells say it.
    static func ofSignal(_ number: Int32) -> ExitCode { ExitCode(rawValue: 128 + number) }
}
