/// A text of the form `scheme://authority` and what follows it: a URL, or a request target for a proxy (RFC 9112 §3.2.2).
package struct AbsoluteTarget: Sendable {
    /// The scheme in lower case.
    package let scheme: String
    /// Host and port as sent; `Authority` parses them.
    package let authority: Substring
    /// Path, query and fragment as sent.
    package let rest: Substring

    /// Splits a text; nil for one of another form.
    package init?(_ text: some StringProtocol) {
        let text = Substring(text)
        let bytes = text.utf8
        let isDelimiter: (UInt8) -> Bool = { "/?#".utf8.contains($0) }
        guard let colon = bytes.firstIndex(where: { $0 == UInt8(ascii: ":") || isDelimiter($0) }),
            colon > bytes.startIndex, bytes[colon...].starts(with: "://".utf8)
        else { return nil }
        let start = bytes.index(colon, offsetBy: 3)
        let end = bytes[start...].firstIndex(where: isDelimiter) ?? bytes.endIndex
        scheme = text[..<colon].lowercased()
        authority = text[start..<end]
        rest = text[end...]
    }

    /// Path and query as the origin server expects them: with a slash at the beginning and without the fragment.
    package var originForm: String {
        let target = rest.prefix { $0 != "#" }
        return target.hasPrefix("/") ? String(target) : "/" + target
    }
}
