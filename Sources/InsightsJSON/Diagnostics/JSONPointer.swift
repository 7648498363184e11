/// A path into a JSON value (RFC 6901).
public struct JSONPointer: Sendable, Equatable, CustomStringConvertible {
    /// The unescaped member names and element positions of the path; empty for the whole value.
    public private(set) var tokens: [String]

    /// Creates a pointer from its parts.
    public init(_ tokens: [String] = []) {
        self.tokens = tokens
    }

    /// Parses a text such as `/value/0/query~1Id`.
    ///
    /// Nil if the text is neither empty nor begins with a slash, or if it contains `~` without a following 0 or 1.
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

    /// Returns the pointer to a member or element of the value that this one points to.
    public func appending(_ token: String) -> JSONPointer {
        JSONPointer(tokens + [token])
    }

    /// Returns the value that it points to; nil if there is none.
    public func value(in root: JSONValue) -> JSONValue? {
        var value = root
        for token in tokens {
            let next: JSONValue? =
                switch value {
                case .object(let object): object[token]
                // An array index has no leading zero and no sign (RFC 6901 §4).
                case .array: Int(token).flatMap { String($0) == token ? value[$0] : nil }
                default: nil
                }
            guard let next else { return nil }
            value = next
        }
        return value
    }

    /// The text, with `~` and `/` in names escaped; empty for the whole value.
    public var description: String {
        var text = ""
        for token in tokens { text += "/" + Self.escaped(token) }
        return text
    }

    /// Returns a token with `~` and `/` escaped.
    package static func escaped(_ token: String) -> String {
        guard token.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return token }
        var text = ""
        for scalar in token.unicodeScalars {
            switch scalar {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
