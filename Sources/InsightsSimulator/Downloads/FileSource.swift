import InsightsHTTP
import InsightsQuery
import InsightsTime
private import Synchronization

/// The content of a download, which can be generated repeatedly with the same bytes.
struct FileSource: Sendable {
    let result: ResultSet
    let format: DelimitedFormat
    let isPacked: Bool

    /// Returns a source of the content from its beginning, in chunks.
    func pieces() -> any HTTPBodySource {
        let writer = DelimitedWriter(result, format: format)
        return isPacked ? GzipSource(writer) : PlainSource(writer)
    }
}

/// A source of rows as plain text.
private final class PlainSource: HTTPBodySource {
    /// The number of bytes for which a piece has room; many lines are cheaper to write together.
    private static let pieceSize = 512 * 1024

    private let writer: Mutex<DelimitedWriter>

    init(_ writer: DelimitedWriter) {
        self.writer = Mutex(writer)
    }

    func nextChunk() -> [UInt8]? {
        writer.withLock { writer in
            // The lines are written where they are sent from.
            let piece = [UInt8](unsafeUninitializedCapacity: max(Self.pieceSize, writer.room)) { piece, initialized in
                initialized = writer.next(into: piece)
            }
            return piece.isEmpty ? nil : piece
        }
    }
}

/// A source of a range of bytes of another source; the bytes before it are generated and discarded.
final class RangeSource: HTTPBodySource {
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
