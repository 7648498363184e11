import InsightsHTTP
import InsightsRandomness
private import Synchronization

/// The packed content of a download with its length and digest, or only these if it is too large to keep.
struct StoredFile: Sendable {
    let length: Int
    /// The content of `Content-MD5`; nil where there is no MD5.
    let md5: String?
    /// The content; nil if it is larger than what the store keeps.
    let bytes: [UInt8]?

    /// The greatest length of content that is sent with the head, instead of in pieces.
    static let pieceSize = 256 * 1024

    /// Reads the content of a source once, and keeps it if it is not longer than a limit.
    init(reading source: any HTTPBodySource, keeping limit: Int) throws {
        let digest = MD5Digest()
        var (length, kept): (Int, [UInt8]?) = (0, [])
        while let piece = try source.nextChunk() {
            length += piece.count
            digest.update(piece)
            if length > limit { kept = nil } else { kept?.append(contentsOf: piece) }
        }
        self.length = length
        md5 = digest.finish().map { Base64.encode($0) }
        bytes = kept
    }

    /// Returns a range of the content; content that is not kept is read again from `source`, from its beginning.
    func body(_ range: Range<Int>, source: () throws -> any HTTPBodySource) rethrows -> HTTPBody {
        guard let bytes else { return .stream(RangeSource(range, of: try source()), length: range.count) }
        guard range.count > Self.pieceSize else { return .bytes(Array(bytes[range])) }
        return .stream(SliceSource(bytes, range), length: range.count)
    }
}

/// A source of a range of bytes that are shared with other downloads, in pieces.
private final class SliceSource: HTTPBodySource {
    private static let pieceSize = 64 * 1024

    private let bytes: [UInt8]
    private let rest: Mutex<Range<Int>>

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        rest = Mutex(range)
    }

    func nextChunk() -> [UInt8]? {
        let piece = rest.withLock { rest in
            let piece = rest.prefix(Self.pieceSize)
            rest = piece.upperBound..<rest.upperBound
            return piece
        }
        return piece.isEmpty ? nil : Array(bytes[piece])
    }
}
