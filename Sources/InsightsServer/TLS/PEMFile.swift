import CLinux
import COpenSSL
import Glibc

/// A reader and writer of PEM texts and files.
enum PEMFile {
    /// The greatest size of a PEM file, in bytes.
    private static let sizeLimit = 1 << 20

    /// Reads the content of a file.
    static func read(_ path: String) throws(TLSError) -> [UInt8] {
        var kind: UnsafePointer<CChar>?
        let number = clinux_open_regular(path, &kind)
        if let kind { throw .unreadableFile(path: path, reason: "found \(String(cString: kind)); expected a file") }
        guard number >= 0 else { throw .unreadableFile(path: path, reason: errorText(-number)) }
        let descriptor = FileDescriptor(number)
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while content.count <= sizeLimit {
            let count = Glibc.read(descriptor.number, &buffer, buffer.count)
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw .unreadableFile(path: path, reason: errorText(errno))
            }
            if count == 0 { return content }
            content += buffer[..<count]
        }
        throw .unreadableFile(path: path, reason: "it is larger than \(sizeLimit) bytes")
    }

    /// Refuses what is there but is not a file, such as a FIFO.
    static func check(_ path: String) throws(TLSError) {
        var kind: UnsafePointer<CChar>?
        let number = clinux_open_regular(path, &kind)
        if let kind { throw .unreadableFile(path: path, reason: "found \(String(cString: kind)); expected a file") }
        if number >= 0 { close(number) }
    }

    /// Writes a new file with the given permissions; returns the error number, or 0.
    static func create(_ path: String, mode: mode_t, _ text: String) -> CInt {
        let number = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard number >= 0 else { return errno }
        let descriptor = FileDescriptor(number)
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(descriptor.number, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                return errno
            }
            bytes = bytes.dropFirst(count)
        }
        return fsync(descriptor.number) == 0 ? 0 : errno
    }

    /// Parses every certificate of a text; the caller must free them.
    static func certificates(in text: [UInt8]) -> [OpaquePointer] {
        withSource(text) { source in
            var certificates: [OpaquePointer] = []
            while let certificate = insights_read_certificate(source) { certificates.append(certificate) }
            return certificates
        }
    }

    /// Parses the private key of a text; the caller must free it.
    static func privateKey(in text: [UInt8]) -> OpaquePointer? {
        withSource(text) { insights_read_private_key($0) }
    }

    private static func withSource<Result>(_ text: [UInt8], _ body: (OpaquePointer) -> Result) -> Result {
        guard let source = BIO_new_mem_buf(text, CInt(text.count)) else { preconditionFailure("out of memory") }
        defer {
            BIO_free(source)
            // OpenSSL reports the end of the text as an error.
            OpenSSLErrors.clear()
        }
        return body(source)
    }

    /// Returns the text that OpenSSL writes in `write`.
    static func text(_ write: (OpaquePointer) -> CInt) -> String {
        guard let target = BIO_new(BIO_s_mem()) else { preconditionFailure("out of memory") }
        defer { BIO_free(target) }
        precondition(write(target) == 1, "OpenSSL cannot write what it made")
        var bytes = [UInt8](repeating: 0, count: BIO_ctrl_pending(target))
        BIO_read(target, &bytes, CInt(bytes.count))
        return String(decoding: bytes, as: UTF8.self)
    }
}
