/// Removes differences of letter case, scalar by scalar.
///
/// [assumed] Letters compare by their simple upper and lower forms, in every language. `ς` equals `Σ`; `ß` does not
/// equal `SS`; the dotless `ı` does not equal `i`. Accents count, and composed letters differ from decomposed ones.
enum CaseFolding {
    /// Returns the folded form of a text as UTF-8.
    static func fold(_ text: some StringProtocol) -> [UInt8] {
        var result: [UInt8] = []
        var text = String(text)
        text.withUTF8 { fold(UnsafeRawBufferPointer($0), into: &result) }
        return result
    }

    /// Replaces `result` with the folded form of UTF-8 bytes.
    static func fold(_ bytes: UnsafeRawBufferPointer, into result: inout [UInt8]) {
        result.removeAll(keepingCapacity: true)
        guard bytes.allSatisfy({ $0 < 0x80 }) else {
            for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
                result.append(contentsOf: UTF8.encode(fold(scalar)) ?? UTF8.encodedReplacementCharacter)
            }
            return
        }
        result.reserveCapacity(bytes.count)
        for byte in bytes {
            result.append(byte &+ (byte &- 0x41 < 26 ? 0x20 : 0))
        }
    }

    private static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar == "ı" { return scalar }
        let upper = single(scalar.properties.uppercaseMapping) ?? scalar
        return single(upper.properties.lowercaseMapping) ?? upper
    }

    private static func single(_ mapping: String) -> Unicode.Scalar? {
        let scalars = mapping.unicodeScalars
        guard let first = scalars.first, scalars.count == 1 else { return nil }
        return first
    }
}

/// The case-folded texts of a dictionary.
struct FoldedTexts: Sendable {
    /// The folded form of each code's text.
    let texts: ByteStrings
    /// For each code, the first code whose text folds to the same form.
    let representatives: [UInt32]
    /// Whether every text is its own representative.
    let areDistinct: Bool

    /// Folds every text once.
    init(_ originals: ByteStrings) {
        var interner = TextInterner()
        var folded = GrowingBuffer<UInt8>(capacity: max(64, originals.bytes.count))
        var offsets = GrowingBuffer<Int>(capacity: originals.count + 1)
        offsets.append(0)
        var firsts: [UInt32] = [0]
        var representatives: [UInt32] = [0]
        var buffer: [UInt8] = []
        offsets.append(0)
        for code in 1..<max(1, originals.count) {
            originals.withBytes(code) { CaseFolding.fold($0, into: &buffer) }
            buffer.withUnsafeBufferPointer { folded.append(contentsOf: $0) }
            offsets.append(folded.count)
            buffer.withUnsafeBytes { bytes in
                let known = Int(interner.code(of: bytes))
                if known == firsts.count { firsts.append(UInt32(code)) }
                representatives.append(firsts[known])
            }
        }
        texts = ByteStrings(bytes: ColumnValues(folded), offsets: ColumnValues(offsets))
        self.representatives = representatives
        areDistinct = firsts.count == representatives.count
    }

    /// Returns the rank of every code in ordinal order; 0 for null.
    func ranks() -> [UInt32] {
        let distinct = representatives.indices.dropFirst().filter { representatives[$0] == UInt32($0) }
        let sorted = distinct.sorted { left, right in
            texts.withBytes(left) { first in texts.withBytes(right) { precedes(first, $0) } }
        }
        var ranks = Array(repeating: UInt32(0), count: representatives.count)
        for (place, code) in sorted.enumerated() { ranks[code] = UInt32(place + 1) }
        for code in ranks.indices { ranks[code] = ranks[Int(representatives[code])] }
        return ranks
    }
}

/// Returns whether one byte string comes before another in ordinal order.
func precedes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    left.lexicographicallyPrecedes(right)
}

/// Returns whether two byte strings hold the same bytes.
func sameBytes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    left.count == right.count && left.elementsEqual(right)
}
