import Glibc

/// The arguments of this process as bytes, which need not be text.
enum RawArguments {
    private static let own: [[UInt8]] = (0..<Int(CommandLine.argc)).map { index in
        guard let text = CommandLine.unsafeArgv[index] else { return [] }
        return Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }

    /// Returns arguments as bytes: the last ones as this process got them, as far as they read the same.
    ///
    /// A command is at the end of this process's arguments, and Swift replaces bytes that are not UTF-8.
    static func restoring(_ arguments: [String]) -> [[UInt8]] { restoring(arguments, from: own) }

    static func restoring(_ arguments: [String], from original: [[UInt8]]) -> [[UInt8]] {
        var restored = arguments.map { Array($0.utf8) }
        for (index, bytes) in zip(restored.indices.reversed(), original.reversed()) {
            guard String(decoding: bytes, as: UTF8.self) == arguments[index] else { break }
            restored[index] = bytes
        }
        return restored
    }
}
