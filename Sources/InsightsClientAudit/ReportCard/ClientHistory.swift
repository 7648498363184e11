import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import InsightsTime

/// The requests and responses of a client, prepared for the rules of a report card.
struct ClientHistory {
    /// A token that was granted.
    struct Grant {
        let entry: JournalEntry
        /// The token's fingerprint.
        let token: String
        /// The caller and the resource of the token, without secrets.
        let principal: String
        /// The instant at which it expires, on the tenant's clock.
        let expires: Timestamp
        /// The instants at which a client may take it for expired by the machine's clock.
        ///
        /// A client counts `expires_in` from the request on, or reads `expires_on`. They differ after a clock move.
        let machineExpiry: (earliest: Timestamp, latest: Timestamp)
    }

    let entries: [JournalEntry]
    let events: [JournalEvent]
    let foreignHosts: [String]?
    let limits: ReportCard.Limits
    /// Whether the client lives by the machine's clock, as real ones do.
    let usesMachineClock: Bool
    /// The calls to the service, which need a token.
    let calls: [JournalEntry]
    /// The tokens that reached the client; those in responses changed by a fault are missing.
    let grants: [Grant]
    /// The requests for files.
    let downloads: [JournalEntry]

    init(
        entries: [JournalEntry], events: [JournalEvent], foreignHosts: [String]?, limits: ReportCard.Limits,
        usesMachineClock: Bool
    ) {
        self.entries = entries
        self.events = events
        self.foreignHosts = foreignHosts
        self.limits = limits
        self.usesMachineClock = usesMachineClock
        calls = entries.filter(\.route.isOfService)
        grants = entries.compactMap(Grant.init)
        downloads = entries.filter { $0.route == .download }
    }

    /// Returns the calls that carried a token, in order.
    func calls(with token: String) -> [JournalEntry] {
        calls.filter { $0.token == token }
    }

    /// The principals that received tokens, in the order of their first token.
    var principals: [String] {
        var seen: Set<String> = []
        return grants.map(\.principal).filter { seen.insert($0).inserted }
    }

    /// Returns `failed` with the findings, or `passed` if there are none.
    static func grade(_ findings: [ReportCard.Finding], passed: String) -> ReportCard.Grade {
        findings.isEmpty ? .passed(passed) : .failed(findings)
    }

    /// Returns the seconds between two requests, by the tenant's clock or real time, whichever is longer.
    ///
    /// A client cannot wait by a stopped clock, and need not wait in real time if it moves the tenant's clock.
    static func seconds(from earlier: JournalEntry, to later: JournalEntry) -> Int {
        let simulated = later.time.secondsSinceEpoch - earlier.time.secondsSinceEpoch
        let real = later.realStart > earlier.realStart ? (later.realStart - earlier.realStart) / 1_000_000_000 : 0
        return max(simulated, Int(real))
    }
}

extension ClientHistory.Grant {
    fileprivate init?(_ entry: JournalEntry) {
        guard entry.route == .token, entry.status == 200, entry.fault == nil, let token = entry.token,
            let json = entry.response.json
        else { return nil }
        self.entry = entry
        self.token = token
        let seconds: (String) -> Int? = { json[$0]?.integer ?? json[$0]?.string.flatMap { Int($0) } }
        let end = seconds("expires_on").map { Timestamp(secondsSinceEpoch: $0) }
        let lifetime = seconds("expires_in")
        guard let expires = end ?? lifetime.map({ entry.time.adding(seconds: $0) }) else { return nil }
        self.expires = expires
        let candidates = [end, lifetime.map { entry.machineTime.adding(seconds: $0) }].compactMap(\.self)
        machineExpiry = (candidates.min() ?? expires, candidates.max() ?? expires)
        let form = entry.request.form
        let parts = ["client_id", "username", "resource", "scope"].map { form[$0] ?? "" }
        principal = ([entry.path.lowercased()] + parts).joined(separator: " ")
    }
}

extension JournalEntry {
    /// The target without its query.
    var path: String { String(target.prefix { $0 != "?" }) }
    /// Returns a finding about this entry and others.
    func finding(_ text: String, with others: JournalEntry...) -> ReportCard.Finding {
        ReportCard.Finding(entries: (others + [self]).map(\.sequence).sorted(), time: time, text: text)
    }
}

extension JournalEntry.Message {
    /// The body as JSON; nil if it is not JSON, or is not stored completely.
    var json: JSONValue? { body.flatMap { try? JSONParser.parse(Array($0.utf8)) } }

    /// The fields of a form body, by lower-case name; the first of several fields with the same name applies.
    var form: [String: String] {
        let pairs = (body ?? "").split(separator: "&").map { pair -> (String, String) in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (
                PercentEncoding.decode(parts[0], plusIsBlank: true).lowercased(),
                parts.count > 1 ? PercentEncoding.decode(parts[1], plusIsBlank: true) : ""
            )
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
