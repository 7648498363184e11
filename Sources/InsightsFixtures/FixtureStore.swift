package import InsightsAPI
package import InsightsQuery
public import InsightsTime
import Synchronization

/// The fixtures of one folder; the rows of a dataset are loaded on first use.
///
/// All data is immutable. The lock guards only the cache of tables and is never held while a file is read.
public final class FixtureStore: Sendable {
    /// The maximum number of shifted tables kept in memory, the most recently used ones.
    ///
    /// Unshifted tables are all kept, one per dataset.
    public static let shiftedTableLimit = 24

    /// The path of the folder.
    public let folder: String
    /// The catalogue of datasets.
    package let catalogue: FixtureCatalogue
    /// The organisations in the file's order; the first is the default one.
    package let tenants: [Tenant]
    /// The system queries of all programs and editions.
    let systemQueries: [SystemQuery]
    /// What others derived from these fixtures alone.
    private let derived = Mutex<[DerivedKey: any Sendable]>([:])
    private let tables = Mutex(TableCache(shiftedLimit: shiftedTableLimit))

    /// Reads the catalogue, the system queries and the tenants of a folder.
    ///
    /// - Parameter folder: a folder as returned by `FixtureFolder.locate`.
    /// - Throws: `FixtureError` with the location of the first missing or invalid part.
    public init(folder: String) throws(FixtureError) {
        self.folder = folder
        catalogue = try FixtureCatalogue(FixtureDocument(path: "\(folder)/catalogue.json"))
        systemQueries = try SystemQuery.parse(FixtureDocument(path: "\(folder)/system-queries.json"), catalogue)
        tenants = try Tenant.parse(FixtureDocument(path: "\(folder)/tenants.json"))
    }

    /// Returns the rows of a dataset with every day, month and instant moved by whole months.
    ///
    /// The first call for a dataset reads its file. Two threads that ask at the same time may both read it, and get
    /// the same rows. The table's schema advertises what the 2021 edition does; queries do not depend on it.
    ///
    /// - Parameters:
    ///   - program: `cmp` or `mpn`.
    ///   - name: the dataset's name in any letter case.
    ///   - months: the number of months to move the rows, see `monthShift(startedAt:now:)`.
    ///   - edition: the edition, which decides the columns; those before 2026 have the same.
    /// - Returns: the rows in the file's order.
    /// - Throws: `FixtureError` if the dataset does not exist, or with the first invalid cell of its file.
    package func table(
        program: String, dataset name: String, shiftedByMonths months: Int = 0, in edition: Edition = .year2021
    ) throws(FixtureError) -> Table {
        guard let dataset = catalogue.dataset(program: program, named: name) else {
            let known = catalogue.datasets(for: program).map(\.name)
            throw .unknownDataset(program: program, name: name, known: known)
        }
        let isLater = dataset.hasLaterRows(in: edition)
        let key = TableCache.Key(program: program, dataset: dataset.name, months: months, isLater: isLater)
        if let table = tables.withLock({ $0.table(for: key) }) { return table }
        let table =
            if months != 0 {
                try self.table(program: program, dataset: name, in: edition).shifted(byMonths: months)
            } else if isLater {
                try laterTable(of: dataset)
            } else {
                try TableLoader.load(schema: dataset.schema(.year2021), path: path(of: dataset))
            }
        return tables.withLock { $0.keep(table, for: key) }
    }

    /// Returns the rows of a dataset with the columns of the edition 2026.
    private func laterTable(of dataset: Dataset) throws(FixtureError) -> Table {
        let earlier = try table(program: dataset.program, dataset: dataset.name)
        return try dataset.laterTable(of: earlier, in: folder)
    }

    /// Returns the rows that `table` would return, if they are in memory already; never reads a file or moves dates.
    package func loadedTable(
        program: String, dataset name: String, shiftedByMonths months: Int, in edition: Edition = .year2021
    ) -> Table? {
        catalogue.dataset(program: program, named: name).flatMap { dataset in
            let isLater = dataset.hasLaterRows(in: edition)
            return tables.withLock {
                $0.table(for: .init(program: program, dataset: dataset.name, months: months, isLater: isLater))
            }
        }
    }

    /// Returns the system queries of a program in an edition, in the file's order.
    ///
    /// These are the queries on datasets that the edition knows, without those that a later edition has dropped.
    package func systemQueries(program: String, edition: Edition) -> [SystemQuery] {
        systemQueries.filter { query in
            query.program == program && query.editions.contains(edition)
                && catalogue.dataset(program: program, named: query.dataset)?.isKnown(in: edition) == true
        }
    }

    /// Returns the tenant with an identifier or domain, ignoring letter case; nil if it is unknown.
    package func tenant(_ idOrDomain: String) -> Tenant? {
        let wanted = idOrDomain.lowercased()
        return tenants.first { $0.tenantID.lowercased() == wanted || $0.domain.lowercased() == wanted }
    }

    /// Returns the number of months by which rows are moved to lie around an instant.
    public func monthShift(now: Timestamp) -> Int {
        MonthShift(anchor: catalogue.anchor).months(now: now)
    }

    /// Returns the number of months by which rows are moved in a simulator with a start instant and a clock.
    ///
    /// The start determines the shift. Only if the clock is more than twelve months past the start, whole years are
    /// added; see `MonthShift.months(startedAt:now:)`.
    public func monthShift(startedAt start: Timestamp, now: Timestamp) -> Int {
        MonthShift(anchor: catalogue.anchor).months(startedAt: start, now: now)
    }

    /// Reads every file of rows once.
    ///
    /// - Throws: `FixtureError` with the first invalid cell.
    public func check() throws(FixtureError) {
        for dataset in catalogue.datasets {
            for edition in [Edition.year2021, .year2026] {
                _ = try table(program: dataset.program, dataset: dataset.name, in: edition)
            }
        }
    }

    /// Returns a value that follows from these fixtures and an edition alone; made once for all that use the store.
    ///
    /// Nothing makes it wrong, because fixtures never change; another store has its own values. `make` may be called
    /// by several threads at the same time, and all get the value of the first one to end.
    package func derived<Value: Sendable>(in edition: Edition, make: () -> Value) -> Value {
        let key = DerivedKey(type: ObjectIdentifier(Value.self), edition: edition)
        if let known = derived.withLock({ $0[key] }) as? Value { return known }
        let made = make()
        return derived.withLock { derived in
            if let known = derived[key] as? Value { return known }
            derived[key] = made
            return made
        }
    }

    /// The type of a derived value with its key.
    private struct DerivedKey: Hashable, Sendable {
        let type: ObjectIdentifier
        let edition: Edition
    }

    /// Returns the path of the file that holds a dataset's rows.
    func path(of dataset: Dataset) -> String { "\(folder)/\(dataset.path)" }
}

/// The tables in memory, the most recently used one last.
private struct TableCache {
    struct Key: Equatable {
        let program: String
        let dataset: String
        let months: Int
        /// Whether it has the columns of the edition 2026.
        let isLater: Bool
    }

    let shiftedLimit: Int
    private var entries: [(key: Key, table: Table)] = []

    init(shiftedLimit: Int) {
        self.shiftedLimit = shiftedLimit
    }

    mutating func table(for key: Key) -> Table? {
        guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
        let entry = entries.remove(at: index)
        entries.append(entry)
        return entry.table
    }

    /// Adds a table, unless another thread added it first; returns the one that is kept.
    mutating func keep(_ table: Table, for key: Key) -> Table {
        if let present = self.table(for: key) { return present }
        entries.append((key, table))
        if entries.count(where: { $0.key.months != 0 }) > shiftedLimit,
            let oldest = entries.firstIndex(where: { $0.key.months != 0 })
        {
            entries.remove(at: oldest)
        }
        return table
    }
}

extension Dataset {
    /// Returns given rows with the columns of the edition 2026, whose values are in a second file.
    func laterTable(of earlier: Table, in folder: String) throws(FixtureError) -> Table {
        guard let later else { return earlier }
        let schema = schema(.year2026)
        let path = "\(folder)/\(addedPath)"
        var added: Table?
        if let addedSchema = later.addedSchema(of: schema) {
            added = try TableLoader.load(schema: addedSchema, path: path)
        }
        let sources = later.sources(of: schema, after: self.schema(.year2021))
        guard let table = earlier.arranged(as: schema, from: sources, beside: added) else {
            throw .malformed(
                file: path, line: 1, column: 1,
                reason: "\(added?.rowCount ?? 0) rows; expected \(earlier.rowCount), as in \(self.path)")
        }
        return table
    }
}
