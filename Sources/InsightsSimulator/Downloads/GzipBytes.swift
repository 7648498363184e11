private import CZlib

/// The gzip form (RFC 1952) of a short text.
enum GzipBytes {
    /// Returns the compressed bytes; the header contains no time.
    static func compress(_ bytes: [UInt8]) -> [UInt8] {
        // zlib keeps a pointer to the stream, so the stream must not move.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        let status = insights_deflate_init_gzip(stream, GzipSource.level)
        precondition(status == Z_OK, "zlib cannot start")
        defer { deflateEnd(stream) }
        var input = bytes
        let bound = Int(deflateBound(stream, UInt(bytes.count)))
        return input.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            return [UInt8](unsafeUninitializedCapacity: bound) { output, count in
                stream.pointee.next_out = output.baseAddress
                stream.pointee.avail_out = UInt32(bound)
                let end = deflate(stream, Z_FINISH)
                precondition(end == Z_STREAM_END, "the bound of zlib is too small")
                count = bound - Int(stream.pointee.avail_out)
            }
        }
    }
}
