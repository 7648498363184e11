import CSQLite

/// A connection to an SQLite database, for one thread at a time.
final class SQLiteDatabase {
    private var handle: OpaquePointer?

    /// Opens a file; one that is missing is not created.
    init(path: String) throws(SQLiteFailure) {
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK else {
            let failure = SQLiteFailure(code: code & 0xFF, message: Self.message(handle, code))
            sqlite3_close_v2(handle)
            throw failure
        }
    }

    deinit { sqlite3_close_v2(handle) }

    /// Closes the connection.
    func close() {
        sqlite3_close_v2(handle)
        handle = nil
    }

    /// Whether the file cannot be written.
    var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }

    /// Executes statements without results.
    func execute(_ sql: String) throws(SQLiteFailure) {
        try check(sqlite3_exec(handle, sql, nil, nil, nil))
    }

    /// Prepares a statement.
    func prepare(_ sql: String) throws(SQLiteFailure) -> SQLiteStatement {
        var statement: OpaquePointer?
        try check(sqlite3_prepare_v2(handle, sql, -1, &statement, nil))
        guard let statement else { throw SQLiteFailure(code: SQLITE_MISUSE, message: "no statement") }
        return SQLiteStatement(statement, of: self)
    }

    /// Returns the first column of the first row as text; nil for no row.
    func text(_ sql: String) throws(SQLiteFailure) -> String? {
        let statement = try prepare(sql)
        return try statement.step() ? statement.text(0) : nil
    }

    func check(_ code: Int32) throws(SQLiteFailure) {
        guard code != SQLITE_OK, code != SQLITE_ROW, code != SQLITE_DONE else { return }
        throw SQLiteFailure(code: code & 0xFF, message: Self.message(handle, code))
    }

    private static func message(_ handle: OpaquePointer?, _ code: Int32) -> String {
        let text = handle.flatMap { sqlite3_errmsg($0) } ?? sqlite3_errstr(code)
        return text.map { String(cString: $0) } ?? "error \(code)"
    }
}
