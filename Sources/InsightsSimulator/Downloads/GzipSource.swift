private import CZlib
import InsightsHTTP
import InsightsQuery
import InsightsTime
private import Synchronization

/// A source of rows compressed as gzip (RFC 1952) while they are sent.
///
/// The same rows always give the same bytes, because the header contains no time.
final class GzipSource: HTTPBodySource {
    /// The number of bytes of text that are compressed at once.
    static let pieceSize = 64 * 1024

    private let state: Mutex<State>

    private struct State: ~Copyable {
        var writer: DelimitedWriter
        // zlib keeps a pointer to the stream, so the stream must not move.
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

    /// Returns the next compressed bytes; nil at the end.
    func nextChunk() -> [UInt8]? {
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
