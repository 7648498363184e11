/// Every command of the tool, in the order of its help.
enum CommandList {
    static let all: [any Command.Type] = [
        ServeCommand.self, DemoCommand.self, QueryCommand.self, ClockCommand.self, SandboxCommand.self,
        CaseCommand.self, StateCommand.self, ContractsCommand.self, MutantsCommand.self, DriftCommand.self,
        ExecCommand.self,
        TortureCommand.self, RehearseCommand.self, GenerateCommand.self, FixturesCommand.self, OpenAPICommand.self,
        EditionsCommand.self, ReadyCommand.self, InitCommand.self, CompletionsCommand.self, ManCommand.self,
        VersionCommand.self,
    ]

    static var specifications: [CommandSpecification] { all.map { $0.specification } }
}
