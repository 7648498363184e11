import InsightsAPI
public import InsightsJSON
import InsightsQuery
import InsightsTime
private import Synchronization

/// The requests of one tenant with their answers, most recent last, bounded (`docs/reference/journal.md`).
public final class RequestJournal: Sendable {
    private let log: Mutex<JournalBuffer>
    private let capacity: Int
    private let redaction: Redaction
    private let bodyLimit: Int

    /// How long a token's answer may be and still be kept whole, which a case file needs.
    private static let tokenLimit = 16 * 1024

    init(settings: Settings, redaction: Redaction) {
        capacity = settings.journalEntries
        bodyLimit = settings.journalBodyBytes ?? 0
        self.redaction = redaction
        log = Mutex(JournalBuffer(capacity: settings.journalEntries))
    }

    /// Whether requests are kept at all, or only counted.
    var isKept: Bool { capacity > 0 }

    /// Counts a request that is not kept.
    func count() {
        log.withLock { $0.count() }
    }

    /// How many bytes of a body are kept.
    func bodyLimit(of route: Operation) -> Int {
        route == .token && bodyLimit > 0 ? max(bodyLimit, Self.tokenLimit) : bodyLimit
    }

    /// Adds a request.
    ///
    /// Costs the same however many there are; nothing is rendered yet.
    func append(_ record: RecordedExchange) {
        log.withLock { $0.append(record) }
    }

    /// Adds what is no request.
    func note(_ event: JournalEvent.Kind, at time: Timestamp) {
        log.withLock { $0.append(JournalEvent(event, at: time)) }
    }

    /// Everything there is, secrets included.
    var contents: JournalBuffer { log.withLock { $0 } }

    // MARK: Reading

    /// How many requests there were since the start or the last `clear`.
    public var requestCount: Int { log.withLock { $0.requestCount } }

    /// How many of them are no longer there, because the journal is bounded.
    public var droppedCount: Int { log.withLock { $0.droppedCount } }

    /// The entries a query asks for, oldest first, without any secret.
    public func entries(matching query: JournalQuery = JournalQuery()) -> [JournalEntry] {
        query.select(from: contents).map { record, sequence in
            JournalEntry(record, sequence: sequence, bodyLimit: bodyLimit(of: record.route), redaction)
        }
    }

    /// The entries a query asks for as HTTP Archive 1.2.
    public func har(matching query: JournalQuery = JournalQuery(), baseURL: String = "http://localhost") -> JSONValue {
        HTTPArchive(entries: entries(matching: query), baseURL: baseURL).json
    }

    /// What else happened to the tenant, oldest first: its clock was moved, its faults were replaced or befell a run.
    public var events: [JournalEvent] {
        contents.items.compactMap { item in
            if case .event(let event) = item { event } else { nil }
        }
    }

    /// Forgets everything; numbers start at 1 again.
    public func clear() {
        log.withLock { $0 = JournalBuffer(capacity: capacity) }
    }
}

/// Which entries of a journal.
public struct JournalQuery: Sendable {
    /// Only requests to this route.
    public var route: Operation?
    /// Only answers with this status.
    public var status: Int?
    /// Only requests that a fault befell, or only those that none did.
    public var hasFault: Bool?
    /// The latest so many; nil for all.
    public var limit: Int?

    /// Creates a query.
    public init(route: Operation? = nil, status: Int? = nil, hasFault: Bool? = nil, limit: Int? = nil) {
        self.route = route
        self.status = status
        self.hasFault = hasFault
        self.limit = limit
    }

    func select(from log: JournalBuffer) -> [(RecordedExchange, sequence: Int)] {
        let found = log.items.compactMap { item -> (RecordedExchange, sequence: Int)? in
            guard case .record(let record, let sequence) = item, route ?? record.route == record.route,
                status ?? record.status == record.status, hasFault ?? (record.fault != nil) == (record.fault != nil)
            else { return nil }
            return (record, sequence)
        }
        return limit.map { Array(found.suffix($0)) } ?? found
    }
}
