import CSQLite

/// A database in memory.
final class SQLiteDatabase {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private var handle: OpaquePointer?
    private var prepared: [String: OpaquePointer] = [:]

    init() throws {
        guard sqlite3_open(":memory:", &handle) == SQLITE_OK else { throw failure("open") }
        define("exact", arguments: 3) { context, _, values in
            guard let values, sqlite3_value_type(values[0]) != SQLITE_NULL else { return sqlite3_result_null(context) }
            let number = Int128(sqlite3_value_int64(values[0])) << 32 + Int128(sqlite3_value_int64(values[1]))
            setText(context, ExactText.decimal(number, scale: Int(sqlite3_value_int64(values[2]))))
        }
        define("sortable", arguments: 1) { context, _, values in
            guard let values, let text = sqlite3_value_text(values[0]) else { return sqlite3_result_null(context) }
            setText(context, ExactText.sortable(String(cString: text)) ?? "?")
        }
    }

    deinit {
        for statement in prepared.values { sqlite3_finalize(statement) }
        sqlite3_close(handle)
    }

    /// Runs a statement, which may be kept for the next time, and gives its rows as text, nil for null.
    func rows(_ sql: String, _ parameters: [String?] = [], keepsStatement: Bool = false) throws -> [[String?]] {
        var statement = prepared[sql]
        if statement == nil {
            guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { throw failure(sql) }
            if keepsStatement { prepared[sql] = statement }
        }
        defer {
            if keepsStatement { sqlite3_reset(statement) } else { sqlite3_finalize(statement) }
        }
        for (index, parameter) in parameters.enumerated() {
            guard let parameter else {
                sqlite3_bind_null(statement, Int32(index + 1))
                continue
            }
            let bytes = Array(parameter.utf8)
            sqlite3_bind_text(statement, Int32(index + 1), bytes, Int32(bytes.count), transient)
        }
        var rows: [[String?]] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW:
                rows.append(
                    (0..<sqlite3_column_count(statement)).map { column in
                        guard let text = sqlite3_column_text(statement, column) else { return nil }
                        let count = Int(sqlite3_column_bytes(statement, column))
                        return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
                    })
            case SQLITE_DONE: return rows
            default: throw failure(sql)
            }
        }
    }

    private typealias Function =
        @convention(c) (
            OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?
        ) -> Void

    private func define(_ name: String, arguments: Int32, _ function: Function) {
        sqlite3_create_function(
            handle, name, arguments, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil, function, nil, nil)
    }

    private func failure(_ sql: String) -> Failure {
        Failure(description: "\(String(cString: sqlite3_errmsg(handle))): \(sql)")
    }
}

/// Tells SQLite to copy what it is given.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

private func setText(_ context: OpaquePointer?, _ text: String) {
    let bytes = Array(text.utf8)
    sqlite3_result_text(context, bytes, Int32(bytes.count), transient)
}

/// Decimal numbers as texts, which SQLite compares byte by byte and so without rounding.
enum ExactText {
    /// Returns, as text, a whole number of units of ten to the minus scale.
    static func decimal(_ number: Int128, scale: Int) -> String {
        var digits = String(number.magnitude)
        while digits.count <= scale { digits = "0" + digits }
        let text = (number < 0 ? "-" : "") + digits.dropLast(scale) + (scale > 0 ? "." + digits.suffix(scale) : "")
        return PlainDecimal(text)?.description ?? "?"
    }

    /// Returns a text that sorts like its number; nil for a text that is not a number.
    static func sortable(_ text: String) -> String? {
        guard let number = PlainDecimal(text) else { return nil }
        let digits = number.digits(64, 48)
        let sign = number.isNegative ? "0" : "1"
        return sign + String(decoding: digits.map { 48 + (number.isNegative ? 9 - $0 : $0) }, as: UTF8.self)
    }
}
