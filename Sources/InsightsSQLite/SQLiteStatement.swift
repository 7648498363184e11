import CSQLite

/// A prepared statement.
final class SQLiteStatement {
    private let statement: OpaquePointer
    private let database: SQLiteDatabase

    /// Tells SQLite to copy what it is given.
    private static let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    init(_ statement: OpaquePointer, of database: SQLiteDatabase) {
        self.statement = statement
        self.database = database
    }

    deinit { sqlite3_finalize(statement) }

    /// Binds a text to a parameter, counted from 1.
    func bind(_ text: String, at index: Int32) throws(SQLiteFailure) {
        try database.check(sqlite3_bind_text(statement, index, text, Int32(text.utf8.count), Self.copies))
    }

    /// Binds bytes as text to a parameter, counted from 1.
    func bind(_ bytes: [UInt8], at index: Int32) throws(SQLiteFailure) {
        let code = bytes.withUnsafeBytes { buffer in
            sqlite3_bind_text64(
                statement, index, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), UInt64(buffer.count),
                Self.copies, UInt8(SQLITE_UTF8))
        }
        try database.check(code)
    }

    /// Takes a step; returns whether there is a row.
    func step() throws(SQLiteFailure) -> Bool {
        let code = sqlite3_step(statement)
        try database.check(code)
        return code == SQLITE_ROW
    }

    /// Executes it for the bound values, and makes it ready for the next ones.
    func run() throws(SQLiteFailure) {
        defer { sqlite3_reset(statement) }
        while try step() {}
    }

    /// Returns the bytes of a column of the row, counted from 0.
    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(statement, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }

    /// Returns the text of a column of the row, counted from 0.
    func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }
}
