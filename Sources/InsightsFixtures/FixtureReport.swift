import InsightsAPI
import InsightsQuery
import InsightsTime

/// What a folder of fixtures holds, and everything that keeps it from being served.
public struct FixtureReport: Sendable {
    /// The rows of one dataset.
    public struct Dataset: Sendable, Equatable {
        /// The program: `cmp` or `mpn`.
        public let program: String
        /// The name.
        public let name: String
        /// How many rows there are.
        public let rows: Int
    }

    /// The datasets whose rows fit, in the catalogue's order.
    public private(set) var datasets: [Dataset] = []
    /// How many system queries there are, of all editions.
    public private(set) var systemQueries = 0
    /// How many tenants there are.
    public private(set) var tenants = 0
    /// The first fault of every file that does not fit; empty if all do.
    ///
    /// A fault of what describes the rows stands alone: without it they cannot be read.
    public private(set) var faults: [FixtureError] = []

    /// Reads a folder whole, one file of rows after the other.
    public init(folder: String) {
        do throws(FixtureError) {
            let store = try FixtureStore(folder: folder)
            systemQueries = store.systemQueries.count
            tenants = store.tenants.count
            for dataset in store.catalogue.datasets { read(dataset, of: store) }
        } catch {
            faults.append(error)
        }
    }

    /// The rows of all datasets.
    public var rows: Int { datasets.reduce(0) { $0 + $1.rows } }

    private mutating func read(_ dataset: InsightsFixtures.Dataset, of store: FixtureStore) {
        do throws(FixtureError) {
            // Loaded past the store, which would keep every table.
            let table = try TableLoader.load(schema: dataset.schema(.year2021), path: store.path(of: dataset))
            datasets.append(Dataset(program: dataset.program, name: dataset.name, rows: table.rowCount))
        } catch {
            faults.append(error)
        }
    }
}
