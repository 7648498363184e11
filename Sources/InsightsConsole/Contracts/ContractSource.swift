package import InsightsContracts

/// Where the console's contracts come from.
package struct ContractSource: Sendable {
    /// The folder as commands name it; nil for that of the package.
    let folder: String?
    /// Reads all contracts.
    let read: @Sendable () throws(ContractError) -> ContractSuite
    /// Checks the names that contracts use, which only a simulator knows.
    let check: @Sendable (ContractSuite) throws(ContractError) -> Void

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - folder: the folder as commands name it; nil for that of the package.
    ///   - read: reads all contracts.
    ///   - check: checks the names that contracts use.
    package init(
        folder: String?, read: @escaping @Sendable () throws(ContractError) -> ContractSuite,
        check: @escaping @Sendable (ContractSuite) throws(ContractError) -> Void
    ) {
        self.folder = folder
        self.read = read
        self.check = check
    }

    /// What reports refer to.
    var references: ContractReferences {
        let options = folder.map { " --contracts \(ShellWord($0))" } ?? ""
        return ContractReferences(folder: folder ?? "contracts", command: "insights-sim contracts run\(options)")
    }
}
