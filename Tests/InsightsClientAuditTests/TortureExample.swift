import InsightsClientAudit
import InsightsSimulator
import Testing

@Test("The client survives every fault in every call")
func clientSurvivesTorture() async throws {
    let first = try await runClient(nil)
    let plan = TorturePlan(first.tenants[0].entries)
    for trial in plan.trials {
        let result = TortureResult(trial, try await runClient(trial), first: first, seconds: 0)
        #expect(!result.outcome.isProblem, "\(trial.id): \(result.detail)")
    }
}

func runClient(_ trial: TortureTrial?) async throws -> ClientRunResult {
    let simulator = try Simulator(seed: 7)
    if let trial { try simulator.defaultSandbox.setFaults([trial.rule]) }
    let client = simulator.client(for: .cmp)
    do {
        _ = try await client.datasets()
        return ClientRunResult(simulator)
    } catch {
        return ClientRunResult(simulator, ending: .exited(1))
    }
}
