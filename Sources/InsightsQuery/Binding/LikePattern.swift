/// A pattern of LIKE: `%` matches any run of characters, `_` matches one; no escapes exist [assumed].
///
/// A character is a Unicode scalar. The pattern is folded; the texts it is matched against must be folded too.
struct LikePattern: Sendable {
    private let bytes: [UInt8]

    /// Folds a pattern and merges runs of `%` into one.
    init(_ pattern: String) {
        var bytes: [UInt8] = []
        for byte in CaseFolding.fold(pattern) where byte != UInt8(ascii: "%") || bytes.last != byte {
            bytes.append(byte)
        }
        self.bytes = bytes
    }

    /// Returns whether a folded text matches as a whole.
    ///
    /// Takes at most one step per pair of a byte of the text and a byte of the pattern.
    func matches(_ text: UnsafeRawBufferPointer) -> Bool {
        bytes.withUnsafeBytes { matches(text, pattern: $0) }
    }

    private func matches(_ text: UnsafeRawBufferPointer, pattern: UnsafeRawBufferPointer) -> Bool {
        var place = 0
        var position = 0
        // Where to resume after a mismatch: after the last `%`, one character further into the text.
        var retryPlace = -1
        var retryPosition = 0
        while position < text.count {
            let sign = place < pattern.count ? pattern[place] : 0
            if place < pattern.count, sign == UInt8(ascii: "%") {
                place += 1
                retryPlace = place
                retryPosition = position
            } else if place < pattern.count, sign == UInt8(ascii: "_") {
                place += 1
                position = next(position, in: text)
            } else if place < pattern.count, sign == text[position] {
                place += 1
                position += 1
            } else if retryPlace >= 0 {
                place = retryPlace
                retryPosition = next(retryPosition, in: text)
                position = retryPosition
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == UInt8(ascii: "%") }
    }

    /// Returns the offset of the next character.
    private func next(_ position: Int, in text: UnsafeRawBufferPointer) -> Int {
        var position = position + 1
        while position < text.count, text[position] & 0xc0 == 0x80 { position += 1 }
        return position
    }
}
