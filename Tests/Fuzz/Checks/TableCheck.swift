import InsightsJSON
import InsightsQuery
import InsightsTime

@testable import InsightsFixtures

/// CSV reader and table loader.
enum TableCheck {
    /// Without metrics every stored field can be selected and so be read back.
    private static let schema = TableSchema(name: "Sales", columns: BinderCheck.schema.columns)

    static func check(_ bytes: [UInt8]) throws {
        try read(bytes)
        let loaded = try load(bytes)
        try loadInBulk(bytes, sameAs: loaded)
        guard let table = loaded else { return }
        // A loaded table, written and loaded again, is the same.
        let written = try write(table)
        guard let again = try load(written) else { throw Violation(description: "what was written is refused") }
        try require(again.rowCount == table.rowCount, "\(table.rowCount) rows are written as \(again.rowCount)")
        try require(try write(again) == written, "written in two ways")
    }

    private static func read(_ bytes: [UInt8]) throws {
        var text = bytes
        try text.withUnsafeMutableBytes { buffer in
            var reader = CSVReader(buffer)
            var line = 1
            var fields = 0
            do {
                while !reader.isAtEnd {
                    var isComplete = false
                    while !isComplete {
                        let field = try reader.next()
                        try require(field.line >= line, "line \(field.line) after line \(line)")
                        line = field.line
                        fields += 1
                        isComplete = field.endsRecord
                    }
                }
                try require(fields <= bytes.count + 1, "more fields than bytes")
            } catch let fault as CSVReader.Fault {
                try check(line: fault.line, column: fault.column, in: bytes)
                try requireOneLine(fault.reason)
            }
        }
    }

    private static func load(_ bytes: [UInt8]) throws -> Table? {
        var text = bytes
        do {
            return try text.withUnsafeMutableBytes { try TableLoader(schema: schema, file: "Sales.csv").load($0) }
        } catch FixtureError.malformed(_, let line, let column, let reason) {
            try check(line: line, column: column, in: bytes)
            try requireOneLine(reason)
        } catch FixtureError.mismatch(let mismatch) {
            try check(line: mismatch.place.line ?? 0, column: 1, in: bytes)
            try requireOneLine(mismatch.description)
        }
        return nil
    }

    /// Checks that bulk loading, if it succeeds, gives the same table for any size of pieces and any number of threads.
    private static func loadInBulk(_ bytes: [UInt8], sameAs loaded: Table?) throws {
        for (threads, pieceSize, bytesPerThread) in [(1, 1 << 20, 1 << 19), (1, 32, 1 << 19), (2, 100, 40), (3, 16, 1)]
        {
            var bulk = BulkLoader(schema: schema, source: MemorySource(bytes: bytes))
            bulk.threads = threads
            bulk.pieceSize = pieceSize
            bulk.bytesPerThread = bytesPerThread
            guard let table = TableLoader(schema: schema, file: "Sales.csv").loadInBulk(bulk) else { continue }
            let style = "\(threads) threads in pieces of \(pieceSize)"
            guard let loaded else { throw Violation(description: "\(style) read what is refused otherwise") }
            try require(
                table.rowCount == loaded.rowCount, "\(style) read \(table.rowCount) of \(loaded.rowCount) rows")
            try require(try write(table) == write(loaded), "\(style) read other cells")
        }
    }

    /// Checks that the place exists, or is directly after the end of its line.
    static func check(line: Int, column: Int, in bytes: [UInt8]) throws {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        try require(lines.indices.contains(line - 1), "line \(line) of \(lines.count)")
        let length = lines[line - 1].count
        try require((1...length + 1).contains(column), "column \(column) of line \(line), which has \(length) bytes")
    }

    private static func write(_ table: Table) throws -> [UInt8] {
        let names = schema.columns.map(\.name).joined(separator: ", ")
        let query = try Catalog([schema]).prepare("SELECT \(names) FROM Sales TIMESPAN LIFETIME")
        let window = TimeWindow(from: nil, to: Timestamp(secondsSinceEpoch: 0))
        var writer = DelimitedWriter(query.run(on: table, window: window), format: .csv)
        var bytes: [UInt8] = []
        while let piece = writer.next(atLeast: 1 << 16) { bytes += piece }
        return bytes
    }
}
