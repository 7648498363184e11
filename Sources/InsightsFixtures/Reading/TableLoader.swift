import InsightsJSON
import InsightsQuery
import InsightsTime

/// A loader of a table from CSV text, which reports the first invalid cell.
struct TableLoader {
    /// The path of the file as it was opened, for messages.
    let file: String
    /// The schema of the rows.
    let schema: TableSchema
    private let fields: [ColumnSchema]

    init(schema: TableSchema, file: String) {
        self.file = file
        self.schema = schema
        fields = schema.storedFields
    }

    /// The maximum size of the header record in bytes, for bulk loading.
    private static let headerSize = 1 << 16

    /// Reads a file, or the column cache beside it if the file is large.
    ///
    /// - Parameters:
    ///   - schema: the schema of the rows.
    ///   - path: the path of the file.
    ///   - cacheThreshold: the minimum file size in bytes for caching; nil to ignore the cache.
    ///   - memoryLimit: the number of bytes of memory that the process may use.
    /// - Returns: the rows in the file's order.
    /// - Throws: `FixtureError` with the location of the first error.
    static func load(
        schema: TableSchema, path: String, cacheThreshold: Int? = ColumnCache.threshold,
        memoryLimit: Int = MemoryLimit.ofProcess
    ) throws(FixtureError) -> Table {
        let loader = TableLoader(schema: schema, file: path)
        let file = try OpenFile(path: path)
        let isLarge = cacheThreshold.map { file.count >= $0 } ?? false
        let cache = isLarge ? ColumnCache(of: file, path: path) : nil
        // The columns of a larger file might not fit; then memory only holds the parts in use.
        let spills = file.count > memoryLimit / 2
        let loadInBulk = { @Sendable () -> Table? in
            let bulk = BulkLoader(schema: schema, source: file, spill: spills ? cache?.spill : nil)
            guard let table = loader.loadInBulk(bulk) else { return nil }
            cache?.save(table)
            return table
        }
        if let table = cache?.load(schema: schema, reload: loadInBulk) { return table }
        if let table = loadInBulk() {
            // The system can drop mapped columns from memory at any time, so the folder may be larger than that.
            return cache?.load(schema: schema, reload: loadInBulk) ?? table
        }
        return try FileReading.withBytes(ofFile: path) { (bytes) throws(FixtureError) in try loader.load(bytes) }
    }

    /// Reads valid text; nil for any other text, which `load(_:)` reads or reports the error of.
    func loadInBulk(_ bulk: BulkLoader) -> Table? {
        withUnsafeTemporaryAllocation(byteCount: Self.headerSize, alignment: 16) { memory in
            let text = UnsafeMutableRawBufferPointer(rebasing: memory[..<bulk.source.read(at: 0, into: memory)])
            var reader = CSVReader(text)
            // A header that ends where the piece does may continue after it.
            guard let order = try? readHeader(&reader),
                reader.position < text.count || text.count == bulk.source.count
            else { return nil }
            return bulk.load(from: reader.position, order: order)
        }
    }

    /// Reads text field by field; overwrites it.
    func load(_ bytes: UnsafeMutableRawBufferPointer) throws(FixtureError) -> Table {
        try checkUTF8(UnsafeRawBufferPointer(bytes))
        var reader = CSVReader(bytes)
        var builder = TableBuilder(schema: schema)
        let order = try readHeader(&reader)
        while !reader.isAtEnd {
            try readRow(&reader, order, into: &builder)
        }
        return builder.finish()
    }

    private func checkUTF8(_ bytes: UnsafeRawBufferPointer) throws(FixtureError) {
        guard let offset = FileReading.firstInvalidUTF8(in: bytes) else { return }
        let before = bytes[..<offset]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        throw .malformed(
            file: file, line: 1 + before.count { $0 == UInt8(ascii: "\n") }, column: offset - lineStart + 1,
            reason: "the text is not UTF-8")
    }

    /// Reads the header record and returns the stored field that each CSV column holds.
    private func readHeader(_ reader: inout CSVReader) throws(FixtureError) -> [Int] {
        var order: [Int] = []
        var isComplete = reader.isAtEnd
        while !isComplete {
            let cell = try next(&reader)
            let name = String(decoding: cell.bytes, as: UTF8.self)
            guard let field = fields.firstIndex(where: { $0.name == name }) else {
                throw mismatch(
                    cell.line, column: order.count, excerpt(name), found: "an unknown column",
                    expected: "a column of \(schema.name)",
                    hint: InputError.suggestion(for: name, among: fields.map(\.name)))
            }
            guard !order.contains(field) else {
                throw mismatch(
                    cell.line, column: order.count, name, found: "the name again", expected: "each column once")
            }
            order.append(field)
            isComplete = cell.endsRecord
        }
        let missing = fields.indices.filter { !order.contains($0) }.map { fields[$0].name }
        guard missing.isEmpty else {
            throw mismatch(
                1, found: "no column \(missing.joined(separator: ", "))", expected: "every column of \(schema.name)")
        }
        return order
    }

    private func readRow(
        _ reader: inout CSVReader, _ order: [Int], into builder: inout TableBuilder
    ) throws(FixtureError) {
        var column = 0
        var line = 0
        var isComplete = false
        while !isComplete {
            let cell = try next(&reader)
            isComplete = cell.endsRecord
            if column == 0 {
                line = cell.line
                guard !isComplete || cell.isQuoted || !cell.bytes.isEmpty else {
                    throw mismatch(line, found: "an empty line", expected: fieldCount(order.count))
                }
            }
            guard column < order.count else {
                throw mismatch(line, found: "more than \(fieldCount(order.count))", expected: fieldCount(order.count))
            }
            do {
                try builder.append(cell.bytes, toField: order[column])
            } catch {
                throw mismatch(
                    cell.line, column: column, error.field, found: "\"\(error.found)\"", expected: error.expected)
            }
            column += 1
        }
        guard column == order.count else {
            throw mismatch(line, found: fieldCount(column), expected: fieldCount(order.count))
        }
        guard builder.rowCount < TableBuilder.mostRows else {
            throw mismatch(line, found: "one row more", expected: "at most \(TableBuilder.mostRows) rows")
        }
        builder.endRow()
    }

    private func next(_ reader: inout CSVReader) throws(FixtureError) -> CSVReader.Field {
        do {
            return try reader.next()
        } catch {
            throw .malformed(file: file, line: error.line, column: error.column, reason: error.reason)
        }
    }

    private func fieldCount(_ count: Int) -> String {
        count == 1 ? "1 field" : "\(count) fields"
    }

    private func mismatch(
        _ line: Int, column: Int? = nil, _ name: String = "", found: String, expected: String, hint: String? = nil
    ) -> FixtureError {
        .mismatch(
            InputError(
                InputError.Place(file: file, line: line, ordinal: column.map { $0 + 1 }, field: name), found: found,
                expected: expected, hint: hint))
    }
}
