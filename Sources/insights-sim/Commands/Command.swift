/// One command of the tool.
protocol Command: Sendable {
    /// How it is called.
    static var specification: CommandSpecification { get }

    /// Takes over what was asked.
    init(_ arguments: ParsedArguments, terminal: Terminal) throws(UsageError)

    /// Does it.
    func run() async throws(UsageError) -> ExitCode
}
