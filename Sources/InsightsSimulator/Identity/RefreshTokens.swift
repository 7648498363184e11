import InsightsFixtures
import InsightsQuery

/// The refresh tokens of a tenant, kept as digests, bound to user and application (token-endpoint section 4.3).
struct RefreshTokens: Sendable {
    /// What a refresh token stands for.
    struct Entry: Sendable {
        let clientID: String
        let userPrincipalName: String
        let resource: String
        let wantsIDToken: Bool
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
}
