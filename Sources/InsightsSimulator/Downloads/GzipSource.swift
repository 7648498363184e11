private import CZlib
import InsightsHTTP
import InsightsQuery
private import Synchronization

/// Packs rows as gzip (RFC 1952) while they are sent.
///
/// The same rows always give the same bytes: no time is written.
final class GzipSource: HTTPBodySource {
    /// How much text is packed at a time.
    static let pieceSize = 64 * 1024
    /// Up to this much packed text is made before the answer begins, which then says how long it is.
    static let announcedSize = 256 * 1024

    private let state: Mutex<State>

    private struct State: ~Copyable {
        var writer: DelimitedWriter
        // zlib keeps a pointer to the stream it was given, so the stream must not move.
        let stream: UnsafeMutablePointer<z_stream>
        var isFinished = false

        init(_ writer: DelimitedWriter) {
            self.writer = writer
            stream = .allocate(capacity: 1)
            stream.initialize(to: z_stream())
            let status = insights_deflate_init_gzip(stream, 6)
            precondition(status == Z_OK, "zlib cannot start")
        }

        deinit {
            deflateEnd(stream)
            stream.deallocate()
        }
    }

    init(_ writer: DelimitedWriter) {
        state = Mutex(State(writer))
    }

    /// The packed rows: whole with their length if they are few, else in pieces.
    func body() -> HTTPBody {
        var start: [UInt8] = []
        while start.count < Self.announcedSize {
            guard let piece = nextPiece() else { return .bytes(start) }
            start.append(contentsOf: piece)
        }
        return .pieces(PrefixedSource(start, then: self), length: nil)
    }

    /// The next packed bytes, or nil at the end.
    func nextPiece() -> [UInt8]? {
        state.withLock { state in
            while !state.isFinished {
                var output: [UInt8] = []
                let text = state.writer.next(atLeast: Self.pieceSize)
                state.isFinished = text == nil
                Self.pack(text ?? [], into: &output, stream: state.stream, flush: text == nil ? Z_FINISH : Z_NO_FLUSH)
                if !output.isEmpty { return output }
            }
            return nil
        }
    }

    private static func pack(
        _ text: [UInt8], into output: inout [UInt8], stream: UnsafeMutablePointer<z_stream>, flush: Int32
    ) {
        var text = text
        var chunk = [UInt8](repeating: 0, count: pieceSize)
        text.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            var isFull = true
            while isFull {
                let produced = chunk.withUnsafeMutableBufferPointer { buffer in
                    stream.pointee.next_out = buffer.baseAddress
                    stream.pointee.avail_out = UInt32(buffer.count)
                    deflate(stream, flush)
                    return buffer.count - Int(stream.pointee.avail_out)
                }
                output.append(contentsOf: chunk[0..<produced])
                isFull = produced == chunk.count
            }
        }
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

    func nextPiece() throws -> [UInt8]? {
        let first = prefix.withLock { bytes in
            defer { bytes = [] }
            return bytes
        }
        return first.isEmpty ? try source.nextPiece() : first
    }
}
