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
    }

    /// The maximum number of tokens; beyond it the oldest become invalid.
    static let capacity = 10000

    private var entries: [[UInt8]: Entry] = [:]
    private var order: [[UInt8]] = []

    /// Stores a token.
    ///
    /// Earlier ones stay valid: using a token does not revoke it.
    mutating func insert(_ token: String, _ entry: Entry) {
        let digest = Digest.sha256(token.utf8)
        entries[digest] = entry
        order.append(digest)
        if order.count > Self.capacity { entries[order.removeFirst()] = nil }
    }

    /// Returns the grant of a token; nil if it is unknown.
    func entry(for token: String) -> Entry? {
        entries[Digest.sha256(token.utf8)]
    }

    /// Records the use of a token, which restarts its idle time.
    mutating func use(_ token: String, at now: Timestamp) {
        entries[Digest.sha256(token.utf8)]?.lastUsed = now
    }

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
