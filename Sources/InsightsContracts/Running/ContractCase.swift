public import InsightsAPI

/// One contract for one program: what is run, and what a report has a line for.
public struct ContractCase: Sendable, Identifiable, CustomStringConvertible {
    /// The contract.
    public package(set) var contract: Contract
    /// The program.
    public let program: PartnerProgram
    /// The documentation edition.
    public let edition: Edition

    /// Creates a case.
    public init(contract: Contract, program: PartnerProgram, edition: Edition) {
        self.contract = contract
        self.program = program
        self.edition = edition
    }

    /// What it is called: `queries/create-echoes-text (cmp)`.
    public var id: String { "\(contract.id) (\(program))" }
    /// What it is called.
    public var description: String { id }
}
