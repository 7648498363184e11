extension QueryDiagnostic {
    /// Renders the error with its source line, carets under the location, and the hint.
    ///
    ///     unknown column "Amout" in dataset "Sales"
    ///     line 1, column 8: SELECT Amout FROM Sales
    ///                              ^^^^^
    ///     hint: did you mean "Amount"?
    ///
    /// Columns count characters. Of a long line only the surroundings are shown.
    ///
    /// - Parameter text: the text of the query.
    /// - Returns: several lines, the last without a line end.
    public func rendered(in text: String) -> String {
        let bytes = Array(text.utf8)
        let start = min(range.lowerBound, bytes.count)
        let lineStart = (bytes[..<start].lastIndex(of: 0x0a) ?? -1) + 1
        var lineEnd = bytes[start...].firstIndex(of: 0x0a) ?? bytes.count
        if lineEnd > start, bytes[lineEnd - 1] == 0x0d { lineEnd -= 1 }
        let end = min(max(range.upperBound, start), lineEnd)

        var before = shown(bytes[lineStart..<start])
        let label = "line \(bytes[..<start].count { $0 == 0x0a } + 1), column \(before.count + 1): "
        if before.count > 60 { before = "…" + before.suffix(60) }
        var marked = shown(bytes[start..<end])
        if marked.count > 60 { marked = marked.prefix(60) + "…" }
        var after = marked.hasSuffix("…") ? "" : shown(bytes[end..<lineEnd])
        if after.count > 60 { after = after.prefix(60) + "…" }

        var lines = [message, label + before + marked + after]
        lines.append(
            String(repeating: " ", count: label.count + before.count)
                + String(repeating: "^", count: max(1, marked.count)))
        if let hint { lines.append("hint: \(hint)") }
        return lines.joined(separator: "\n")
    }

    /// Returns text of one line with control characters shown as spaces, so the carets stay below their location.
    private func shown(_ bytes: ArraySlice<UInt8>) -> String {
        var text = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            text.unicodeScalars.append(isInvisible(scalar) ? " " : scalar)
        }
        return text
    }
}
