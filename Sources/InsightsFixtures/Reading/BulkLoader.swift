import InsightsQuery
import InsightsTime

/// A loader of a table from CSV text, in large pieces and on all processors.
///
/// It handles only valid text; for any other text, `TableLoader.load(_:)` reports what is wrong.
struct BulkLoader {
    let schema: TableSchema
    let source: any ByteSource
    var threads = processorCount
    /// The number of bytes read at a time.
    var pieceSize = 1 << 18
    /// The number of bytes that justifies one more thread.
    var bytesPerThread = 1 << 19
    /// Temporary files for columns that memory may not hold; nil to keep them in memory.
    var spill: Spill?

    /// The records that begin in one section of the text.
    private struct Stretch {
        let parser: RecordParser
        let first: Int
        /// The offset of the first record after the section.
        let end: Int
    }

    /// Loads the table; nil if the text must be read field by field.
    ///
    /// - Parameters:
    ///   - start: the offset of the first record.
    ///   - order: the stored field that each CSV column holds.
    /// - Returns: the table of all records.
    func load(from start: Int, order: [Int]) -> Table? {
        let bounds = bounds(from: start)
        let stretches = concurrentMap(count: bounds.count - 1, threads: threads) { index in
            read(from: bounds[index], to: bounds[index + 1], order: order, first: start)
        }
        var joined: [Stretch] = []
        var position = start
        for (index, stretch) in stretches.enumerated() {
            guard bounds[index + 1] > position else { continue }
            // A section whose start was guessed wrong, because of a line end inside quotes, is read again.
            let known = stretch.flatMap { $0.first == position ? $0 : nil }
            guard let next = known ?? read(from: position, to: bounds[index + 1], order: order, first: start) else {
                return nil
            }
            joined.append(next)
            position = next.end
        }
        if joined.isEmpty { joined = [Stretch(parser: RecordParser(schema: schema, order: order), first: 0, end: 0)] }
        guard position == source.count else { return nil }
        return RecordParser.table(joining: joined.map(\.parser), threads: threads)
    }

    /// Returns the starts of the sections, each after the first line end in its part, followed by the end of the
    /// text.
    private func bounds(from start: Int) -> [Int] {
        let parts = max(1, min(threads, (source.count - start) / bytesPerThread))
        var bounds = [start]
        for part in 1..<max(2, parts) where parts > 1 {
            let middle = start + (source.count - start) / parts * part
            if let bound = lineStart(after: middle), bound > bounds[bounds.count - 1] { bounds.append(bound) }
        }
        return bounds + [source.count]
    }

    private func lineStart(after offset: Int) -> Int? {
        withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
            let count = source.read(at: offset, into: buffer)
            return buffer[..<count].firstIndex(of: UInt8(ascii: "\n")).map { offset + $0 + 1 }
        }
    }

    /// Reads the records that begin between two offsets, `first` being that of the text's first record; nil if one of
    /// them cannot be read.
    private func read(from start: Int, to limit: Int, order: [Int], first: Int) -> Stretch? {
        let parser = RecordParser(schema: schema, order: order)
        var buffer = PieceBuffer(capacity: pieceSize)
        var position = start
        while position < limit {
            guard buffer.fill(from: source, at: position) else { return nil }
            guard let consumed = buffer.withText({ parser.append($0, limit: limit - position) }) else { return nil }
            if position == start, consumed > 0 {
                // The first section's memory takes the records of all sections in the end.
                let rest = (start == first ? source.count : limit) - start
                let rows = rest * parser.rowCount / consumed
                // A temporary file takes no room before it is written, but cannot grow.
                parser.reserve(rows + rows / (spill == nil ? 32 : 2), in: spill)
            }
            if consumed == 0 {
                // Not even one record fits, or it is incomplete.
                guard position + buffer.count < source.count else { return nil }
                buffer = PieceBuffer(capacity: buffer.capacity * 4)
            }
            position = min(position + consumed, source.count)
        }
        return Stretch(parser: parser, first: start, end: position)
    }
}

/// A piece of text followed by zeros.
private struct PieceBuffer: ~Copyable {
    let capacity: Int
    private(set) var count = 0
    private let memory: UnsafeMutableRawBufferPointer

    init(capacity: Int) {
        self.capacity = capacity
        memory = .allocate(byteCount: capacity + 1 + RecordParser.padding, alignment: 64)
    }

    deinit {
        memory.deallocate()
    }

    /// Reads the piece at an offset, and adds a line end if the last line of the text lacks one.
    ///
    /// Returns false if nothing can be read, or if the text ends with a lone CR.
    mutating func fill(from source: any ByteSource, at offset: Int) -> Bool {
        count = source.read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: memory[..<capacity]))
        guard count == min(capacity, source.count - offset), count > 0 else { return false }
        if offset + count == source.count, memory[count - 1] != UInt8(ascii: "\n") {
            if memory[count - 1] == UInt8(ascii: "\r") { return false }
            memory[count] = UInt8(ascii: "\n")
            count += 1
        }
        UnsafeMutableRawBufferPointer(rebasing: memory[count..<count + RecordParser.padding])
            .initializeMemory(as: UInt8.self, repeating: 0)
        return true
    }

    func withText<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        body(
            UnsafeBufferPointer(
                start: UnsafePointer(memory.baseAddress?.assumingMemoryBound(to: UInt8.self)), count: count))
    }
}
