import InsightsFixtures
import InsightsRandomness
import InsightsTime

/// The refresh tokens of a tenant, stored as digests, bound to user and application (token-endpoint section 4.3).
struct RefreshTokens: Sendable {
    /// The grant of a refresh token.
    struct Entry: Sendable {
        let clientID: String
        let userPrincipalName: String
        let resource: String
        let wantsIDToken: Bool
        /// The permissions of the original grant.
        var permissions = DirectoryResource.userImpersonation
        var issued = Timestamp(secondsSinceEpoch: 0)
        var lastUsed = Timestamp(secondsSinceEpoch: 0)
        /// The sign-in with which its family began; nil for a password grant, which has no second factor.
        var signIn: CompletedSignIn?
        /// The platform of the redirect address to which the family's code went; nil without a code.
        var platform: RedirectAddress.Platform?
        /// The number that all tokens share which come from one sign-in.
        var family = 0
        /// Whether a newer token of the family has replaced it.
        var isReplaced = false
    }

    /// The maximum number of tokens; beyond it the oldest become invalid.
    static let capacity = 10000
    /// The seconds for which the tokens of a single-page application work, from its sign-in (2026 3.3).
    static let pageLifetime = 86_400

    var entries = DigestTable<Entry>(capacity: capacity)
    var families = 0
    var revokedFamilies: Set<Int> = []
    /// The instants at which users' sessions were ended; tokens from before are revoked.
    var sessionEnds: [String: Timestamp] = [:]

    /// Stores a token.
    ///
    /// Earlier ones stay valid: using a token does not revoke it.
    mutating func insert(_ token: String, _ entry: Entry) { entries.insert(entry, for: token) }

    /// Returns the grant of a token; nil if it is unknown.
    func entry(for token: String) -> Entry? { entries[token] }

    /// Records the use of a token, which restarts its idle time.
    mutating func use(_ token: String, at now: Timestamp) {
        _ = entries.update(token) { $0.lastUsed = now }
    }

    // MARK: Families

    /// Returns the number of a new family.
    mutating func beginFamily() -> Int {
        families += 1
        return families
    }

    /// Marks a token as replaced; returns false, and revokes its family, if it was replaced before.
    mutating func replace(_ token: String) -> Bool {
        guard
            let before = entries.update(
                token,
                { entry in
                    defer { entry.isReplaced = true }
                    return entry
                })
        else { return false }
        if before.isReplaced { revokedFamilies.insert(before.family) }
        return !before.isReplaced
    }

    /// Ends the sessions of a user: all tokens that exist are revoked, and with them their families.
    mutating func endSessions(of userPrincipalName: String, at now: Timestamp) {
        sessionEnds[userPrincipalName.lowercased()] = now
        for entry in entries.all where entry.userPrincipalName.lowercased() == userPrincipalName.lowercased() {
            revokedFamilies.insert(entry.family)
        }
    }

    /// Returns whether the family of a grant was revoked.
    func isRevoked(_ entry: Entry) -> Bool { revokedFamilies.contains(entry.family) }

    /// Returns when the sessions of a user were ended; nil if they never were.
    func sessionEnd(of userPrincipalName: String) -> Timestamp? { sessionEnds[userPrincipalName.lowercased()] }

    /// Returns whether a text has the form of a refresh token: `0.A` and base64url.
    static func hasForm(_ token: String) -> Bool {
        token.hasPrefix("0.A")
            && token.utf8.dropFirst(3).allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
