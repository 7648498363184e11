extension String {
    /// The text without blanks, tabs and line breaks at either end.
    public func trimmingBlanks() -> String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        guard let start = utf8.firstIndex(where: { !isBlank($0) }), let last = utf8.lastIndex(where: { !isBlank($0) })
        else { return "" }
        // Bytes, not characters: a blank may belong to the character of the mark before it.
        return String(Substring(utf8[start...last]))
    }

    /// The items of a list separated by `;`, without blanks around them and without empty ones.
    ///
    /// The separator counts wherever its byte stands, also under a combining accent.
    public func listItems() -> [String] {
        utf8.split(separator: UInt8(ascii: ";")).map { String(Substring($0)).trimmingBlanks() }.filter { !$0.isEmpty }
    }
}
