/// What the process tells the one that started it.
enum ExitCode: Int32 {
    /// All is well.
    case success = 0
    /// A contract, or a step of the demonstration, failed.
    case failed = 1
    /// The command line, the configuration or the query is wrong.
    case usage = 2
    /// The simulator could not start, or a target could not be reached.
    case unreachable = 3
    /// The simulator and the live service differ.
    case drift = 4
    /// Nothing was checked.
    case nothingRan = 5
}
