import InsightsAPI
package import InsightsFixtures
import InsightsRandomness
import InsightsStore
package import InsightsTime

/// The state of the token endpoint for one tenant, besides refresh tokens.
package struct IdentityState: Sendable {
    /// The generation of the signing key.
    package var signingGeneration = 0 { didSet { hasChanged = true } }
    /// The refresh tokens.
    var refreshTokens = RefreshTokens() { didSet { hasChanged = true } }
    /// The source of everything random in tokens.
    ///
    /// It is separate from the other sources, so that polling does not change the identifiers of reports.
    var identifiers: IdentifierSource { didSet { hasChanged = true } }
    /// The source of codes and other texts of sign-ins, separate from that of tokens.
    ///
    /// What is drawn from it enters one of the tables, so that a change is noticed there.
    var signInIdentifiers: IdentifierSource
    /// The authorization codes.
    var codes = AuthorizationCodes()
    /// The sign-ins by device code.
    var devices = DeviceCodes()
    /// The sign-ins that wait for a person at a page.
    var pendingSignIns = DigestTable<PendingSignIn>(capacity: 1000)
    /// The sessions of browsers.
    var sessions = DigestTable<CompletedSignIn>(capacity: 1000)
    /// The consents that users gave at a page.
    var consents: Set<GivenConsent> = [] { didSet { hasChanged = true } }
    /// The refresh token that the tenant's first user has from the start, as of a sign-in with a second factor.
    package let firstRefreshToken: String
    /// The wrong passwords by user.
    var failures: [String: Failures] = [:] { didSet { hasChanged = true } }
    /// The times of an application's requests within the last minute.
    var requests: [String: [Timestamp]] = [:] { didSet { hasChanged = true } }
    /// The times of identical requests within the last minute, by digest.
    var repetitions: [[UInt8]: [Timestamp]] = [:]
    /// The digests of used assertions with their expiry in seconds since 1970.
    var assertions: [[UInt8]: Int] = [:]
    /// The digests of assertions that changed since they were last saved.
    var changedAssertions = ChangedKeys<[UInt8]>()
    /// The digests of identical requests that changed since they were last saved.
    var changedRepetitions = ChangedKeys<[UInt8]>()
    /// Whether something that is small may have changed since the state was last saved.
    var hasChanged = false

    /// Creates the state of a tenant; the identifier separates tenants of the same seed.
    package init(seed: UInt64, tenantID: String) {
        identifiers = IdentifierSource(seed: seed, purpose: "tokens of \(tenantID)")
        signInIdentifiers = IdentifierSource(seed: seed, purpose: "sign-ins of \(tenantID)")
        var source = IdentifierSource(seed: seed, purpose: "first refresh token of \(tenantID)")
        firstRefreshToken = "0.A" + source.makeToken()
    }

    /// Grants the first refresh token to the first user of a tenant through its first application, if it has both.
    ///
    /// A job of the Secure Application Model begins with such a token, from a sign-in that a person made before.
    package mutating func grantFirstRefreshToken(in tenant: Tenant, at now: Timestamp) {
        guard let application = tenant.applications.first, let user = tenant.users.first else { return }
        var entry = RefreshTokens.Entry(
            clientID: application.clientID, userPrincipalName: user.userPrincipalName,
            resource: ResourceURI.partnerCenter, wantsIDToken: false, issued: now, lastUsed: now)
        entry.signIn = CompletedSignIn(
            userPrincipalName: user.userPrincipalName, hasSecondFactor: true, authenticated: now)
        entry.family = refreshTokens.beginFamily()
        refreshTokens.insert(firstRefreshToken, entry)
    }

    /// Returns whether a text has the form of a refresh token, known or not.
    package static func hasFormOfRefreshToken(_ text: String) -> Bool { RefreshTokens.hasForm(text) }

    struct Failures: Sendable {
        var count = 0
        var lockedUntil: Timestamp?
    }

    /// The duration of a lockout and the period of limits, in seconds.
    static let window = 60
    /// The maximum number of remembered requests, and of assertions.
    static let capacity = 10000

    // MARK: Lockout

    /// Returns whether a user is locked after too many wrong passwords.
    func isLocked(_ user: String, now: Timestamp) -> Bool {
        failures[user]?.lockedUntil.map { now < $0 } ?? false
    }

    /// Records a wrong password.
    mutating func noteFailure(_ user: String, limit: Int, now: Timestamp) {
        var entry = failures[user] ?? Failures()
        if let end = entry.lockedUntil, now >= end { entry = Failures() }
        entry.count += 1
        if entry.count >= limit { entry.lockedUntil = now.adding(seconds: Self.window) }
        failures[user] = entry
    }

    /// Records a correct password.
    mutating func noteSuccess(_ user: String) {
        failures[user] = nil
    }

    // MARK: Limits

    /// Counts an application's request; returns the seconds to wait if there were too many, otherwise nil.
    mutating func wait(_ application: String, limit: Int, now: Timestamp) -> Int? {
        Self.count(&requests[application, default: []], limit: limit, now: now)
    }

    /// Counts a request by its digest; returns whether it was repeated too often.
    mutating func isLoop(_ digest: [UInt8], limit: Int, now: Timestamp) -> Bool {
        if repetitions[digest] == nil, repetitions.count >= Self.capacity {
            let start = now.adding(seconds: -Self.window)
            if changedRepetitions.isRecording { for digest in repetitions.keys { changedRepetitions.note(digest) } }
            repetitions = repetitions.filter { ($0.value.last).map { $0 > start } ?? false }
            if repetitions.count >= Self.capacity { repetitions.removeAll() }
        }
        changedRepetitions.note(digest)
        return Self.count(&repetitions[digest, default: []], limit: limit, now: now) != nil
    }

    /// Adds a time, unless the last minute already has `limit` of them; then returns the seconds until it has fewer.
    private static func count(_ instants: inout [Timestamp], limit: Int, now: Timestamp) -> Int? {
        let start = now.adding(seconds: -window)
        instants.removeAll { $0 <= start }
        guard instants.count >= limit, let first = instants.first else {
            instants.append(now)
            return nil
        }
        return max(1, first.secondsSinceEpoch + window - now.secondsSinceEpoch)
    }

    // MARK: Assertions

    /// Remembers an assertion until its expiry; returns false if it was used before, or if there is no space.
    mutating func useAssertion(_ digest: [UInt8], until end: Int, now: Timestamp) -> Bool {
        guard assertions[digest] == nil else { return false }
        if assertions.count >= Self.capacity {
            if changedAssertions.isRecording { for digest in assertions.keys { changedAssertions.note(digest) } }
            assertions = assertions.filter { $0.value > now.secondsSinceEpoch }
            // All remembered assertions are still valid, so a new one cannot be distinguished from a used one.
            guard assertions.count < Self.capacity else { return false }
        }
        assertions[digest] = end
        changedAssertions.note(digest)
        return true
    }
}
