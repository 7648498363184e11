/// A hosts file (hosts(5)) that leads some names to other addresses.
struct HostsFile: Equatable, Sendable {
    /// Host names, in lower case, with the address to which they lead.
    struct LedHosts: Equatable, Sendable {
        let names: [String]
        let address: String
    }

    /// The content of the file.
    let bytes: [UInt8]
    /// The names that the original led elsewhere, with their addresses, in its order.
    let replaced: [String]

    /// Creates the file from the original, whose other lines stay byte for byte after ours.
    ///
    /// Every line with one of the names loses it, because the C library may return the addresses of all lines.
    init(_ original: [UInt8], leading hosts: [LedHosts]) {
        let newline = UInt8(ascii: "\n")
        let names = Set(hosts.flatMap(\.names))
        var lines = hosts.map { Array("\($0.address) \($0.names.joined(separator: " "))".utf8) }
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
