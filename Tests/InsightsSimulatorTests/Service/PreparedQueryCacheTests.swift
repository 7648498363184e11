import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsQuery
import Testing

@testable import InsightsSimulator

/// Texts of queries that are kept prepared.
@Suite("Prepared texts of queries")
struct PreparedQueryCacheTests {
    private static func catalog() throws -> ProgramCatalog {
        ProgramCatalog(program: .cmp, store: try .standard(), edition: .year2021)
    }

    @Test("Texts that differ only in their bytes, and programs, are kept apart")
    func keys() throws {
        let cache = PreparedQueryCache()
        let query = "SELECT OrderId FROM ISVOrder WHERE CustomerCompanyName = '"
        let texts = ["\u{E9}", "e\u{301}"].map { query + $0 + "'" }
        #expect(texts[0] == texts[1])
        for text in texts { _ = try cache.query(text, of: try Self.catalog(), settings: Settings()) }
        #expect(cache.count == 2)
        let mpn = ProgramCatalog(program: .mpn, store: try .standard(), edition: .year2021)
        #expect(throws: ServiceRefusal.self) { try cache.query(texts[0], of: mpn, settings: Settings()) }
    }

    @Test("A remembered text gives the same response, also for the settings of another tenant")
    func responses() throws {
        let query = "SELECT OrderStatus FROM ISVOrder"
        let service = try ServiceHarness()
        let first = try service.rows(query)
        #expect(first.value.count == 100)
        #expect(try service.rows(query).bytes == first.bytes)
        var settings = Settings()
        try settings.set("duplicate-rows", to: "implicit")
        #expect(try ServiceHarness(settings: settings).rows(query).value.count < 100)
    }
}
