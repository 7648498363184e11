extension String {
    /// Returns the text without spaces, tabs and line breaks at either end.
    public func trimmingBlanks() -> String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        guard let start = utf8.firstIndex(where: { !isBlank($0) }), let last = utf8.lastIndex(where: { !isBlank($0) })
        else { return "" }
        // Trim bytes, not characters: a space can be one character with a combining mark that follows it.
        return String(Substring(utf8[start...last]))
    }

    /// Returns the items of a list separated by `;`, trimmed and without empty ones.
    ///
    /// The separator is matched as a byte, so it also separates before a combining accent.
    public func listItems() -> [String] {
        utf8.split(separator: UInt8(ascii: ";")).map { String(Substring($0)).trimmingBlanks() }.filter { !$0.isEmpty }
    }
}
