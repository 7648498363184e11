import CLinux

/// The environment of this process, as bytes, and with changes.
enum ProcessEnvironment {
    /// The entries, each as `NAME=value`.
    static var entries: [[UInt8]] {
        guard let environment = clinux_environment() else { return [] }
        var entries: [[UInt8]] = []
        var index = 0
        while let entry = environment[index] {
            entries.append(bytes(entry))
            index += 1
        }
        return entries
    }

    /// Returns entries with some variables set, others (nil) removed, and the rest unchanged.
    static func entries(_ entries: [[UInt8]], changing changes: [ClientEnvironment.Change]) -> [[UInt8]] {
        let names = Set(changes.map { Array($0.name.utf8)[...] })
        let kept = entries.filter { !names.contains($0.prefix { $0 != UInt8(ascii: "=") }) }
        return kept + changes.compactMap { change in change.value.map { Array("\(change.name)=\($0)".utf8) } }
    }

    private static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
        var bytes: [UInt8] = []
        var index = 0
        while text[index] != 0 {
            bytes.append(UInt8(bitPattern: text[index]))
            index += 1
        }
        return bytes
    }
}
