import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsQuery
import Testing

@testable import InsightsSimulator

/// Texts of test queries that are remembered.
@Suite("Remembered test queries")
struct TestedQueryCacheTests {
    private static func catalog() throws -> ProgramCatalog {
        ProgramCatalog(program: .cmp, store: try .standard(), edition: .year2021)
    }

    @Test("256 texts are remembered; one more forgets them all, and long or refused texts are not remembered")
    func limits() throws {
        let (cache, catalog) = (TestedQueryCache(), try Self.catalog())
        func ask(_ text: String) throws -> BoundQuery { try cache.query(text, of: catalog, settings: Settings()) }
        for number in 1...TestedQueryCache.limit { _ = try ask("SELECT OrderId FROM ISVOrder LIMIT \(number)") }
        #expect(cache.count == 256)
        _ = try ask("SELECT OrderId FROM ISVOrder LIMIT 7")
        #expect(cache.count == 256)
        _ = try ask("SELECT OrderId FROM ISVOrder LIMIT 257")
        #expect(cache.count == 1)
        let text = "SELECT OrderId FROM ISVOrder"
        let room = TestedQueryCache.longestText - text.utf8.count
        _ = try ask(text + String(repeating: " ", count: room))
        #expect(cache.count == 2)
        _ = try ask(text + String(repeating: " ", count: room + 1))
        #expect(cache.count == 2)
        #expect(throws: ServiceRefusal.self) { try ask("SELECT Nothing FROM ISVOrder") }
        #expect(cache.count == 2)
    }

    @Test("Texts that differ only in their bytes, and programs, are kept apart")
    func keys() throws {
        let cache = TestedQueryCache()
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
