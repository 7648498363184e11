import InsightsHTTP
import InsightsQuery
import InsightsTime
private import Synchronization

/// The content of a download, which can be generated repeatedly with the same bytes, without being held in memory.
struct FileSource: Sendable {
    /// The number of bytes generated before a response begins; shorter content is sent with its length.
    static let announcedSize = 256 * 1024

    let result: ResultSet
    let format: DelimitedFormat
    let isPacked: Bool

    /// Returns a source of the content from its beginning, in chunks.
    func pieces() -> any HTTPBodySource {
        let writer = DelimitedWriter(result, format: format)
        return isPacked ? GzipSource(writer) : PlainSource(writer)
    }

    /// Returns the whole content: with its length if it is short, otherwise as a stream.
    func body() throws -> HTTPBody {
        let source = pieces()
        let (start, isWhole) = try Self.start(of: source)
        return isWhole ? .bytes(start) : .stream(PrefixedSource(start, then: source), length: nil)
    }

    /// Returns the length of the content in bytes, which requires generating it once.
    func length() throws -> Int {
        let source = pieces()
        var length = 0
        while let piece = try source.nextChunk() { length += piece.count }
        return length
    }

    /// Returns a range of the content; the bytes before it are generated and discarded.
    func body(_ range: Range<Int>) -> HTTPBody {
        .stream(RangeSource(range, of: pieces()), length: range.count)
    }

    private static func start(of source: any HTTPBodySource) throws -> (bytes: [UInt8], isWhole: Bool) {
        var bytes: [UInt8] = []
        while bytes.count < announcedSize {
            guard let piece = try source.nextChunk() else { return (bytes, true) }
            bytes.append(contentsOf: piece)
        }
        return (bytes, false)
    }
}

/// A source of rows as plain text.
private final class PlainSource: HTTPBodySource {
    private let writer: Mutex<DelimitedWriter>

    init(_ writer: DelimitedWriter) {
        self.writer = Mutex(writer)
    }

    func nextChunk() -> [UInt8]? {
        writer.withLock { $0.next(atLeast: GzipSource.pieceSize) }
    }
}

/// A source of prepared bytes followed by those of another source.
private final class PrefixedSource: HTTPBodySource {
    private let prefix: Mutex<[UInt8]>
    private let source: any HTTPBodySource

    init(_ prefix: [UInt8], then source: any HTTPBodySource) {
        self.prefix = Mutex(prefix)
        self.source = source
    }

    func nextChunk() throws -> [UInt8]? {
        let first = prefix.withLock { bytes in
            defer { bytes = [] }
            return bytes
        }
        return first.isEmpty ? try source.nextChunk() : first
    }
}

/// A source of a range of bytes of another source.
private final class RangeSource: HTTPBodySource {
    private let source: any HTTPBodySource
    /// The number of bytes left to skip, and then to return.
    private let rest: Mutex<(skip: Int, take: Int)>

    init(_ range: Range<Int>, of source: any HTTPBodySource) {
        self.source = source
        rest = Mutex((range.lowerBound, range.count))
    }

    func nextChunk() throws -> [UInt8]? {
        while rest.withLock({ $0.take > 0 }), let piece = try source.nextChunk() {
            let part = rest.withLock { rest in
                let part = piece.dropFirst(rest.skip).prefix(rest.take)
                rest.skip -= min(rest.skip, piece.count)
                rest.take -= part.count
                return part
            }
            if !part.isEmpty { return Array(part) }
        }
        return nil
    }
}

/// A cache of file lengths, so that a download in ranges does not generate the file each time only to measure it.
final class FileLengths: Sendable {
    /// The maximum number of entries; when it is reached, all are discarded.
    static let limit = 256

    private let lengths = Mutex<[String: Int]>([:])

    /// Returns the length of the file with an entity tag; measures it the first time.
    func length(of entityTag: String, count: () throws -> Int) rethrows -> Int {
        if let length = lengths.withLock({ $0[entityTag] }) { return length }
        let length = try count()
        lengths.withLock { lengths in
            if lengths.count >= Self.limit { lengths = [:] }
            lengths[entityTag] = length
        }
        return length
    }
}
