/// Named text values in the order in which they were sent: the query string of a URL, or a form.
public struct Parameters: Sendable, Equatable {
    /// One name with its value, both decoded.
    public struct Parameter: Sendable, Equatable {
        /// The name as sent.
        public let name: String
        /// The value; empty without an equals sign.
        public let value: String
    }

    /// All parameters, in order.
    public let all: [Parameter]

    /// Parses `a=1&b=2`: splits at `&`, and name from value at the first `=`.
    ///
    /// Each side is decoded once, with `+` as a space. Raw `;`, `'`, `=` and `!` are part of the value, because the
    /// vendor's sample clients send them in `exportQuery`.
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

    /// Returns all values of a name, in order; letter case is ignored.
    public func values(named name: String) -> [String] {
        all.compactMap { $0.name.equalsIgnoringCase(name) ? $0.value : nil }
    }

    /// Returns the last value of a name, without surrounding whitespace; nil if absent or blank.
    ///
    /// Letter case of the name is ignored.
    public subscript(name: String) -> String? {
        let last = all.last { $0.name.equalsIgnoringCase(name) }
        guard let value = last?.value.trimmingBlanks(), !value.isEmpty else { return nil }
        return value
    }

    /// Returns the items of a list parameter, separated by `;`, trimmed and without empty items; nil if there is none.
    public func list(named name: String) -> [String]? {
        guard let items = self[name]?.listItems(), !items.isEmpty else { return nil }
        return items
    }
}
