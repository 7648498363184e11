public import InsightsAPI
public import InsightsContracts

extension ContractSuite {
    /// Runs the contracts against a client of yours, on simulators in this process.
    ///
    /// - Parameters:
    ///   - client: makes the client that is to call the simulator it is given.
    ///   - edition: the documentation edition.
    /// - Returns: what came of each case; `ContractResult.problem` says what is wrong, if something is.
    public func run(
        against client: @escaping @Sendable (SimulatorTarget.Environment) throws(TargetError) -> any ContractClient,
        edition: Edition = .year2021
    ) async -> [ContractResult] {
        await run(on: SimulatorTarget.inProcess(subject: client), edition: edition)
    }
}
