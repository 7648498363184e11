import CSQLite
import Glibc
package import InsightsStore
private import Synchronization

/// A store in an SQLite file, which this process alone uses.
///
/// Each write is one transaction, on the disk before it returns: a write-ahead log with `synchronous=FULL`.
package final class SQLiteStateStore: StateStore {
    /// The number in the header of the file that tells whose it is.
    package static let applicationID: UInt32 = 0x494E_5354
    /// The version of the schema.
    package static let schemaVersion = 1

    private let path: String
    private let connection: Mutex<Connection>

    private struct Connection: ~Copyable {
        var database: SQLiteDatabase?
    }

    /// Opens a file, or creates it.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - creates: whether a file that is missing is created.
    /// - Throws: `StateError` if it cannot be used; the file has not changed then.
    package init(_ path: String, creates: Bool = true) throws(StateError) {
        self.path = path
        let isNew = try StateFile(path).check(creates: creates)
        do throws(SQLiteFailure) {
            connection = Mutex(Connection(database: try Self.open(path, isNew: isNew)))
        } catch {
            throw Self.error(error, path)
        }
    }

    private static func open(_ path: String, isNew: Bool) throws(SQLiteFailure) -> SQLiteDatabase {
        let database = try SQLiteDatabase(path: path)
        guard !database.isReadOnly else { throw SQLiteFailure(code: SQLITE_READONLY, message: "") }
        // Another process is refused for as long as this one runs, not only while it writes.
        try database.execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA busy_timeout = 0")
        if isNew {
            // The header must tell whose the file is before anything is in the log.
            try database.execute(
                """
                PRAGMA journal_mode = DELETE;
                BEGIN EXCLUSIVE;
                PRAGMA application_id = \(applicationID);
                PRAGMA user_version = \(schemaVersion);
                CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
                CREATE TABLE rows (
                    scope TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
                    PRIMARY KEY (scope, kind, key)) WITHOUT ROWID;
                COMMIT
                """)
        }
        try database.execute("PRAGMA synchronous = FULL; BEGIN EXCLUSIVE; COMMIT")
        let verdict = try database.text("PRAGMA integrity_check(1)") ?? ""
        guard verdict == "ok" else { throw SQLiteFailure(code: SQLITE_CORRUPT, message: verdict) }
        try database.execute("PRAGMA journal_mode = WAL")
        return database
    }

    // MARK: What the file says of itself

    /// Returns what was kept of how the simulator was started.
    package func about() throws(StateError) -> [String: String] {
        try use { (database) throws(SQLiteFailure) in
            let statement = try database.prepare("SELECT name, value FROM about")
            var about: [String: String] = [:]
            while try statement.step() { about[statement.text(0)] = statement.text(1) }
            return about
        }
    }

    /// Keeps how the simulator was started.
    package func setAbout(_ about: [String: String]) throws(StateError) {
        try use { (database) throws(SQLiteFailure) in
            try Self.transaction(database) { () throws(SQLiteFailure) in
                try database.execute("DELETE FROM about")
                let insert = try database.prepare("INSERT INTO about VALUES (?1, ?2)")
                for (name, value) in about {
                    try insert.bind(name, at: 1)
                    try insert.bind(value, at: 2)
                    try insert.run()
                }
            }
        }
    }

    /// Rewrites the file without free pages.
    package func compact() throws(StateError) {
        try use { (database) throws(SQLiteFailure) in
            try database.execute("PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
        }
    }

    // MARK: StateStore

    package func load() throws(StateError) -> [String: [StateRow]] {
        try use { (database) throws(SQLiteFailure) in
            let statement = try database.prepare("SELECT scope, kind, key, value FROM rows ORDER BY scope, kind, key")
            var scopes: [String: [StateRow]] = [:]
            while try statement.step() {
                scopes[statement.text(0), default: []].append(
                    StateRow(statement.text(1), statement.text(2), statement.bytes(3)))
            }
            return scopes
        }
    }

    package func write(_ changes: [StateChange]) throws(StateError) {
        try use { (database) throws(SQLiteFailure) in
            try Self.transaction(database) { () throws(SQLiteFailure) in
                let empty = try database.prepare("DELETE FROM rows WHERE scope = ?1")
                let delete = try database.prepare("DELETE FROM rows WHERE scope = ?1 AND kind = ?2 AND key = ?3")
                let insert = try database.prepare(
                    "INSERT INTO rows VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET value = excluded.value")
                for change in changes {
                    if change.isWhole {
                        try empty.bind(change.scope, at: 1)
                        try empty.run()
                    }
                    for row in change.rows {
                        let statement = row.value == nil ? delete : insert
                        try statement.bind(change.scope, at: 1)
                        try statement.bind(row.kind, at: 2)
                        try statement.bind(row.key, at: 3)
                        if let value = row.value { try statement.bind(value, at: 4) }
                        try statement.run()
                    }
                }
            }
        }
    }

    package func close() {
        connection.withLock { connection in
            connection.database?.close()
            connection.database = nil
        }
    }

    // MARK: Errors

    private func use<Result: Sendable>(
        _ body: (SQLiteDatabase) throws(SQLiteFailure) -> Result
    ) throws(StateError) -> Result {
        do throws(SQLiteFailure) {
            return try connection.withLock { (connection) throws(SQLiteFailure) in
                guard let database = connection.database else {
                    throw SQLiteFailure(code: SQLITE_MISUSE, message: "the store is closed")
                }
                return try body(database)
            }
        } catch {
            throw Self.error(error, path)
        }
    }

    private static func transaction(
        _ database: SQLiteDatabase, _ body: () throws(SQLiteFailure) -> Void
    ) throws(SQLiteFailure) {
        try database.execute("BEGIN IMMEDIATE")
        do throws(SQLiteFailure) {
            try body()
            try database.execute("COMMIT")
        } catch {
            // After some errors SQLite has rolled back already.
            try? database.execute("ROLLBACK")
            throw error
        }
    }

    private static func error(_ failure: SQLiteFailure, _ path: String) -> StateError {
        switch failure.code {
        case SQLITE_BUSY, SQLITE_LOCKED: .locked(path: path)
        case SQLITE_READONLY, SQLITE_PERM: .readOnly(path: path)
        case SQLITE_FULL: .full(path: path)
        case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged(path: path, reason: failure.message)
        default: .unusable(path: path, reason: failure.message)
        }
    }
}
