public import InsightsJSON

/// A place in a JSON text (RFC 6901): `/value/0/queryId`; empty for the whole.
public struct JSONPointer: Sendable, Equatable, CustomStringConvertible {
    /// The keys and positions from the outside in.
    public var tokens: [String]

    /// Creates a pointer from its parts.
    public init(_ tokens: [String] = []) {
        self.tokens = tokens
    }

    /// Reads a pointer; nil for a text that is not empty and does not begin with a slash, and for `~` without 0 or 1.
    public init?(_ text: String) {
        guard !text.isEmpty else {
            self.init([])
            return
        }
        guard text.hasPrefix("/"),
            text.split(separator: "~", omittingEmptySubsequences: false).dropFirst()
                .allSatisfy({ $0.first == "0" || $0.first == "1" })
        else { return nil }
        self.init(
            text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { part in
                part.split(separator: "~1", omittingEmptySubsequences: false)
                    .map { $0.split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~") }
                    .joined(separator: "/")
            })
    }

    /// The place one level further in.
    public func appending(_ token: String) -> JSONPointer { JSONPointer(tokens + [token]) }

    /// The value at this place, or nil if there is none.
    public func value(in whole: JSONValue) -> JSONValue? {
        var value = whole
        for token in tokens {
            switch value {
            case .object(let object):
                guard let member = object[token] else { return nil }
                value = member
            case .array(let elements):
                // Digits without a zero or sign in front (RFC 6901 §4).
                guard let index = Int(token), String(index) == token, elements.indices.contains(index) else {
                    return nil
                }
                value = elements[index]
            default: return nil
            }
        }
        return value
    }

    /// The pointer as text.
    public var description: String {
        tokens.map { token in
            "/"
                + token.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
                .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
        }.joined()
    }
}
