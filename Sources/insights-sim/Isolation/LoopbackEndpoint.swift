/// An address of a loopback interface with a port.
struct LoopbackEndpoint: Hashable, Sendable, CustomStringConvertible {
    static let ipv4: [UInt8] = [127, 0, 0, 1]
    static let ipv6: [UInt8] = [UInt8](repeating: 0, count: 15) + [1]

    /// Four bytes for IPv4, sixteen for IPv6.
    let address: [UInt8]
    let port: UInt16

    /// The address and the port, as addresses are written.
    var description: String {
        address.count == 4
            ? "\(address.map { String($0) }.joined(separator: ".")):\(port)" : "[::\(address[15])]:\(port)"
    }

    /// Returns where services listen by several tables, each place once, and `limit` of them at most.
    static func listening(in tables: [String], limit: Int) -> [LoopbackEndpoint] {
        var found: [LoopbackEndpoint] = []
        for endpoint in tables.flatMap({ listening(in: $0) }) where !found.contains(endpoint) { found.append(endpoint) }
        return Array(found.prefix(limit))
    }

    /// Parses a table of the kernel, `/proc/net/tcp` or `/proc/net/tcp6`, and returns where services listen.
    ///
    /// A service on every address is reachable on loopback. A service on another address is not, so it is left out.
    static func listening(in table: String) -> [LoopbackEndpoint] {
        var endpoints: [LoopbackEndpoint] = []
        for line in table.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: " ")
            guard fields.count > 3, fields[3] == "0A" else { continue }
            let parts = fields[1].split(separator: ":")
            guard parts.count == 2, let port = UInt16(parts[1], radix: 16), let address = bytes(parts[0]) else {
                continue
            }
            for address in onLoopback(address) {
                let endpoint = LoopbackEndpoint(address: address, port: port)
                if !endpoints.contains(endpoint) { endpoints.append(endpoint) }
            }
        }
        return endpoints
    }

    /// Returns the bytes of an address in the table: words of four bytes, each as a number of this machine.
    private static func bytes(_ text: Substring) -> [UInt8]? {
        guard text.utf8.count == 8 || text.utf8.count == 32 else { return nil }
        var bytes: [UInt8] = []
        var rest = text
        while !rest.isEmpty {
            guard let word = UInt32(rest.prefix(8), radix: 16) else { return nil }
            withUnsafeBytes(of: word) { bytes += $0 }
            rest = rest.dropFirst(8)
        }
        return bytes
    }

    private static func onLoopback(_ address: [UInt8]) -> [[UInt8]] {
        if address.count == 4 {
            if address == [0, 0, 0, 0] { return [ipv4] }
            return address[0] == 127 ? [address] : []
        }
        if address.allSatisfy({ $0 == 0 }) { return [ipv6, ipv4] }
        if address == ipv6 { return [ipv6] }
        let isMapped = address[..<10].allSatisfy { $0 == 0 } && address[10] == 0xFF && address[11] == 0xFF
        return isMapped ? onLoopback(Array(address[12...])) : []
    }
}
