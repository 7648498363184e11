public import InsightsAPI
public import InsightsContracts

extension ContractSuite {
    /// Runs the contracts against your client, on simulators in this process.
    ///
    /// - Parameters:
    ///   - client: creates the client for the simulator that it is given. The default one sends each call as it is, which
    ///     shows that the simulator itself keeps the contracts.
    ///   - edition: the documentation edition.
    /// - Returns: the result of each case; `ContractResult.problem` describes a failure.
    public func run(
        against client: @escaping @Sendable (SimulatorTarget.Environment) throws(TargetError) -> any ContractClient = {
            HTTPContractClient($0.transport)
        },
        edition: Edition = .year2021
    ) async -> [ContractResult] {
        await run(on: SimulatorTarget.inProcess(subject: client), edition: edition)
    }
}
