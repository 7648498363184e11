import InsightsHTTP

/// Secrets that are recognized wherever they are, also within base64.
package struct KnownSecrets: Sendable {
    private struct Pattern: Sendable {
        let bytes: [UInt8]
        let label: RedactionLabel
        /// Whether the bytes are part of a base64 text, which ends only with its alphabet.
        let isEncoded: Bool
    }

    /// The patterns by their first byte.
    private let patterns: [[Pattern]]
    /// The labels of all secrets, also of short ones.
    private let labels: [String: RedactionLabel]

    /// Creates the patterns of all secrets that are long enough; a short one is recognized by its place alone.
    package init(_ secrets: [(secret: String, label: RedactionLabel)]) {
        var patterns = [[Pattern]](repeating: [], count: 256)
        var seen: Set<[UInt8]> = []
        func add(_ bytes: [UInt8], _ label: RedactionLabel, isEncoded: Bool) {
            guard let first = bytes.first, seen.insert(bytes).inserted else { return }
            patterns[Int(first)].append(Pattern(bytes: bytes, label: label, isEncoded: isEncoded))
        }
        for (secret, label) in secrets where Self.isDistinctive(secret) {
            let bytes = Array(secret.utf8)
            add(bytes, label, isEncoded: false)
            for core in Self.encodedCores(of: bytes) { add(core, label, isEncoded: true) }
        }
        self.patterns = patterns.map { $0.sorted { $0.bytes.count > $1.bytes.count } }
        labels = Dictionary(secrets.map { ($0.secret, $0.label) }) { first, _ in first }
    }

    /// Returns the label of a whole value, plain or percent-encoded; nil if it is not a known secret.
    func label(of value: ArraySlice<UInt8>) -> RedactionLabel? {
        guard !labels.isEmpty else { return nil }
        let text = String(decoding: value, as: UTF8.self)
        return labels[text] ?? labels[PercentEncoding.decode(text, plusIsBlank: true)]
    }

    /// Returns whether a value contains a known secret, plain or percent-encoded.
    func isPart(of value: ArraySlice<UInt8>) -> Bool {
        guard !labels.isEmpty else { return false }
        let text = String(decoding: value, as: UTF8.self)
        return [text, PercentEncoding.decode(text, plusIsBlank: true)].contains { !ranges(in: Array($0.utf8)).isEmpty }
    }

    /// Returns whether a text is so long or unusual that ordinary text does not contain it by chance.
    static func isDistinctive(_ secret: String) -> Bool {
        let bytes = secret.utf8
        guard bytes.count >= 8, !SecretName.isWellKnown(secret) else { return false }
        let isSmall: (UInt8) -> Bool = { (0x61...0x7A).contains($0) }
        let isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) }
        // One word, with or without a capital at its start, or one number.
        let isWord = bytes.dropFirst().allSatisfy(isSmall) || bytes.allSatisfy(isDigit)
        return !isWord || bytes.count >= 16
    }

    /// Returns what base64 and base64url of any text with the secret contain: one spelling for each position.
    private static func encodedCores(of secret: [UInt8]) -> [[UInt8]] {
        (0..<3).flatMap { shift -> [[UInt8]] in
            let digits = Array(Base64URL.encode([UInt8](repeating: 0, count: shift) + secret).utf8)
            // Digits at both ends also depend on the neighbours.
            let core = Array(digits.prefix((shift + secret.count) * 8 / 6).dropFirst((shift * 8 + 5) / 6))
            let standard = core.map { byte in
                byte == UInt8(ascii: "-") ? UInt8(ascii: "+") : byte == UInt8(ascii: "_") ? UInt8(ascii: "/") : byte
            }
            return [core, standard]
        }
    }

    /// Returns the ranges of all secrets.
    func ranges(in bytes: [UInt8]) -> [(range: Range<Int>, label: RedactionLabel)] {
        var result: [(range: Range<Int>, label: RedactionLabel)] = []
        var index = 0
        while index < bytes.count {
            let candidates = patterns[Int(bytes[index])]
            guard let found = candidates.first(where: { bytes[index...].starts(with: $0.bytes) }) else {
                index += 1
                continue
            }
            var range = index..<index + found.bytes.count
            if found.isEncoded { range = Base64Run.around(range, in: bytes) }
            result.append((range, found.label))
            index = range.upperBound
        }
        return result
    }
}

/// A run of the digits of base64 or base64url within a text.
enum Base64Run {
    /// Returns whether a byte is a digit of either alphabet.
    static func contains(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"),
            UInt8(ascii: "/"):
            true
        default: false
        }
    }

    /// Returns the whole run around a range, with its padding.
    static func around(_ range: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
        var (lower, upper) = (range.lowerBound, range.upperBound)
        while lower > 0, contains(bytes[lower - 1]) { lower -= 1 }
        while upper < bytes.count, contains(bytes[upper]) { upper += 1 }
        while upper < bytes.count, bytes[upper] == UInt8(ascii: "=") { upper += 1 }
        return lower..<upper
    }

    /// Returns the text that a run encodes; nil if it is none.
    static func text(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
        let digits = digits.map { byte in
            byte == UInt8(ascii: "+") ? UInt8(ascii: "-") : byte == UInt8(ascii: "/") ? UInt8(ascii: "_") : byte
        }
        guard let bytes = Base64URL.decode(digits), bytes.allSatisfy({ $0 >= 0x20 || (0x09...0x0D).contains($0) }),
            String(validating: bytes, as: UTF8.self) != nil
        else { return nil }
        return bytes
    }
}
