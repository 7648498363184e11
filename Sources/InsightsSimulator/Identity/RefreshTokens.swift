import InsightsFixtures
import InsightsQuery
import InsightsRandomness
import InsightsTime

/// The refresh tokens of a tenant, kept as digests, bound to user and application (token-endpoint section 4.3).
struct RefreshTokens: Sendable {
    /// What a refresh token stands for.
    struct Entry: Sendable {
        let clientID: String
        let userPrincipalName: String
        let resource: String
        let wantsIDToken: Bool
        /// The permissions it was granted with.
        var permissions = DirectoryResource.userImpersonation
        var issued = Timestamp(secondsSinceEpoch: 0)
        var lastUsed = Timestamp(secondsSinceEpoch: 0)
    }

    /// How many are kept; past it the oldest stop working.
    static let capacity = 10000

    private var entries: [[UInt8]: Entry] = [:]
    private var order: [[UInt8]] = []

    /// Keeps a token.
    ///
    /// Earlier ones go on working: using one does not revoke it.
    mutating func insert(_ token: String, _ entry: Entry) {
        let digest = Digest.sha256(token.utf8)
        entries[digest] = entry
        order.append(digest)
        if order.count > Self.capacity { entries[order.removeFirst()] = nil }
    }

    /// What a token stands for; nil if it is none of these.
    func entry(for token: String) -> Entry? {
        entries[Digest.sha256(token.utf8)]
    }

    /// Notes that a token was used, so that it does not end for want of use.
    mutating func use(_ token: String, at now: Timestamp) {
        entries[Digest.sha256(token.utf8)]?.lastUsed = now
    }

    /// Whether a text could be a refresh token: `0.A` and base64url.
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
