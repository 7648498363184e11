import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// The answer where the service itself fails: rows that cannot be read (insights-api section 10).
struct ServiceUnavailableTests {
    /// Creates a folder with the catalogue and the tenants of the package, and no rows.
    private static func folderWithoutRows() throws -> String {
        var template = Array("/tmp/insights-rowless-XXXXXX".utf8CString)
        let folder = String(cString: try #require(mkdtemp(&template)))
        let store = try FixtureStore.standard()
        for name in ["catalogue.json", "tenants.json", "system-queries.json"] {
            #expect(symlink("\(store.folder)/\(name)", "\(folder)/\(name)") == 0)
        }
        return folder
    }

    private static func remove(_ folder: String) {
        for name in ["catalogue.json", "tenants.json", "system-queries.json"] { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }

    @Test(
        "Rows that cannot be read are 500 Service unavailable, and all other calls work",
        arguments: PartnerProgram.allCases
    )
    func rows(program: PartnerProgram) throws {
        let folder = try Self.folderWithoutRows()
        defer { Self.remove(folder) }
        let simulator = try Simulator(
            clock: .manual(ServiceHarness.start), seed: 7, fixtures: FixtureStore(folder: folder))
        let service = ServiceHarness(simulator, program)
        #expect(try service.rows(service.anyQuery).isRefusal(500, "Service unavailable", program))
        let query = try service.makeQuery()
        let tested = try service.get("ScheduledQueries/testQueryResult?queryId=\(query)")
        #expect(tested.isRefusal(500, "Service unavailable", program))
        #expect(try service.get("ScheduledDataset").status == 200)
        let report = try service.makeReport(queryID: query, ["ExecuteNow": "true"])
        #expect(service.fetch(try service.link(report)).status == 500)
    }
}
