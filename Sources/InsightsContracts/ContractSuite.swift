public import InsightsAPI

/// The contracts of a folder, in the order of their names.
public struct ContractSuite: Sendable {
    /// The contracts.
    public let contracts: [Contract]

    /// Creates a suite.
    public init(_ contracts: [Contract]) {
        self.contracts = contracts
    }

    /// Reads every `.json` file in the folders below a folder.
    ///
    /// - Throws: `ContractError` for the first file or folder that cannot be read.
    public init(folder: String) throws(ContractError) {
        var contracts: [Contract] = []
        for file in try ContractFolder.files(in: folder) {
            let bytes = try ContractFolder.read(file.path)
            do throws(ContractError) {
                contracts.append(try Contract(id: file.id, parsing: bytes))
            } catch {
                var error = error
                error.file = file.path
                throw error
            }
        }
        self.init(contracts)
    }

    /// The contracts that come with the package.
    ///
    /// - Throws: `ContractError`, if they cannot be found or read.
    public static var standard: ContractSuite {
        get throws(ContractError) { try ContractSuite(folder: try ContractFolder.locate()) }
    }

    /// One case for each program of each contract that holds for an edition.
    public func cases(
        edition: ContractEdition = .year2021, programs: [Program] = Program.allCases,
        where isWanted: (Contract) -> Bool = { _ in true }
    ) -> [ContractCase] {
        contracts.filter { $0.editions.contains(edition) && isWanted($0) }.flatMap { contract in
            contract.programs.filter(programs.contains).map {
                ContractCase(contract: contract, program: $0, edition: edition)
            }
        }
    }

    /// Runs all of them on a target.
    public func run(
        on target: any ContractTarget, edition: ContractEdition = .year2021
    ) async -> [ContractResult] {
        await ContractRunner(target).run(cases(edition: edition))
    }
}
