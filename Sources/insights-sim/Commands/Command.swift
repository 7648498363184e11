/// One command of the tool.
protocol Command: Sendable {
    /// The name, arguments, options and help of the command.
    static var specification: CommandSpecification { get }

    /// Reads the parsed arguments.
    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError)

    /// Runs the command.
    func run() async throws(UsageError) -> ExitCode
}
