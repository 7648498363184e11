import InsightsAPI
import InsightsFixtures
import InsightsRandomness
import InsightsTime

/// The authorization codes of a tenant: each works once, for ten minutes (2026 3.3).
struct AuthorizationCodes: Sendable {
    /// What a code stands for.
    struct Entry: Sendable {
        let clientID: String
        let redirectURI: String
        let platform: RedirectAddress.Platform
        let challenge: CodeChallenge?
        let resource: String?
        let scope: String?
        let nonce: String?
        let signIn: CompletedSignIn
        let issued: Timestamp
        var isRedeemed = false
    }

    /// The seconds after which a code has expired.
    static let lifetime = 600
    /// The maximum number of codes; beyond it the oldest become invalid.
    static let capacity = 10000
    private static let prefix = "1.A"

    var entries = DigestTable<Entry>(capacity: capacity)

    /// Issues a code.
    mutating func issue(_ entry: Entry, _ identifiers: inout IdentifierSource) -> String {
        let code = Self.prefix + identifiers.makeToken()
        entries.insert(entry, for: code)
        return code
    }

    /// Returns what a code stands for; nil if it is unknown.
    func entry(for code: String) -> Entry? { entries[code] }

    /// Marks a code as redeemed; returns false if it was before.
    mutating func redeem(_ code: String) -> Bool {
        entries.update(code) { entry in
            defer { entry.isRedeemed = true }
            return !entry.isRedeemed
        } ?? false
    }

    /// Returns whether a text has the form of a code.
    static func hasForm(_ code: String) -> Bool {
        // Both are base64url behind a prefix of the same length.
        code.hasPrefix(prefix) && RefreshTokens.hasForm("0.A" + code.dropFirst(prefix.count))
    }
}
