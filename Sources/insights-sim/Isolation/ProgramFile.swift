import CLinux
import Glibc

/// A program, as far as its file decides which isolation reaches it.
struct ProgramFile: Equatable, Sendable {
    /// How a program is loaded.
    enum Linkage: Equatable, Sendable {
        /// By a loader, which also loads preloaded libraries.
        case dynamic(loader: String)
        case fixed
        /// By an interpreter, which is a program itself.
        case script(interpreter: String)
        /// In a form that is not known here.
        case unknown
    }

    let path: String
    let linkage: Linkage
    /// Whether it runs as another user or group, which neither a user namespace nor a preloaded library survives.
    let changesUser: Bool

    private static let headLength = 4096
    /// The greatest number of interpreters of interpreters, as in the kernel.
    private static let deepest = 4

    /// Inspects a file; returns nil if there is none.
    init?(path: String) {
        var information = stat()
        guard stat(path, &information) == 0 else { return nil }
        self.path = path
        let isOther = { (bit: mode_t, isOwn: Bool) in information.st_mode & bit != 0 && !isOwn }
        changesUser =
            isOther(S_ISUID, information.st_uid == geteuid()) || isOther(S_ISGID, information.st_gid == getegid())
        linkage = Self.linkage(ofHead: Self.head(path))
    }

    /// The program that runs in the end: an interpreter for a script; nil if it does not exist.
    var loaded: ProgramFile? {
        var file = self
        for _ in 0..<Self.deepest {
            guard case .script(let interpreter) = file.linkage else { return file }
            guard let next = ProgramFile(path: interpreter) else { return nil }
            file = next
        }
        return file
    }

    private static func head(_ path: String) -> [UInt8] {
        var kind: UnsafePointer<CChar>?
        let descriptor = clinux_open_regular(path, &kind)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: headLength)
        let count = read(descriptor, &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }

    /// Returns the linkage by the first bytes of a file: an ELF file (elf(5)) or a script.
    static func linkage(ofHead bytes: [UInt8]) -> Linkage {
        if bytes.starts(with: Array("#!".utf8)) {
            let line = bytes.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
            let words = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace)
            return words.first.map { .script(interpreter: String($0)) } ?? .unknown
        }
        // A 64-bit file in little-endian order.
        guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]), let start = number(bytes, at: 32, 8),
            let size = number(bytes, at: 54, 2), let count = number(bytes, at: 56, 2)
        else { return .unknown }
        for index in 0..<count {
            let header = start + index * size
            guard let kind = number(bytes, at: header, 4) else { return .unknown }
            // The segment that names the loader.
            guard kind == 3 else { continue }
            guard let offset = number(bytes, at: header + 8, 8), let length = number(bytes, at: header + 32, 8),
                length > 0, length <= bytes.count, offset <= bytes.count - length
            else { return .unknown }
            return .dynamic(loader: String(decoding: bytes[offset..<offset + length - 1], as: UTF8.self))
        }
        return .fixed
    }

    /// Returns a number in little-endian order; nil where the bytes end, or for one of more than 31 bits.
    private static func number(_ bytes: [UInt8], at start: Int, _ length: Int) -> Int? {
        guard start >= 0, start <= bytes.count - length else { return nil }
        var value: UInt64 = 0
        for byte in bytes[start..<start + length].reversed() { value = value << 8 | UInt64(byte) }
        return value > UInt64(Int32.max) ? nil : Int(value)
    }
}

extension ProgramFile: CustomStringConvertible {
    var description: String {
        let kind =
            switch linkage {
            case .dynamic(let loader): "dynamically linked, loaded by \(loader)"
            case .fixed: "statically linked"
            case .script(let interpreter): "a script of \(interpreter)"
            case .unknown: "of an unknown format"
            }
        return "\(path) (\(kind)\(changesUser ? "; it runs as another user" : ""))"
    }
}
