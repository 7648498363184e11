import InsightsClientAudit
import InsightsContracts
import InsightsSimulator
import Testing

@Suite("Runs without calls")
struct NoCallsReasonTests {
    private typealias Notice = ClientRunResult.Notice

    @Test(
        "The notices say which of three reasons it was",
        arguments: [
            ([], .nothingArrived), ([.untrusted], .untrusted), ([.unused], .untrusted), ([.foreignHost("h")], .refused),
            ([.other], .refused), ([.foreignHost("h"), .untrusted], .untrusted),
        ] as [([ClientRunResult.Notice.Kind], NoCallsReason)])
    func reason(_ kinds: [ClientRunResult.Notice.Kind], _ reason: NoCallsReason) throws {
        let result = ClientRunResult(try Simulator(), notices: kinds.map { Notice("notice", $0) })
        #expect(result.requestCount == 0)
        #expect(result.noCallsReason == reason)
        #expect(result.foreignHosts == kinds.compactMap { if case .foreignHost(let host) = $0 { host } else { nil } })
        // Without a call, every notice is a failure.
        #expect(
            CallVerdicts.checks(on: result).count { if case .failed = $0.outcome { true } else { false } }
                == kinds.count)
    }
}
