import InsightsAPI
import InsightsRandomness
import InsightsTime

/// The sign-ins by device code of a tenant, pending and decided (2026 3.4).
struct DeviceCodes: Sendable {
    /// One sign-in.
    struct Entry: Sendable {
        let userCode: String
        let clientID: String
        let version: TokenVersion
        let resource: String?
        let scope: String?
        let issued: Timestamp
        /// The seconds that must pass between two polls.
        var interval = DeviceCodes.interval
        var polls = 0
        var lastPoll: Timestamp?
        var decision: Decision?
        var isRedeemed = false

        /// Returns whether its time has passed.
        func isExpired(at now: Timestamp) -> Bool {
            now.secondsSinceEpoch - issued.secondsSinceEpoch >= DeviceCodes.lifetime
        }
    }

    /// What the user, or a setting in place of one, decided.
    enum Decision: Sendable, Equatable {
        case approved(CompletedSignIn)
        case declined
        /// The time counts as passed.
        case expired
    }

    /// The seconds in which the user must decide.
    static let lifetime = 900
    /// The seconds between two polls.
    static let interval = 5
    /// The maximum number of sign-ins; beyond it the oldest become invalid.
    static let capacity = 1000
    private static let prefix = "1.D"
    /// The characters of user codes: without those that look like another.
    private static let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")

    var entries = DigestTable<Entry>(capacity: capacity)

    /// Issues a device code with its user code of nine characters.
    mutating func issue(
        clientID: String, version: TokenVersion, resource: String?, scope: String?, now: Timestamp,
        _ identifiers: inout IdentifierSource
    ) -> (deviceCode: String, userCode: String) {
        let deviceCode = Self.prefix + identifiers.makeToken()
        var number = identifiers.next()
        var userCode = ""
        for _ in 0..<9 {
            userCode.append(Self.alphabet[Int(number % UInt64(Self.alphabet.count))])
            number /= UInt64(Self.alphabet.count)
        }
        entries.insert(
            Entry(
                userCode: userCode, clientID: clientID, version: version, resource: resource, scope: scope,
                issued: now),
            for: deviceCode)
        return (deviceCode, userCode)
    }

    /// All sign-ins, the oldest first.
    var all: [Entry] { entries.ordered.map(\.value) }

    /// Returns the sign-in of a device code; nil if it is unknown.
    func entry(for deviceCode: String) -> Entry? { entries[deviceCode] }

    /// Returns the sign-in of a user code, letter case and hyphens ignored; nil if it is unknown.
    func entry(userCode: String) -> Entry? {
        let code = Self.normalized(userCode)
        return all.last { $0.userCode == code }
    }

    /// Decides a sign-in that waits for it.
    ///
    /// - Throws: the error of a code that is unknown, expired or decided.
    mutating func decide(userCode: String, _ decision: Decision, now: Timestamp) throws(TokenError) {
        let code = Self.normalized(userCode)
        guard let (digest, entry) = entries.ordered.last(where: { $0.value.userCode == code }) else {
            throw .wrongUserCode
        }
        try Self.check(entry, now: now)
        _ = entries.update(digest: digest) { $0.decision = decision }
    }

    /// Checks that a sign-in waits for a decision.
    static func check(_ entry: Entry, now: Timestamp) throws(TokenError) {
        guard !entry.isRedeemed, entry.decision == nil || entry.decision == .expired else {
            throw .userCodeDecided
        }
        guard entry.decision != .expired, !entry.isExpired(at: now) else { throw .userCodeExpired }
    }

    /// Takes a poll, and returns the sign-in if it was approved.
    ///
    /// - Parameters:
    ///   - deviceCode: the code of the poll.
    ///   - clientID: the application that polls.
    ///   - now: the present instant.
    ///   - slowsDown: whether polls in quick succession are refused.
    ///   - automatic: what a setting decides after a number of polls, if no person does; nil for nothing.
    /// - Returns: the sign-in, with the user.
    /// - Throws: the error of a code that is unknown, not approved, or redeemed.
    mutating func poll(
        _ deviceCode: String, clientID: String, now: Timestamp, slowsDown: Bool,
        automatic: (polls: Int, decision: Decision)?
    ) throws(TokenError) -> (entry: Entry, signIn: CompletedSignIn) {
        guard var entry = entries[deviceCode] else { throw .unknownDeviceCode }
        guard entry.clientID == clientID else { throw .grantOfAnotherClient }
        guard !entry.isRedeemed else { throw .redeemedCode }
        guard !entry.isExpired(at: now) else { throw .expiredDeviceCode }
        let last = entry.lastPoll
        entry.polls += 1
        entry.lastPoll = now
        let isTooFast = last.map { now.secondsSinceEpoch - $0.secondsSinceEpoch < entry.interval } ?? false
        if slowsDown, isTooFast { entry.interval += Self.interval }
        if entry.decision == nil, let automatic, entry.polls > automatic.polls { entry.decision = automatic.decision }
        _ = entries.update(deviceCode) { [entry] in $0 = entry }
        guard !slowsDown || !isTooFast else { throw .slowDown }
        switch entry.decision {
        case .approved(let signIn): return (entry, signIn)
        case .declined: throw .declinedDeviceCode
        case .expired: throw .expiredDeviceCode
        case nil: throw .authorizationPending
        }
    }

    /// Marks a sign-in as redeemed; returns false if it was before.
    mutating func redeem(_ deviceCode: String) -> Bool {
        entries.update(deviceCode) { entry in
            defer { entry.isRedeemed = true }
            return !entry.isRedeemed
        } ?? false
    }

    /// Returns whether a text has the form of a device code.
    static func hasForm(_ code: String) -> Bool {
        code.hasPrefix(prefix) && RefreshTokens.hasForm("0.A" + code.dropFirst(prefix.count))
    }

    /// Returns a user code as it was issued, from one that a person typed.
    private static func normalized(_ userCode: String) -> String {
        String(userCode.uppercased().filter { $0 != "-" && !$0.isWhitespace })
    }
}
