private import Glibc
import InsightsHTTP

/// The hosts that are reached without a proxy, as in `NO_PROXY`.
///
/// Entries are separated by commas or blanks. An entry is `*`, a host, a domain with everything below it, an address, or
/// a network such as `10.0.0.0/8`. A host may have a port. Names are not resolved.
struct NoProxyList: Sendable {
    private enum Entry: Sendable {
        case everything
        case domain(String, port: Int?)
        case address([UInt8], port: Int?)
        case network([UInt8], bits: Int)
    }

    private let entries: [Entry]

    /// Parses a list; entries of another form match nothing.
    init(_ text: String) {
        entries = text.split { $0 == "," || $0.isWhitespace }.compactMap { Self.entry($0) }
    }

    private static func entry(_ text: Substring) -> Entry? {
        if text == "*" { return .everything }
        if let slash = text.firstIndex(of: "/") {
            guard let network = bytes(ofAddress: unbracketed(text[..<slash])),
                let bits = Int(text[text.index(after: slash)...]), (0...network.count * 8).contains(bits)
            else { return nil }
            return .network(network, bits: bits)
        }
        if let address = bytes(ofAddress: unbracketed(text)) { return .address(address, port: nil) }
        let name = text.hasPrefix("*.") ? text.dropFirst(2) : text.drop { $0 == "." }
        guard let authority = Authority(name) else { return nil }
        if let address = bytes(ofAddress: authority.host) { return .address(address, port: authority.port) }
        return .domain(authority.host, port: authority.port)
    }

    private static func unbracketed(_ text: Substring) -> String {
        text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : String(text)
    }

    /// Returns the 4 or 16 bytes of an address; nil for any other text.
    private static func bytes(ofAddress text: String) -> [UInt8]? {
        guard HostName.isAddress(text) else { return nil }
        let isLong = text.utf8.contains(UInt8(ascii: ":"))
        var bytes = [UInt8](repeating: 0, count: isLong ? 16 : 4)
        return inet_pton(isLong ? AF_INET6 : AF_INET, text, &bytes) == 1 ? bytes : nil
    }

    /// Returns whether a normalized host is excepted at a port.
    func contains(host: String, port: Int) -> Bool {
        let address = Self.bytes(ofAddress: host)
        return entries.contains { entry in
            switch entry {
            case .everything: true
            case .domain(let name, let own):
                address == nil && (host == name || host.hasSuffix("." + name)) && (own ?? port) == port
            case .address(let bytes, let own): address == bytes && (own ?? port) == port
            case .network(let network, let bits): address.map { Self.agree($0, network, bits: bits) } ?? false
            }
        }
    }

    /// Returns whether two addresses of one kind have the same first bits.
    private static func agree(_ left: [UInt8], _ right: [UInt8], bits: Int) -> Bool {
        guard left.count == right.count, left[..<(bits / 8)] == right[..<(bits / 8)] else { return false }
        guard bits % 8 > 0 else { return true }
        return (left[bits / 8] ^ right[bits / 8]) >> UInt8(8 - bits % 8) == 0
    }
}
