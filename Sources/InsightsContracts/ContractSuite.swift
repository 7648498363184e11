public import InsightsAPI

/// The contracts of a folder, in the order of their names.
public struct ContractSuite: Sendable {
    /// The contracts.
    public let contracts: [Contract]
    /// The folder they stand in; nil for none.
    private let folder: String?

    /// Creates a suite.
    public init(_ contracts: [Contract]) {
        self.contracts = contracts
        folder = nil
    }

    /// Reads every `.json` file in the folders below a folder.
    ///
    /// - Throws: `ContractError` for a folder that cannot be read, or for all files that cannot.
    public init(folder: String) throws(ContractError) {
        var contracts: [Contract] = []
        var errors: [ContractError] = []
        let register = try KnownDifferences.standing(with: folder)
        for file in try ContractFolder.files(in: folder) {
            do throws(ContractError) {
                var contract = try Contract(id: file.id, parsing: try ContractFolder.read(file.path))
                if let difference = contract.difference {
                    contract.difference = try register.difference(difference.id)
                }
                contracts.append(contract)
            } catch {
                var error = error
                error.file = file.path
                errors.append(error)
            }
        }
        if let error = ContractError(errors) { throw error }
        self.contracts = contracts
        self.folder = folder
    }

    /// Checks the names that contracts leave to a simulator, before anything is run.
    ///
    /// - Throws: `ContractError` for all files that name what there is not.
    public func check(_ vocabulary: ContractVocabulary) throws(ContractError) {
        let errors = contracts.compactMap { contract -> ContractError? in
            guard var error = vocabulary.error(in: contract) else { return nil }
            error.file = folder.map { "\($0)/\(contract.id).json" } ?? contract.id
            return error
        }
        if let error = ContractError(errors) { throw error }
    }

    /// The contracts that come with the package.
    ///
    /// - Throws: `ContractError`, if they cannot be found or read.
    public static var standard: ContractSuite {
        get throws(ContractError) { try ContractSuite(folder: try ContractFolder.locate()) }
    }

    /// One case for each program of each contract that holds for an edition.
    public func cases(
        edition: Edition = .year2021, programs: [PartnerProgram] = PartnerProgram.allCases,
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
        on target: any ContractTarget, edition: Edition = .year2021
    ) async -> [ContractResult] {
        await ContractRunner(target).run(cases(edition: edition))
    }
}
