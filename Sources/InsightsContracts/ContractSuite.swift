private import Dispatch
public import InsightsAPI
import InsightsJSON
private import Synchronization

/// The contracts of a folder, in the order of their names.
public struct ContractSuite: Sendable {
    /// The contracts, in the order of their names if they come from a folder.
    public let contracts: [Contract]
    /// The folder that the contracts come from; nil for contracts without files.
    package let folder: String?

    /// Creates a suite from contracts in memory.
    public init(_ contracts: [Contract]) {
        self.contracts = contracts
        folder = nil
    }

    /// Reads every `.json` file in the subfolders of a folder.
    ///
    /// - Throws: `ContractError` if the folder cannot be read, or one that lists every file that cannot be read.
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
        let read = Mutex([Result<Contract, InputError>?](repeating: nil, count: files.count))
        DispatchQueue.concurrentPerform(iterations: files.count) { index in
            let result = Self.contract(files[index], register)
            read.withLock { $0[index] = result }
        }
        for result in read.withLock({ $0 }) {
            switch result {
            case .success(let contract): contracts.append(contract)
            case .failure(let error): errors.append(error)
            case nil: break
            }
        }
        if let error = ContractError(errors) { throw error }
        self.contracts = contracts
        self.folder = folder
    }

    /// Reads one file, with the register's reason for its difference.
    private static func contract(
        _ file: (id: String, path: String), _ register: KnownDifferences
    ) -> Result<Contract, InputError> {
        do throws(InputError) {
            var contract = try Contract(id: file.id, parsing: try ContractFolder.read(file.path))
            if let difference = contract.difference {
                contract.difference = try register.difference(difference.id)
            }
            return .success(contract)
        } catch {
            var error = error
            error.place.file = file.path
            return .failure(error)
        }
    }

    /// Checks the settings and tenants that contracts name, before any contract runs.
    ///
    /// - Throws: `ContractError` that lists every file with an unknown name.
    package func check(_ vocabulary: ContractVocabulary) throws(ContractError) {
        let errors = contracts.compactMap { contract -> InputError? in
            guard var error = vocabulary.error(in: contract) else { return nil }
            error.place.file = folder.map { "\($0)/\(contract.id).json" } ?? contract.id
            return error
        }
        if let error = ContractError(errors) { throw error }
    }

    /// The contracts that come with the package.
    ///
    /// - Throws: `ContractError` if they cannot be found or read.
    public static var standard: ContractSuite {
        get throws(ContractError) {
            let folder: String
            do throws(InputError) { folder = try ContractFolder.locate() } catch { throw ContractError(error) }
            return try ContractSuite(folder: folder)
        }
    }

    /// Returns one case for each program and version of each contract that applies to an edition.
    ///
    /// A general contract gives cases for each of its elements; `isWanted` is asked about each.
    ///
    /// The versions are those that the program has under the edition's defaults and the contract's settings.
    public func cases(
        edition: Edition = .year2021, programs: [PartnerProgram] = PartnerProgram.allCases,
        where isWanted: (Contract) -> Bool = { _ in true }
    ) -> [ContractCase] {
        contracts.filter { $0.editions.contains(edition) }.flatMap(\.runnable).filter(isWanted).flatMap { contract in
            let settings = contract.versionSettings(in: edition)
            return contract.programs.filter(programs.contains).flatMap { program in
                settings.versions(of: program).filter(contract.versions.contains).map {
                    ContractCase(contract: contract.adapted(to: $0), program: program, edition: edition, version: $0)
                }
            }
        }
    }

    /// Runs all contracts of an edition on a target.
    public func run(
        on target: any ContractTarget, edition: Edition = .year2021
    ) async -> [ContractResult] {
        await ContractRunner(target).run(cases(edition: edition))
    }
}

extension Contract {
    /// Returns the contract as it runs on a version.
    ///
    /// One that holds on v1 too knows nothing of the count that v1.1 wants of a schedule, so it runs without that rule.
    fileprivate func adapted(to version: ServiceVersion) -> Contract {
        guard version == .v11, versions.contains(.v1),
            !settings.contains(where: { $0.name == Settings.countRequiredName })
        else { return self }
        var contract = self
        contract.settings.append(ContractSetting(Settings.countRequiredName, "off"))
        return contract
    }

    /// Returns the settings of an edition with the contract's choice of versions, if it makes one.
    fileprivate func versionSettings(in edition: Edition) -> Settings {
        var settings = Settings(edition: edition)
        for setting in self.settings where setting.name == Settings.versionsName {
            // A wrong value is reported where all settings are checked.
            try? settings.set(setting.name, to: setting.value)
        }
        return settings
    }
}
