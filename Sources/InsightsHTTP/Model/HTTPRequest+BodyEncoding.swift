extension HTTPRequest {
    /// The greatest number of characters of a header that `unsupportedEncoding` quotes.
    private static let quotedLimit = 40

    /// The encoding of a body that is not plain UTF-8, for messages; nil if nothing tells of one.
    ///
    /// The headers `Content-Encoding` and `Content-Type` may name it; otherwise the first bytes show gzip or UTF-16.
    package var unsupportedEncoding: String? {
        if let coding = fields["Content-Encoding"]?.trimmingBlanks().lowercased(), !["", "identity"].contains(coding) {
            return "Content-Encoding '\(coding.prefix(Self.quotedLimit))'"
        }
        if let charset, !["utf-8", "utf8", "us-ascii"].contains(charset) {
            return "charset '\(charset.prefix(Self.quotedLimit))'"
        }
        switch (body.first, body.dropFirst().first) {
        case (0x1F, 0x8B): return "gzip"
        case (0xFF, 0xFE), (0xFE, 0xFF), (0, .some), (.some, 0): return "UTF-16"
        default: return nil
        }
    }

    /// The `charset` of the media type, in lower case and without quotes; nil if there is none.
    private var charset: String? {
        for parameter in fields["Content-Type"]?.lowercased().split(separator: ";").dropFirst() ?? [] {
            let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, String(parts[0]).trimmingBlanks() == "charset" else { continue }
            return String(parts[1].filter { $0 != "\"" }).trimmingBlanks()
        }
        return nil
    }
}
