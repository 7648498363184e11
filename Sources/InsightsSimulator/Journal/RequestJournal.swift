import InsightsAPI
public import InsightsJSON
import InsightsQuery
import InsightsTime
private import Synchronization

/// The requests of one tenant with their responses, newest last, limited in size (`docs/reference/journal.md`).
public final class RequestJournal: Sendable {
    private let log: Mutex<JournalBuffer>
    /// The number of requests, for reading without the lock.
    private let requests = Atomic(0)
    private let capacity: Int
    private let redaction: Redaction
    private let bodyLimit: Int

    /// The length in bytes up to which token responses are kept whole, because case files need them.
    private static let tokenLimit = 16 * 1024

    init(settings: Settings, redaction: Redaction) {
        capacity = settings.journalCapacity
        bodyLimit = settings.journalBodyBytes ?? 0
        self.redaction = redaction
        log = Mutex(JournalBuffer(capacity: settings.journalCapacity))
    }

    /// Whether requests are kept, rather than only counted.
    var isKept: Bool { capacity > 0 }

    /// Counts a request that is not kept.
    func count() {
        log.withLock {
            $0.count()
            requests.store($0.requestCount, ordering: .releasing)
        }
    }

    /// Returns the number of bytes that are kept of each body of a route.
    func bodyLimit(of route: Operation) -> Int {
        route == .token && bodyLimit > 0 ? max(bodyLimit, Self.tokenLimit) : bodyLimit
    }

    /// Appends a request.
    ///
    /// The cost does not depend on the number of items; rendering is deferred.
    func append(_ record: RecordedExchange) {
        log.withLock {
            $0.append(record)
            requests.store($0.requestCount, ordering: .releasing)
        }
    }

    /// Appends an event other than a request.
    func note(_ event: JournalEvent.Kind, at time: Timestamp) {
        log.withLock { $0.append(JournalEvent(event, at: time)) }
    }

    /// All items, with secrets.
    var contents: JournalBuffer { log.withLock { $0 } }

    // MARK: Reading
    /// The number of requests since the start or the last `clear`.
    public var requestCount: Int { requests.load(ordering: .acquiring) }

    /// The number of requests and events since then.
    var itemCount: Int { log.withLock { $0.itemCount } }

    /// The number of those requests that are not kept, because the journal is limited.
    public var droppedCount: Int { log.withLock { $0.droppedCount } }

    /// Returns the entries that match a query, oldest first, without secrets.
    public func entries(matching query: JournalQuery = JournalQuery()) -> [JournalEntry] {
        let reader = redaction.reader
        return query.select(from: contents).map { record, sequence in
            JournalEntry(
                record, sequence: sequence, bodyLimit: bodyLimit(of: record.route), reader.learning(from: record))
        }
    }

    /// Returns the entries that match a query as HTTP Archive 1.2.
    ///
    /// - Parameters:
    ///   - query: the filter.
    ///   - baseURL: the origin of requests that name no host.
    ///   - includesRealTime: whether durations are those of the machine's clock, not of the tenant's.
    /// - Returns: the archive, without secrets.
    public func har(
        matching query: JournalQuery = JournalQuery(), baseURL: String = "http://localhost",
        includingRealTime includesRealTime: Bool = false
    ) -> JSONValue {
        let reader = redaction.reader
        let exchanges = query.select(from: contents).map { record, sequence in
            let limit = bodyLimit(of: record.route)
            let reader = reader.learning(from: record)
            return HTTPArchive.Exchange(
                record: record, entry: JournalEntry(record, sequence: sequence, bodyLimit: limit, reader),
                bodyLimit: limit, redaction: reader)
        }
        return HTTPArchive(exchanges: exchanges, baseURL: baseURL, includesRealTime: includesRealTime).json
    }

    /// The other events, oldest first: clock and key changes, fault plans, faults of executions, and callbacks.
    public var events: [JournalEvent] {
        contents.items.compactMap { item in
            if case .event(let event) = item { event } else { nil }
        }
    }

    /// Removes all items; numbering restarts at 1.
    public func clear() {
        log.withLock {
            $0 = JournalBuffer(capacity: capacity)
            requests.store(0, ordering: .releasing)
        }
    }
}

/// A filter of journal entries; nil conditions match all.
public struct JournalQuery: Sendable {
    /// The route of the requests.
    public var route: Operation?
    /// The status of the responses.
    public var status: Int?
    /// Whether a fault applied to the request.
    public var hasFault: Bool?
    /// The number after which the entries begin; nil for the start.
    public var after: Int?
    /// The maximum number of entries, the latest ones; nil for all.
    public var limit: Int?

    /// Creates a query.
    public init(
        route: Operation? = nil, status: Int? = nil, hasFault: Bool? = nil, after: Int? = nil, limit: Int? = nil
    ) {
        self.route = route
        self.status = status
        self.hasFault = hasFault
        self.after = after
        self.limit = limit
    }

    func select(from log: JournalBuffer) -> [(RecordedExchange, sequence: Int)] {
        let found = log.items.compactMap { item -> (RecordedExchange, sequence: Int)? in
            guard case .record(let record, let sequence) = item, sequence > after ?? 0,
                route ?? record.route == record.route,
                status ?? record.status == record.status, hasFault ?? (record.fault != nil) == (record.fault != nil)
            else { return nil }
            return (record, sequence)
        }
        return limit.map { Array(found.suffix($0)) } ?? found
    }
}
