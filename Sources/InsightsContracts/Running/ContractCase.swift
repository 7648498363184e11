public import InsightsAPI

/// One contract for one program and edition: the unit that runs and that reports list.
public struct ContractCase: Sendable, Identifiable, CustomStringConvertible {
    /// The contract to run.
    public package(set) var contract: Contract
    /// The program, which is one of the contract's.
    public let program: PartnerProgram
    /// The documentation edition, which is one of the contract's.
    public let edition: Edition

    /// Creates a case without checking that the contract applies to the program and edition.
    public init(contract: Contract, program: PartnerProgram, edition: Edition) {
        self.contract = contract
        self.program = program
        self.edition = edition
    }

    /// The name, such as `queries/create-echoes-text (cmp)`.
    public var id: String { "\(contract.id) (\(program))" }
    /// The name, same as `id`.
    public var description: String { id }
}
