import CSQLite

/// An error of SQLite.
struct SQLiteFailure: Error, Equatable {
    /// The primary result code.
    let code: Int32
    let message: String
}
