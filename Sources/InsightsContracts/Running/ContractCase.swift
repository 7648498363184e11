public import InsightsAPI

/// One contract for one program, edition and version of the service: the unit that runs and that reports list.
public struct ContractCase: Sendable, Identifiable, CustomStringConvertible {
    /// The contract to run.
    public package(set) var contract: Contract
    /// The program, which is one of the contract's.
    public let program: PartnerProgram
    /// The documentation edition, which is one of the contract's.
    public let edition: Edition
    /// The version of the service, which is one of the contract's.
    public let version: ServiceVersion

    /// Creates a case without checking that the contract applies to the program, edition and version.
    public init(contract: Contract, program: PartnerProgram, edition: Edition, version: ServiceVersion = .v1) {
        self.contract = contract
        self.program = program
        self.edition = edition
        self.version = version
    }

    /// The name, such as `queries/create-echoes-text (cmp)`; a later version follows the program.
    public var id: String { "\(contract.name) (\(program)\(version == .v1 ? "" : " \(version)"))" }
    /// The name, same as `id`.
    public var description: String { id }
}
