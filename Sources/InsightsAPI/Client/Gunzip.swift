private import CZlib

/// A gzip decompressor (RFC 1952).
package enum Gunzip {
    /// The reason why data cannot be decompressed.
    package enum Failure: Error, Sendable, Equatable, CustomStringConvertible {
        /// The data is not gzip, or its checksum does not match.
        case corrupt
        /// The data ends too early.
        case truncated
        /// The content is larger than a limit, in bytes.
        case tooLarge(limit: Int)

        /// What the data is.
        package var description: String {
            switch self {
            case .corrupt: "corrupt"
            case .truncated: "truncated"
            case .tooLarge(let limit): "larger than the limit of \(limit) bytes when it is unpacked"
            }
        }
    }

    /// The default limit of the unpacked content: 256 MiB.
    package static let defaultLimit = 256 << 20

    /// Decompresses a whole file.
    ///
    /// - Throws: `Failure` for corrupt or truncated data, and for content larger than `limit` bytes.
    package static func unpack(_ packed: [UInt8], limit: Int = defaultLimit) throws(Failure) -> [UInt8] {
        guard packed.count <= UInt32.max else { throw .tooLarge(limit: limit) }
        var stream = z_stream()
        guard insights_inflate_init_gzip(&stream) == Z_OK else { throw .corrupt }
        defer { inflateEnd(&stream) }
        var packed = packed
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        var status = Z_OK
        packed.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            while status == Z_OK, output.count <= limit {
                let produced = chunk.withUnsafeMutableBufferPointer { buffer in
                    stream.next_out = buffer.baseAddress
                    stream.avail_out = UInt32(buffer.count)
                    status = inflate(&stream, Z_NO_FLUSH)
                    return buffer.count - Int(stream.avail_out)
                }
                output.append(contentsOf: chunk[0..<produced])
                // A file may have several members; their contents are concatenated (RFC 1952 §2.2).
                if status == Z_STREAM_END, stream.avail_in > 0 { status = inflateReset(&stream) }
            }
        }
        guard output.count <= limit else { throw .tooLarge(limit: limit) }
        switch status {
        case Z_STREAM_END: return output
        case Z_BUF_ERROR: throw .truncated
        default: throw .corrupt
        }
    }
}
