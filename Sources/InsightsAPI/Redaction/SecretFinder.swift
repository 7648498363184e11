import InsightsHTTP

/// Finds secrets in texts: by the names of their fields, by their places in addresses, by their form, and known ones.
///
/// All spans belong to the original text, so they are replaced in one pass, and a label never becomes part of another.
package struct SecretFinder: Sendable {
    /// What a text is, which decides what its parts may be.
    package enum Place: Sendable {
        /// Running text, a value, a header.
        case text
        /// Pairs of names and values: a form, or a query string.
        case form
        /// A body that is neither JSON nor a form.
        case body
    }

    /// The secrets that are known: those of the tenant or the callers, and those that an exchange showed by their names.
    private var known: [KnownSecrets]
    /// The label of a text in the form of a token.
    let tokenLabel: RedactionLabel
    /// Whether labels tell the names of fields; otherwise they only say that there was a secret.
    let namesFields: Bool

    /// How often a text may be encoded over another encoding.
    private static let depthLimit = 2
    private static let labels = RedactionLabel.allCases.map { Array($0.rawValue.utf8) }

    /// Creates a finder.
    package init(
        known: KnownSecrets = KnownSecrets([]), tokenLabel: RedactionLabel = .bearerToken, namesFields: Bool = true
    ) {
        self.known = [known]
        self.tokenLabel = tokenLabel
        self.namesFields = namesFields
    }

    /// Returns a finder that knows more secrets.
    package func knowing(_ secrets: [(secret: String, label: RedactionLabel)]) -> SecretFinder {
        guard !secrets.isEmpty else { return self }
        var finder = self
        finder.known.append(KnownSecrets(secrets))
        return finder
    }

    /// Returns a text with labels in place of secrets.
    package func redacted(_ text: String, as place: Place = .text) -> String {
        let bytes = Array(text.utf8)
        let spans = spans(in: bytes, as: place)
        guard !spans.isEmpty else { return text }
        return String(decoding: Self.replacing(spans, in: bytes) { $0.label.rawValue }, as: UTF8.self)
    }

    /// Returns bytes with a replacement for each of the spans, which are in order.
    package static func replacing(
        _ spans: [SecretSpan], in bytes: [UInt8], by replacement: (SecretSpan) -> String
    ) -> [UInt8] {
        var result: [UInt8] = []
        var copied = 0
        for span in spans {
            result += bytes[copied..<span.range.lowerBound]
            result += replacement(span).utf8
            copied = span.range.upperBound
        }
        return result + bytes[copied...]
    }

    /// Returns the secrets of a text in order, none of which overlap.
    package func spans(in bytes: [UInt8], as place: Place = .text) -> [SecretSpan] {
        let labels = Self.labelRanges(in: bytes)
        var spans: [SecretSpan] = []
        collect(DecodedText(original: bytes), place, depth: 0, &spans)
        let merged = SecretSpan.merged(spans.filter { !$0.range.isEmpty })
        guard !labels.isEmpty else { return merged }
        // What is a label already needs no other.
        var next = labels.startIndex
        return merged.filter { span in
            while next < labels.endIndex, labels[next].upperBound < span.range.upperBound { next += 1 }
            return next == labels.endIndex || labels[next].lowerBound > span.range.lowerBound
        }
    }

    private func collect(_ text: DecodedText, _ place: Place, depth: Int, _ spans: inout [SecretSpan]) {
        func add(_ range: Range<Int>, _ label: RedactionLabel, _ basis: SecretSpan.Basis, isInAddress: Bool = false) {
            spans.append(
                SecretSpan(range: text.original(range), label: label, basis: basis, isInAddress: isInAddress))
        }
        func add(_ field: FieldScanner.Field) {
            if !namesFields, let label = known.lazy.compactMap({ $0.label(of: text.bytes[field.value]) }).first {
                add(field.value, label, .known, isInAddress: field.isInAddress)
                return
            }
            // What a contract writes around a known secret is part of its claim.
            if !namesFields, known.contains(where: { $0.isPart(of: text.bytes[field.value]) }) { return }
            let label = namesFields ? field.name.label : .secret
            let isExact = namesFields && label != .secret
            add(field.value, label, isExact ? .name : .field, isInAddress: field.isInAddress)
        }
        let scanner = FieldScanner(text, place, labels: Self.labelRanges(in: text.bytes))
        for field in scanner.fields { add(field) }
        for range in scanner.userInformation { add(range, .credentials, .form, isInAddress: true) }
        for range in scanner.tokens { add(range, tokenLabel, .form) }
        for range in scanner.signatures {
            add(range, namesFields ? .linkSignature : .secret, .form, isInAddress: true)
        }
        for range in scanner.keys { add(range, .secret, .form) }
        for known in known { for (range, label) in known.ranges(in: text.bytes) { add(range, label, .known) } }
        guard depth < Self.depthLimit else { return }
        for run in scanner.base64Runs {
            guard let content = Base64Run.text(text.bytes[run].prefix { $0 != UInt8(ascii: "=") }) else { continue }
            var inner: [SecretSpan] = []
            collect(DecodedText(original: content), .text, depth: Self.depthLimit, &inner)
            if let first = SecretSpan.merged(inner).first { add(run, first.label, first.basis) }
        }
        for run in scanner.basicCredentials {
            guard let content = Base64Run.text(text.bytes[run].prefix { $0 != UInt8(ascii: "=") }),
                content.contains(UInt8(ascii: ":"))
            else { continue }
            add(run, .credentials, .form)
        }
        let views = [
            text.percentDecoded(plusIsBlank: false),
            text.bytes.contains(UInt8(ascii: "+")) ? text.percentDecoded(plusIsBlank: true) : nil, text.unescaped,
        ]
        // Only the original has the structure of its place: a decoded value may contain any separator.
        for view in views { if let view { collect(view, .text, depth: depth + 1, &spans) } }
    }

    /// Returns the ranges of labels that the text has already.
    private static func labelRanges(in bytes: [UInt8]) -> [Range<Int>] {
        guard bytes.contains(UInt8(ascii: "<")) else { return [] }
        return bytes.indices.compactMap { index in
            guard bytes[index] == UInt8(ascii: "<") else { return nil }
            let rest = bytes[index...]
            return labels.first { rest.starts(with: $0) }.map { index..<index + $0.count }
        }
    }
}
