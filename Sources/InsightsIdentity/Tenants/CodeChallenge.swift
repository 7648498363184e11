import InsightsAPI
import InsightsHTTP
import InsightsRandomness

/// The proof key of an authorization request, to which its code is bound (RFC 7636).
struct CodeChallenge: Sendable, Equatable {
    /// How the challenge follows from the verifier.
    enum Method: String, Sendable {
        case plain
        case sha256 = "S256"
    }

    /// The lengths of a challenge and of a verifier (RFC 7636 §4.1).
    static let lengths = 43...128

    let text: String
    let method: Method

    /// Reads the two parameters; nil if neither was sent.
    init?(_ text: String?, method name: String?) throws(TokenError) {
        guard text != nil || name != nil else { return nil }
        let method = Method(rawValue: name ?? Method.plain.rawValue)
        guard let method else { throw .invalidChallengeMethod }
        // The digest of S256 has one length.
        guard let text, method == .sha256 ? text.utf8.count == 43 : Self.lengths.contains(text.utf8.count),
            text.utf8.allSatisfy(Self.isUnreserved)
        else { throw .invalidChallengeSize }
        self.text = text
        self.method = method
    }

    /// Returns whether a verifier is the one of this challenge.
    func accepts(_ verifier: String) -> Bool {
        guard Self.lengths.contains(verifier.utf8.count), verifier.utf8.allSatisfy(Self.isUnreserved) else {
            return false
        }
        switch method {
        case .plain: return Digest.equal(verifier, text)
        case .sha256: return Digest.equal(Base64URL.encode(Digest.sha256(verifier.utf8)), text)
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
