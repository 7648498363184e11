import InsightsAPI
import InsightsQuery
import InsightsTime

/// The contents of a fixture folder, with all errors that prevent it from being served.
package struct FixtureReport: Sendable {
    /// The rows of one dataset.
    package struct Dataset: Sendable, Equatable {
        /// The program: `cmp` or `mpn`.
        package let program: String
        /// The dataset's name.
        package let name: String
        /// The number of rows.
        package let rows: Int
    }

    /// The datasets with valid rows, in the catalogue's order.
    package private(set) var datasets: [Dataset] = []
    /// The number of system queries, of all editions.
    package private(set) var systemQueries = 0
    /// The number of tenants.
    package private(set) var tenants = 0
    /// The first error of every invalid file; empty if all files are valid.
    ///
    /// If the catalogue, the system queries or the tenants are invalid, their error is the only one: the rows cannot
    /// be read without them.
    package private(set) var faults: [FixtureError] = []

    /// Reads a whole folder, one file of rows after the other.
    package init(folder: String) {
        do throws(FixtureError) {
            let store = try FixtureStore(folder: folder)
            systemQueries = store.systemQueries.count
            tenants = store.tenants.count
            for dataset in store.catalogue.datasets { read(dataset, of: store) }
        } catch {
            faults.append(error)
        }
    }

    /// The total number of rows of all valid datasets.
    package var rows: Int { datasets.reduce(0) { $0 + $1.rows } }

    private mutating func read(_ dataset: InsightsFixtures.Dataset, of store: FixtureStore) {
        do throws(FixtureError) {
            // Loaded without the store, which would keep every table in memory.
            let table = try TableLoader.load(schema: dataset.schema(.year2021), path: store.path(of: dataset))
            _ = try dataset.laterTable(of: table, in: store.folder)
            datasets.append(Dataset(program: dataset.program, name: dataset.name, rows: table.rowCount))
        } catch {
            faults.append(error)
        }
    }
}
