import InsightsQuery
import InsightsTime

/// Reads a table from CSV text in large pieces and with all processors.
///
/// Takes the good case only: for any other text there is `TableLoader.load(_:)`, which says what is wrong.
struct BulkLoader {
    let schema: TableSchema
    let source: any ByteSource
    var threads = processorCount
    /// How many bytes are read at a time.
    var pieceSize = 1 << 20
    /// A thread more is worth its while for so many bytes.
    var bytesPerThread = 1 << 19

    /// The records that begin in one stretch of the text.
    private struct Stretch {
        let parser: RecordParser
        let first: Int
        /// Where the first record begins that is not one of them.
        let end: Int
    }

    /// The table, or nil if it must be read in another way.
    ///
    /// - Parameters:
    ///   - start: where the first record begins.
    ///   - order: the stored field that each CSV column holds.
    /// - Returns: the table of all records.
    func load(from start: Int, order: [Int]) -> Table? {
        let bounds = bounds(from: start)
        let stretches = concurrentMap(count: bounds.count - 1, threads: threads) { index in
            read(from: bounds[index], to: bounds[index + 1], order: order)
        }
        var joined: [Stretch] = []
        var position = start
        for (index, stretch) in stretches.enumerated() {
            guard bounds[index + 1] > position else { continue }
            // A stretch that was thought to begin elsewhere, because a line end stands inside quotes, is read again.
            let known = stretch.flatMap { $0.first == position ? $0 : nil }
            guard let next = known ?? read(from: position, to: bounds[index + 1], order: order) else { return nil }
            joined.append(next)
            position = next.end
        }
        if joined.isEmpty { joined = [Stretch(parser: RecordParser(schema: schema, order: order), first: 0, end: 0)] }
        guard position == source.count else { return nil }
        return RecordParser.table(joining: joined.map(\.parser), threads: threads)
    }

    /// Where the stretches begin: behind the first line end in each part of the text; at last the text's end.
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

    /// Reads the records that begin between two places; nil if one of them cannot be read.
    private func read(from start: Int, to limit: Int, order: [Int]) -> Stretch? {
        let parser = RecordParser(schema: schema, order: order)
        var buffer = PieceBuffer(capacity: pieceSize)
        var position = start
        while position < limit {
            guard buffer.fill(from: source, at: position) else { return nil }
            guard let consumed = buffer.withText({ parser.append($0, limit: limit - position) }) else { return nil }
            if consumed == 0 {
                // Not even one record fits, unless it lacks its end.
                guard position + buffer.count < source.count else { return nil }
                buffer = PieceBuffer(capacity: buffer.capacity * 4)
            }
            position = min(position + consumed, source.count)
        }
        return Stretch(parser: parser, first: start, end: position)
    }
}

/// A piece of text with zeros behind it.
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

    /// Reads the piece at some place, and gives the last line an end if the text has none; false if nothing can be
    /// read, or if the text ends in half a line end.
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
