import InsightsHTTP
import InsightsQuery
import InsightsTime
private import Synchronization

/// The content of a download, which can be made again and again, always the same, without ever standing in memory.
struct FileSource: Sendable {
    /// Up to this much content is made before an answer begins, which then says how long it is.
    static let announcedSize = 256 * 1024

    let result: ResultSet
    let format: DelimitedFormat
    let isPacked: Bool

    /// The content from its beginning, piece by piece.
    func pieces() -> any HTTPBodySource {
        let writer = DelimitedWriter(result, format: format)
        return isPacked ? GzipSource(writer) : PlainSource(writer)
    }

    /// The whole content: with its length if it is short, else in pieces.
    func body() throws -> HTTPBody {
        let source = pieces()
        let (start, isWhole) = try Self.start(of: source)
        return isWhole ? .bytes(start) : .stream(PrefixedSource(start, then: source), length: nil)
    }

    /// How long the content is; making it once is the only way to know.
    func length() throws -> Int {
        let source = pieces()
        var length = 0
        while let piece = try source.nextChunk() { length += piece.count }
        return length
    }

    /// Some of the content; what stands before it is made and thrown away.
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

/// Rows as plain text.
private final class PlainSource: HTTPBodySource {
    private let writer: Mutex<DelimitedWriter>

    init(_ writer: DelimitedWriter) {
        self.writer = Mutex(writer)
    }

    func nextChunk() -> [UInt8]? {
        writer.withLock { $0.next(atLeast: GzipSource.pieceSize) }
    }
}

/// Bytes that stand ready, then those of another source.
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

/// Some bytes of another source.
private final class RangeSource: HTTPBodySource {
    private let source: any HTTPBodySource
    /// How many bytes are still to be skipped, and how many to be given.
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

/// The lengths of files that have been made, so that a download in ranges makes no file only to count it.
final class FileLengths: Sendable {
    /// How many are remembered; past it all are forgotten, and counted again when they are wanted.
    static let limit = 256

    private let lengths = Mutex<[String: Int]>([:])

    /// The length of a file by its tag; counted at first.
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
