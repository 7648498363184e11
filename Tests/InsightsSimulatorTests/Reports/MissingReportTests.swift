import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

@Suite("Pausing and resuming without an identifier")
struct MissingReportTests {
    @Test(
        "The call pauses or resumes no report; it does not update a report of that name",
        arguments: ["pause", "resume", "Pause", "pause/", "pause/%20", "resume/%20"])
    func missing(_ path: String) throws {
        let harness = try SandboxHarness()
        let body = #"{"ReportName":7}"#
        for (program, body) in [(PartnerProgram.cmp, ""), (.mpn, ""), (.cmp, body), (.mpn, body)] {
            let response = harness.call(
                "ScheduledReport/\(path)", .put, token: try harness.token(program), program: program, body: body)
            #expect(response.status == 404)
            #expect(try harness.json(response)["message"]?.string == "No item found with given filters.")
            #expect(
                response.detail?.hasPrefix("reportId: found no value; expected an identifier of the caller's") == true)
            let route = path.lowercased().hasPrefix("pause") ? "pauseReport" : "resumeReport"
            #expect(harness.sandbox.journal.entries().last?.route.rawValue == route)
        }
    }
}
