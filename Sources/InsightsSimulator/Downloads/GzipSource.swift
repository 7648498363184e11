private import CZlib
import InsightsHTTP
import InsightsQuery
import InsightsTime
private import Synchronization

/// A source of rows compressed as gzip (RFC 1952) while they are sent.
///
/// The same rows always give the same bytes, because the header contains no time.
final class GzipSource: HTTPBodySource {
    /// The level of compression.
    static let level: Int32 = 6
    /// The number of bytes of text that are compressed at once; many lines are cheaper to write together.
    private static let textSize = 1 << 20
    /// The minimum number of bytes of a piece, but for the last.
    private static let pieceSize = 64 * 1024

    private let state: Mutex<State>

    private struct State: ~Copyable {
        var writer: DelimitedWriter
        // zlib keeps a pointer to the stream, so the stream must not move.
        let stream: UnsafeMutablePointer<z_stream>
        /// The text that is being compressed.
        let text: UnsafeMutableBufferPointer<UInt8>
        var isFinished = false

        init(_ writer: DelimitedWriter) {
            self.writer = writer
            text = .allocate(capacity: max(GzipSource.textSize, writer.room))
            stream = .allocate(capacity: 1)
            stream.initialize(to: z_stream())
            let status = insights_deflate_init_gzip(stream, GzipSource.level)
            precondition(status == Z_OK, "zlib cannot start")
        }

        deinit {
            deflateEnd(stream)
            stream.deallocate()
            text.deallocate()
        }

        /// Returns the next compressed bytes; nil at the end.
        mutating func next() -> [UInt8]? {
            guard !isFinished else { return nil }
            let piece = [UInt8](unsafeUninitializedCapacity: GzipSource.pieceSize * 3 / 2) { output, initialized in
                while !isFinished, initialized < GzipSource.pieceSize {
                    if stream.pointee.avail_in == 0 { readText() }
                    initialized += compress(into: UnsafeMutableBufferPointer(rebasing: output[initialized...]))
                }
            }
            return piece.isEmpty ? nil : piece
        }

        /// Lets zlib read the next lines; at the end it reads none, and finishes.
        private mutating func readText() {
            stream.pointee.next_in = text.baseAddress
            stream.pointee.avail_in = UInt32(writer.next(into: text))
        }

        /// Compresses until the text is used up or the output is full; returns the number of bytes.
        private mutating func compress(into output: UnsafeMutableBufferPointer<UInt8>) -> Int {
            stream.pointee.next_out = output.baseAddress
            stream.pointee.avail_out = UInt32(output.count)
            // Without text left, there is none to come.
            let status = deflate(stream, stream.pointee.avail_in == 0 ? Z_FINISH : Z_NO_FLUSH)
            isFinished = status == Z_STREAM_END
            return output.count - Int(stream.pointee.avail_out)
        }
    }

    init(_ writer: DelimitedWriter) {
        state = Mutex(State(writer))
    }

    /// Returns the next compressed bytes; nil at the end.
    func nextChunk() -> [UInt8]? {
        state.withLock { $0.next() }
    }
}
