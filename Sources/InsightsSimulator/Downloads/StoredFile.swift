import InsightsHTTP
import InsightsRandomness
private import Synchronization

/// The content of a download with its length and digest, or only these if it cannot be kept.
struct StoredFile: Sendable {
    /// The place of the content.
    enum Content: Sendable {
        case memory([UInt8])
        case disk(SpillFile)
        /// Each response makes the content again.
        case nowhere
    }

    let length: Int
    /// The content of `Content-MD5`; nil where there is no MD5.
    let md5: String?
    let content: Content

    /// The greatest length of content that is sent with the head, instead of in pieces.
    static let pieceSize = 256 * 1024

    /// Reads the content of a source once, and keeps it in memory up to a limit, past it on disk.
    ///
    /// `spill` continues a file that has outgrown the limit, and returns nil if it cannot be kept.
    init(
        reading source: any HTTPBodySource, keeping limit: Int,
        spill: (_ piece: [UInt8], _ file: SpillFile?) -> SpillFile?
    ) throws {
        let digest = MD5Digest()
        var length = 0
        var content = Content.memory([])
        while let piece = try source.nextChunk() {
            length += piece.count
            digest.update(piece)
            switch content {
            case .memory(var bytes):
                // Moved, not copied, while it grows.
                content = .nowhere
                bytes.append(contentsOf: piece)
                content = length <= limit ? .memory(bytes) : Self.content(spill(bytes, nil))
            case .disk(let file): content = Self.content(spill(piece, file))
            case .nowhere: break
            }
        }
        self.init(length: length, md5: digest.finish().map { Base64.encode($0) }, content: content)
    }

    private init(length: Int, md5: String?, content: Content) {
        self.length = length
        self.md5 = md5
        self.content = content
    }

    private static func content(_ file: SpillFile?) -> Content { file.map(Content.disk) ?? .nowhere }

    /// Whether the content need not be made again.
    var isKept: Bool { if case .nowhere = content { false } else { true } }

    /// The number of bytes in memory.
    var memoryBytes: Int { if case .memory(let bytes) = content { bytes.count } else { 0 } }

    /// Whether the content is on disk.
    var isOnDisk: Bool { if case .disk = content { true } else { false } }

    /// Returns the same file with its content on disk.
    func moved(to file: SpillFile) -> StoredFile {
        StoredFile(length: length, md5: md5, content: .disk(file))
    }

    /// Returns a range of the content; `source` makes it again from its beginning, if it is not kept or cannot be read.
    func body(
        _ range: Range<Int>, source: @escaping @Sendable () throws -> any HTTPBodySource
    ) throws -> HTTPBody {
        switch content {
        case .memory(let bytes):
            guard range.count > Self.pieceSize else {
                return .bytes(range.count == bytes.count ? bytes : Array(bytes[range]))
            }
            return .stream(MemorySource(bytes, range), length: range.count)
        case .disk(let file): return .stream(DiskSource(file, range, again: source), length: range.count)
        case .nowhere: return .stream(RangeSource(range, of: try source()), length: range.count)
        }
    }
}

/// A range of bytes that is taken in pieces: a short one first, which soon follows the head.
private struct PieceWise {
    private static let firstSize = 64 * 1024
    private static let size = 256 * 1024

    private var rest: Range<Int>
    private var isFirst = true

    init(_ range: Range<Int>) {
        rest = range
    }

    /// The range that is left.
    var left: Range<Int> { rest }

    /// Takes the next piece; empty at the end.
    mutating func next() -> Range<Int> {
        let piece = rest.prefix(isFirst ? Self.firstSize : Self.size)
        isFirst = false
        rest = piece.upperBound..<rest.upperBound
        return piece
    }
}

/// A source of a range of bytes in memory, which other downloads share.
private final class MemorySource: HTTPBodySource {
    private let bytes: [UInt8]
    private let pieces: Mutex<PieceWise>

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        pieces = Mutex(PieceWise(range))
    }

    func nextChunk() -> [UInt8]? {
        let piece = pieces.withLock { $0.next() }
        return piece.isEmpty ? nil : Array(bytes[piece])
    }
}

/// A source of a range of a file on disk; what the disk does not return is made again.
private final class DiskSource: HTTPBodySource {
    private let file: SpillFile
    private let again: @Sendable () throws -> any HTTPBodySource
    private let state: Mutex<State>

    private struct State {
        var pieces: PieceWise
        var substitute: RangeSource?
    }

    init(_ file: SpillFile, _ range: Range<Int>, again: @escaping @Sendable () throws -> any HTTPBodySource) {
        self.file = file
        self.again = again
        state = Mutex(State(pieces: PieceWise(range)))
    }

    func nextChunk() throws -> [UInt8]? {
        try state.withLock { state in
            if let substitute = state.substitute { return try substitute.nextChunk() }
            let range = state.pieces.next()
            guard !range.isEmpty else { return nil }
            let bytes = file.read(range)
            if bytes.count == range.count { return bytes }
            let substitute = RangeSource(range.lowerBound..<state.pieces.left.upperBound, of: try again())
            state.substitute = substitute
            return try substitute.nextChunk()
        }
    }
}
