/// A path into a JSON value (RFC 6901).
public struct JSONPointer: Sendable, Equatable, CustomStringConvertible {
    /// The member names and element positions on the way, not escaped; none for the whole value.
    public private(set) var tokens: [String]

    /// Creates a pointer from its parts.
    public init(_ tokens: [String] = []) {
        self.tokens = tokens
    }

    /// Reads `/value/0/query~1Id`; nil for a text that neither is empty nor begins with a slash, and for `~` without 0 or 1.
    public init?(parsing text: String) {
        guard text.isEmpty || text.hasPrefix("/"),
            text.split(separator: "~", omittingEmptySubsequences: false).dropFirst()
                .allSatisfy({ $0.first == "0" || $0.first == "1" })
        else { return nil }
        tokens = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { part in
            part.split(separator: "~1", omittingEmptySubsequences: false)
                .map { $0.split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~") }
                .joined(separator: "/")
        }
    }

    /// The pointer to a member or an element of what this one points to.
    public func appending(_ token: String) -> JSONPointer {
        JSONPointer(tokens + [token])
    }

    /// The value it points to, or nil if there is none.
    public func value(in root: JSONValue) -> JSONValue? {
        var value = root
        for token in tokens {
            let next: JSONValue? =
                switch value {
                case .object(let object): object[token]
                // Digits without a zero or sign in front (RFC 6901 §4).
                case .array: Int(token).flatMap { String($0) == token ? value[$0] : nil }
                default: nil
                }
            guard let next else { return nil }
            value = next
        }
        return value
    }

    /// The text, with `~` and `/` inside names escaped; empty for the whole value.
    public var description: String {
        tokens.map { "/" + $0.map { ["~": "~0", "/": "~1"][$0] ?? String($0) }.joined() }.joined()
    }
}
