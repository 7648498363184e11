/// A participant as a proxy names it: an address, or that it is unknown or hidden (RFC 7239 §6).
package enum ForwardedNode: Sendable, Equatable {
    /// An IP address, without port and brackets.
    case address(String)
    /// A participant without an address: `unknown`, or a name that begins with an underscore.
    case hidden(String)

    /// The longest name of a hidden participant, in bytes.
    package static let mostBytes = 64

    /// Parses a node with or without a port; nil for any other text.
    package init?(_ text: some StringProtocol) {
        let text = String(text)
        if HostName.isAddress(text) {
            self = .address(text.lowercased())
            return
        }
        var name = Substring(text)
        // An IPv6 address with a port is in brackets.
        if let end = name.lastIndex(of: "]"), name.hasPrefix("[") {
            guard Self.isPort(name[name.index(after: end)...]) else { return nil }
            name = name[name.index(after: name.startIndex)..<end]
            guard name.contains(":"), HostName.isAddress(String(name)) else { return nil }
            self = .address(name.lowercased())
            return
        }
        if let colon = name.firstIndex(of: ":") {
            guard Self.isPort(name[colon...]) else { return nil }
            name = name[..<colon]
        }
        if HostName.isAddress(String(name)) {
            self = .address(String(name))
        } else if name.lowercased() == "unknown" || Self.isHidden(name) {
            self = .hidden(String(name))
        } else {
            return nil
        }
    }

    /// The address; nil for a participant without one.
    package var address: String? {
        if case .address(let text) = self { text } else { nil }
    }

    /// Returns whether a text is empty, or a colon and a port: digits, or a hidden one.
    private static func isPort(_ text: Substring) -> Bool {
        if text.isEmpty { return true }
        let port = text.dropFirst()
        guard text.first == ":" else { return false }
        return isHidden(port)
            || (1...5).contains(port.utf8.count) && port.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func isHidden(_ text: Substring) -> Bool {
        guard text.first == "_", (2...mostBytes).contains(text.utf8.count) else { return false }
        return text.utf8.dropFirst().allSatisfy { byte in
            (0x61...0x7A).contains(ByteClass.lowercased(byte)) || (0x30...0x39).contains(byte)
                || "._-".utf8.contains(byte)
        }
    }
}
