private import Glibc
private import Synchronization

/// The tokens whose signatures were verified, by their whole text.
///
/// Nothing makes an entry wrong: a text has one signature and the same claims for ever. What changes, such as time, keys
/// and deleted tenants, is checked at each use. Threads that look for different tokens rarely wait for each other. The
/// tokens that were not used lately are discarded first.
final class TokenMemory: Sendable {
    /// A part of the memory with its own lock.
    private final class Stripe: Sendable {
        let tokens: Mutex<GenerationalCache<TokenText, VerifiedToken>>

        init(limit: Int) {
            tokens = Mutex(GenerationalCache(limit: limit))
        }
    }

    /// The number of parts of a large memory; a power of two.
    private static let stripeCount = 16

    private let stripes: [Stripe]

    /// Creates a memory for at most `capacity` tokens, at least two.
    init(capacity: Int) {
        let count = capacity >= 64 * Self.stripeCount ? Self.stripeCount : 1
        stripes = (0..<count).map { _ in Stripe(limit: max(1, capacity / 2 / count)) }
    }

    /// Returns the verified token of a text; nil if it is not remembered.
    func token(_ text: ArraySlice<UInt8>) -> VerifiedToken? {
        stripe(of: text).tokens.withLock { $0.value(for: TokenText(bytes: text), stored: \.owningBytes) }
    }

    /// Remembers a verified token.
    func insert(_ token: VerifiedToken, as text: ArraySlice<UInt8>) {
        let key = TokenText(bytes: text).owningBytes
        stripe(of: text).tokens.withLock { $0.insert(token, for: key) }
    }

    /// Returns the part that remembers a text, by bytes of its signature.
    private func stripe(of text: ArraySlice<UInt8>) -> Stripe {
        var sum = 0
        for byte in text.suffix(8).dropLast() { sum = sum &* 31 &+ Int(byte) }
        return stripes[sum & (stripes.count - 1)]
    }
}

/// A token as a dictionary key: hashed by its end, where signatures differ, and compared as a whole.
private struct TokenText: Hashable {
    let bytes: ArraySlice<UInt8>

    /// The same text in its own array, because a slice keeps the whole request head alive.
    var owningBytes: TokenText { TokenText(bytes: ArraySlice(Array(bytes))) }

    func hash(into hasher: inout Hasher) {
        bytes.suffix(16).withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    /// Returns whether two tokens are equal, with `memcmp`: a token has a thousand bytes, and every request compares
    /// one.
    static func == (left: TokenText, right: TokenText) -> Bool {
        left.bytes.withUnsafeBytes { left in
            right.bytes.withUnsafeBytes { right in
                guard left.count == right.count, let start = left.baseAddress, let other = right.baseAddress else {
                    return left.count == right.count
                }
                return memcmp(start, other, left.count) == 0
            }
        }
    }
}
