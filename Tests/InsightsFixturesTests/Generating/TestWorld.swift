import InsightsAPI
import InsightsQuery
import InsightsTime
import Synchronization
import Testing

@testable import InsightsFixtures

/// A folder of generated rows that the identities are tested on: the committed ones, and larger ones of another seed.
final class TestWorld: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let store: FixtureStore
    private let folder: String
    private let temporary: TemporaryFolder?
    private let sheets = Mutex<[String: Sheet]>([:])

    private init(_ description: String, folder: String, temporary: TemporaryFolder? = nil) throws {
        testDescription = description
        self.folder = folder
        self.temporary = temporary
        store = try FixtureStore(folder: folder)
    }

    static let all: [TestWorld] = {
        do {
            let folder = try TemporaryFolder()
            _ = try FixtureGenerator(seed: 5, scale: 3).write(to: folder.path)
            return [
                try TestWorld("committed", folder: CommittedFixtures.folder),
                try TestWorld("seed 5, scale 3", folder: folder.path, temporary: folder),
            ]
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    /// Returns the rows of a file as texts.
    func sheet(_ path: String) -> Sheet {
        if let sheet = sheets.withLock({ $0[path] }) { return sheet }
        let sheet = Sheet(path, in: folder)
        sheets.withLock { $0[path] = sheet }
        return sheet
    }

    var orders: [Sheet.Row] { sheet("cmp/ISVOrder.csv").rows }
    var usage: [Sheet.Row] { sheet("cmp/ISVUsage.csv").rows }
    var customers: [Sheet.Row] { sheet("cmp/ISVCustomer.csv").rows }
    var traffic: [Sheet.Row] { sheet("cmp/ISVMarketplaceInsights.csv").rows }
    var revenue: [Sheet.Row] { sheet("cmp/ISVRevenue.csv").rows }
    var tenants: [Sheet.Row] { sheet("mpn/CustomersAndTenants.csv").rows }
    var seats: [Sheet.Row] { sheet("mpn/SeatsSubscriptionsAndRevenue.csv").rows }
    var office: [Sheet.Row] { sheet("mpn/OfficeUsage.csv").rows }
    var dynamics: [Sheet.Row] { sheet("mpn/DynamicsUsage.csv").rows }
    var profile: [Sheet.Row] { sheet("mpn/Profile.csv").rows }

    /// Returns the rows a query gives over the whole history.
    func select(_ query: String) throws -> [[CellValue]] {
        let now = Timestamp(CalendarMonth.history.upperBound.day(28), hour: 23)
        let (program, bound) = try bind("\(query) TIMESPAN LIFETIME")
        let result = bound.run(
            on: try store.table(program: program, dataset: bound.table), window: bound.timespan.window(endingAt: now))
        return (0..<result.rowCount).map { row in
            result.columnNames.indices.map { result.value(row: row, column: $0) }
        }
    }

    private func bind(_ query: String) throws(QueryDiagnostic) -> (program: String, query: BoundQuery) {
        do throws(QueryDiagnostic) {
            return ("cmp", try store.catalogue.queryCatalog(for: "cmp", in: .year2023).prepare(query))
        } catch {
            guard case .unknownTable = error.code else { throw error }
            return ("mpn", try store.catalogue.queryCatalog(for: "mpn", in: .year2023).prepare(query))
        }
    }

    /// Sums the last column of a query by the columns before it, in ten-thousandths; nulls count nothing.
    func sums(_ query: String) throws -> [String: Int] {
        var sums: [String: Int] = [:]
        for row in try select(query) {
            let key = row.dropLast().map(\.description).joined(separator: "/")
            sums[key, default: 0] += try #require(row.last).tenThousandths
        }
        return sums
    }
}

extension CellValue {
    /// A number in ten-thousandths; 0 for null.
    var tenThousandths: Int { Sheet.tenThousandths(description) ?? 0 }
}
