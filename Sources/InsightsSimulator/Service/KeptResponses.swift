import InsightsReports
import InsightsTime

/// The bodies of a tenant's last lists and test queries, kept until what they were made from changes.
///
/// A body depends on the caller's account and redaction, the target with all its parameters, and the base of links,
/// which are the key. It depends on records, whose version is the source: every change of a record increases it. It
/// depends on the time only where executions leave the history, and then holds between two instants; rows hold at one
/// instant only. All else, the
/// settings and the catalogue, is fixed for the life of a tenant. A reset replaces the whole state, with these bodies.
struct KeptResponses: Sendable {
    /// What a body depends on besides the records.
    struct Key: Hashable, Sendable {
        let account: AccountID
        let isRedacted: Bool
        let target: ExactText
        let base: ExactText
    }

    /// The records that a body was made from, with their version.
    enum Source: Equatable, Sendable {
        /// The catalogue, which never changes.
        case catalogue
        /// The stored queries of the account.
        case queries(version: Int)
        /// The reports of all accounts.
        case reports(version: Int)
        /// The report that the target names.
        case report(version: Int)
    }

    private struct Body: Sendable {
        let source: Source
        let instants: ClosedRange<Timestamp>
        let bytes: [UInt8]
    }

    /// The number of bytes of all bodies; past it all are forgotten.
    static let byteLimit = 1 << 20
    /// The number of bodies; past it all are forgotten.
    static let countLimit = 512
    /// The number of bytes of a test query's body that is kept, so that a few leave room for the lists.
    static let rowsLimit = 64 * 1024

    private var bodies: [Key: Body] = [:]
    private var byteCount = 0

    /// Returns whether the body of a test query is kept.
    static func keepsRows(length: Int) -> Bool { length <= rowsLimit }

    /// The number of bodies.
    var count: Int { bodies.count }

    /// Returns a body that is still true at an instant; nil if there is none.
    func body(for key: Key, from source: Source, at now: Timestamp) -> [UInt8]? {
        guard let body = bodies[key], body.source == source, body.instants.contains(now) else { return nil }
        return body.bytes
    }

    /// Keeps a body that was made from records at an instant.
    ///
    /// It remains true until another instant; nil for as long as the records do not change.
    mutating func keep(
        _ bytes: [UInt8], for key: Key, from source: Source, at now: Timestamp, until last: Timestamp?
    ) {
        guard bytes.count <= Self.byteLimit else { return }
        if let former = bodies.removeValue(forKey: key) { byteCount -= former.bytes.count }
        if byteCount + bytes.count > Self.byteLimit || bodies.count >= Self.countLimit {
            bodies = [:]
            byteCount = 0
        }
        bodies[key] = Body(source: source, instants: now...max(now, last ?? .last), bytes: bytes)
        byteCount += bytes.count
    }
}
