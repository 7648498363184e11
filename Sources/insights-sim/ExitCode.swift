/// An exit code of the tool, or that of a command it ran.
struct ExitCode: RawRepresentable, Hashable, Sendable {
    let rawValue: Int32

    /// The command succeeded.
    static let success = ExitCode(rawValue: 0)
    /// A contract or a step of the demonstration failed.
    static let failed = ExitCode(rawValue: 1)
    /// The command line, the configuration or the query is wrong.
    static let usage = ExitCode(rawValue: 2)
    /// The simulator could not start, or a target could not be reached.
    static let unreachable = ExitCode(rawValue: 3)
    /// The simulator and the live service differ.
    static let drift = ExitCode(rawValue: 4)
    /// Nothing was checked.
    static let nothingRan = ExitCode(rawValue: 5)
    /// The command that was run exceeded its time limit; the same code as timeout(1).
    static let timedOut = ExitCode(rawValue: 124)
    /// The command to run exists but cannot be run; the same code as in shells.
    static let notExecutable = ExitCode(rawValue: 126)
    /// The command to run was not found; the same code as in shells.
    static let notFound = ExitCode(rawValue: 127)

    /// Returns the code for a command that a signal ended, as in shells.
    static func ofSignal(_ number: Int32) -> ExitCode { ExitCode(rawValue: 128 + number) }
}
