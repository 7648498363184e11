/// A pattern for contract names: a name, or a name with `*` for any run of characters.
package struct ContractPattern: Sendable {
    private let parts: [[UInt8]]

    /// Creates a pattern; letter case is ignored.
    package init(_ text: String) {
        parts = text.lowercased().split(separator: "*", omittingEmptySubsequences: false).map { Array($0.utf8) }
    }

    /// Returns whether the pattern matches a contract: its identifier, or that with its element.
    package func matches(_ contract: Contract) -> Bool { matches(contract.id) || matches(contract.name) }

    /// Returns whether the pattern matches a whole name, regardless of letter case.
    package func matches(_ name: String) -> Bool {
        let name = Array(name.lowercased().utf8)
        guard parts.count > 1 else { return name == parts[0] }
        guard name.count >= parts[0].count + parts[parts.count - 1].count, name.starts(with: parts[0]),
            name.suffix(parts[parts.count - 1].count).elementsEqual(parts[parts.count - 1])
        else { return false }
        var rest = name[parts[0].count..<(name.count - parts[parts.count - 1].count)]
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            var start = rest.startIndex
            while start + part.count <= rest.endIndex, !rest[start...].starts(with: part) { start += 1 }
            guard start + part.count <= rest.endIndex else { return false }
            rest = rest[(start + part.count)...]
        }
        return true
    }
}
