/// A UUID as its 128 bits, which needs no separate memory (RFC 9562 §4).
package struct UUIDValue: Hashable, Sendable, CustomStringConvertible {
    /// The first eight octets.
    package let high: UInt64
    /// The last eight octets.
    package let low: UInt64

    /// Creates a UUID from its bits.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Parses the form with hyphens, in either letter case; nil for any other text.
    package init?(_ text: String) {
        var words: (UInt64, UInt64) = (0, 0)
        var position = 0
        for byte in text.utf8 {
            guard position < Self.textLength else { return nil }
            if Self.isHyphen(position) {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                let digit: UInt8
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
                case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
                case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
                default: return nil
                }
                words = (words.0 << 4 | words.1 >> 60, words.1 << 4 | UInt64(digit))
            }
            position += 1
        }
        guard position == Self.textLength else { return nil }
        self.init(high: words.0, low: words.1)
    }

    private static let textLength = 36

    private static func isHyphen(_ position: Int) -> Bool {
        position == 8 || position == 13 || position == 18 || position == 23
    }

    /// The form with hyphens, in lower case.
    package var description: String {
        String(unsafeUninitializedCapacity: Self.textLength) { buffer in
            var words = (high, low)
            for position in 0..<Self.textLength {
                if Self.isHyphen(position) {
                    buffer[position] = UInt8(ascii: "-")
                    continue
                }
                let digit = UInt8(truncatingIfNeeded: words.0 >> 60)
                buffer[position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
                words = (words.0 << 4 | words.1 >> 60, words.1 << 4)
            }
            return Self.textLength
        }
    }
}
