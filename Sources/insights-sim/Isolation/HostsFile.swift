/// A hosts file (hosts(5)) that leads some names to one address.
struct HostsFile: Equatable, Sendable {
    /// The content of the file.
    let bytes: [UInt8]
    /// The names that the original led elsewhere, with their addresses, in its order.
    let replaced: [String]

    /// Creates the file from the original, whose other lines stay byte for byte.
    ///
    /// Every line with one of the names loses it, because the C library may return the addresses of all lines.
    init(_ original: [UInt8], leading names: [String], to address: String) {
        let newline = UInt8(ascii: "\n")
        var lines = [Array("\(address) \(names.joined(separator: " "))".utf8)]
        var replaced: [String] = []
        for line in original.split(separator: newline, omittingEmptySubsequences: false) {
            let text = line.prefix { $0 != UInt8(ascii: "#") }
            let words = text.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
                .map { String(decoding: $0, as: UTF8.self) }
            let led = words.dropFirst().filter { names.contains($0.lowercased()) }
            guard !led.isEmpty else {
                lines.append(Array(line))
                continue
            }
            replaced += led.map { "\($0) (\(words[0]))" }
            let kept = words.dropFirst().filter { !names.contains($0.lowercased()) }
            if !kept.isEmpty { lines.append(Array(([words[0]] + kept).joined(separator: " ").utf8)) }
        }
        bytes = Array(lines.joined(separator: [newline]))
        self.replaced = replaced
    }
}
