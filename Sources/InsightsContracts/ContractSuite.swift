public import InsightsAPI
import InsightsJSON

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
        var errors: [InputError] = []
        let register: KnownDifferences
        let files: [(id: String, path: String)]
        do throws(InputError) {
            register = try KnownDifferences.standing(with: folder)
            files = try ContractFolder.files(in: folder)
        } catch {
            throw ContractError(error)
        }
        for file in files {
            do throws(InputError) {
                var contract = try Contract(id: file.id, parsing: try ContractFolder.read(file.path))
                if let difference = contract.difference {
                    contract.difference = try register.difference(difference.id)
                }
                contracts.append(contract)
            } catch {
                var error = error
                error.place.file = file.path
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
        let errors = contracts.compactMap { contract -> InputError? in
            guard var error = vocabulary.error(in: contract) else { return nil }
            error.place.file = folder.map { "\($0)/\(contract.id).json" } ?? contract.id
            return error
        }
        if let error = ContractError(errors) { throw error }
    }

    /// The contracts that come with the package.
    ///
    /// - Throws: `ContractError`, if they cannot be found or read.
    public static var standard: ContractSuite {
        get throws(ContractError) {
            let folder: String
            do throws(InputError) { folder = try ContractFolder.locate() } catch { throw ContractError(error) }
            return try ContractSuite(folder: folder)
        }
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
