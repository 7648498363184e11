import InsightsAPI
import InsightsQuery
import InsightsTime
import Synchronization
import Testing

@testable import InsightsFixtures

@Suite("Fixture store")
struct FixtureStoreTests {
    @Test("All committed rows fit their columns")
    func checks() throws {
        try FixtureStore(folder: CommittedFixtures.folder).check()
    }

    @Test("A dataset is found in any letter case and has all its rows")
    func loads() throws {
        let table = try CommittedFixtures.store.table(program: "cmp", dataset: "isvorder")
        #expect(table.rowCount == CommittedFixtures.orders.rows.count)
        #expect(table.schema.name == "ISVOrder")
        #expect(
            try CommittedFixtures.store.table(program: "cmp", dataset: "ISVOrder", shiftedByMonths: 70).rowCount > 0)
    }

    @Test("An unknown dataset is refused with the names of the known ones")
    func refusesUnknown() {
        let known = CommittedFixtures.store.catalogue.datasets(for: "mpn").map(\.name)
        #expect(known.count == 22)
        #expect(throws: FixtureError.unknownDataset(program: "mpn", name: "ISVOrder", known: known)) {
            try CommittedFixtures.store.table(program: "mpn", dataset: "ISVOrder")
        }
    }

    @Test("The system queries of a program are listed in order")
    func systemQueries() {
        let store = CommittedFixtures.store
        #expect(
            store.systemQueries(program: "cmp", edition: .year2021).map(\.queryID) == [
                "b9df4929-073f-4795-b0cb-a2c81b11e28d", "fd0f299c-5a1c-4929-9f48-bfc6cc44355d",
                "2c6f384b-ad52-4aed-965f-32bfa09b3778", "3f19fb95-5bc4-4ee0-872e-cedd22578512",
                "f0c4927f-1f23-4c99-be4a-1371a5a9a086", "6fd7624b-aa9f-42df-a61d-67d42fd00e92",
            ])
        let later = store.systemQueries(program: "cmp", edition: .year2023)
        #expect(later.count == 10)
        #expect(later.contains { $0.queryID == "q9df4939-073f-5795-b0cb-v2c81d11e58d" })
        #expect(store.systemQueries(program: "mpn", edition: .year2021).count == 21)
        #expect(store.systemQueries(program: "mpn", edition: .year2023).count == 19)
        let latest = store.systemQueries(program: "cmp", edition: .year2026)
        #expect(latest.count == 9)
        #expect(!latest.contains { $0.queryID.hasPrefix("fd0f299c") })
        #expect(latest.first { $0.queryID.hasPrefix("bd1b0cc1") }?.dataset == "ISVOrder")
        #expect(store.systemQueries(program: "mpn", edition: .year2026).count == 19)
        #expect(store.systemQueries(program: "xyz", edition: .year2023).isEmpty)
    }

    @Test("What follows from the fixtures is made once for each store, edition and type")
    func derives() throws {
        let stores = try (0..<2).map { _ in try FixtureStore(folder: CommittedFixtures.folder) }
        var made: [String] = []
        for _ in 0..<2 {
            for (number, store) in stores.enumerated() {
                for edition in Edition.allCases {
                    let name = "\(number) \(edition)"
                    let text = store.derived(in: edition) {
                        made.append(name)
                        return name
                    }
                    #expect(text == name)
                    #expect(store.derived(in: edition) { name.utf8.count } == name.utf8.count)
                }
            }
        }
        #expect(made.count == stores.count * Edition.allCases.count)
    }

    @Test("Threads that ask concurrently all get the rows")
    func loadsConcurrently() async throws {
        let store = try FixtureStore(folder: CommittedFixtures.folder)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for task in 0..<16 {
                group.addTask {
                    try store.table(program: "mpn", dataset: "OfficeUsage", shiftedByMonths: task % 4).rowCount
                }
            }
            for try await count in group { #expect(count == CommittedFixtures.office.rows.count) }
        }
    }

    @Test("More shifts than the cache holds still give their rows")
    func dropsOldShifts() throws {
        let store = try FixtureStore(folder: CommittedFixtures.folder)
        for months in -2...FixtureStore.shiftedTableLimit {
            #expect(try store.table(program: "mpn", dataset: "Profile", shiftedByMonths: months).rowCount == 12)
        }
    }

    private func folder(with orders: String?) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for name in ["catalogue.json", "system-queries.json", "tenants.json"] {
            try folder.write(FileReading.bytes(ofFile: "\(CommittedFixtures.folder)/\(name)"), to: name)
        }
        if let orders { try folder.write(orders, to: "mpn/Profile.csv") }
        return folder
    }

    @Test("Rows are read at first use, and a missing or faulty file is named each time")
    func refusesRows() throws {
        let missing = try folder(with: nil)
        let store = try FixtureStore(folder: missing.path)
        #expect(
            throws: FixtureError.unreadable(
                file: "\(missing.path)/mpn/Profile.csv", reason: "No such file or directory")
        ) { try store.table(program: "mpn", dataset: "Profile") }
        try missing.write("MpnId,PartnerName,PGA_MPNId,PGA_PartnerName,City,Country\n", to: "mpn/Profile.csv")
        for _ in 0..<2 {
            let error = #expect(throws: FixtureError.self) { try store.table(program: "mpn", dataset: "Profile") }
            #expect(
                error?.description.hasSuffix("found no column HierarchyLevel; expected every column of Profile") == true
            )
        }
        try missing.write(
            "MpnId,PartnerName,PGA_MPNId,PGA_PartnerName,City,Country,HierarchyLevel\n1,a,1,a,b,c,d\n",
            to: "mpn/Profile.csv")
        #expect(try store.table(program: "mpn", dataset: "Profile").rowCount == 1)
        #expect(throws: FixtureError.self) { try store.check() }
    }

    @Test("A folder or file that cannot be read is named", arguments: ["/nowhere", "/proc/self"])
    func refusesFolder(_ folder: String) {
        let error = #expect(throws: FixtureError.self) { try FixtureStore(folder: folder) }
        #expect(error?.description == "\(folder)/catalogue.json: cannot be read: No such file or directory")
        #expect(throws: FixtureError.unreadable(file: "/proc", reason: "found a folder; expected a file")) {
            _ = try FixtureDocument(path: "/proc")
        }
    }

    @Test("A system query that occurs twice, or that is not of a program, is refused")
    func refusesSystemQueries() {
        func parse(_ queries: String) throws {
            let text = "{\"formatVersion\": 1, \"queries\": [\n\(queries)\n]}"
            let document = try FixtureDocument(parsing: Array(text.utf8), file: "q.json")
            _ = try SystemQuery.parse(document, CommittedFixtures.store.catalogue)
        }
        let text = "SELECT OrderId FROM ISVOrder"
        let query = #"{"program": "cmp", "queryId": "1", "name": "n", "description": "d", "query": "\#(text)"}"#
        #expect(throws: Never.self) { try parse(query) }
        let second = #expect(throws: FixtureError.self) { try parse("\(query),\n\(query)") }
        #expect(second?.description == "q.json:3: queries[1].queryId: found a second '1'; expected each id once")
        for wrong in ["Id FROM ISVOrder", "OrderId FROM ISVOrders", "OrderId, FROM ISVOrder"] {
            let error = #expect(throws: FixtureError.self) {
                try parse(query.replacing("OrderId FROM ISVOrder", with: wrong))
            }
            #expect(error?.description.hasPrefix("q.json:2: queries[0].query: found a query that does not fit") == true)
        }
        let program = #expect(throws: FixtureError.self) { try parse(query.replacing("cmp", with: "CMP")) }
        #expect(program?.description == "q.json:2: queries[0].program: found 'CMP'; expected cmp, mpn")
    }
}
