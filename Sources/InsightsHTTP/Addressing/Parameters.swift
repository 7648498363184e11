/// Named text values in the order they were sent: the query string of an address, or a form.
public struct Parameters: Sendable, Equatable {
    /// One name with its value, both decoded.
    public struct Parameter: Sendable, Equatable {
        /// The name as sent.
        public let name: String
        /// The value; empty where there is no equals sign.
        public let value: String
    }

    /// The parameters in order.
    public let all: [Parameter]

    /// Reads `a=1&b=2`: split at `&` only, name from value at the first `=` only, each side decoded once, `+` a blank.
    ///
    /// Raw `;`, `'`, `=` and `!` are part of the value, as the vendor's sample clients send them in `exportQuery`.
    public init(parsing text: String) {
        all = text.utf8.split(separator: UInt8(ascii: "&")).map { pair in
            let equals = pair.firstIndex(of: UInt8(ascii: "="))
            let name = pair[..<(equals ?? pair.endIndex)]
            let value = equals.map { pair[pair.index(after: $0)...] }
            return Parameter(
                name: PercentEncoding.decode(Substring(name), plusIsBlank: true),
                value: value.map { PercentEncoding.decode(Substring($0), plusIsBlank: true) } ?? "")
        }
    }

    /// Every value of a name, letter case ignored, in order.
    public func values(named name: String) -> [String] {
        let folded = name.lowercased()
        return all.filter { $0.name.lowercased() == folded }.map(\.value)
    }

    /// The last value of a name, letter case ignored, without surrounding blanks; nil if absent or blank.
    public subscript(name: String) -> String? {
        guard let value = values(named: name).last?.trimmingBlanks(), !value.isEmpty else { return nil }
        return value
    }

    /// The items of a list parameter, separated by `;`, without blanks and empty items; nil if absent or blank.
    public func list(named name: String) -> [String]? {
        guard let items = self[name]?.listItems(), !items.isEmpty else { return nil }
        return items
    }
}
