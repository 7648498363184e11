import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsSimulator
import InsightsTime

/// What a client sent and got, as the rules of a report card look at it.
struct ClientHistory {
    /// A token that was granted.
    struct Grant {
        let entry: JournalEntry
        /// The token's fingerprint.
        let token: String
        /// Whom it is for, and for what; never a secret.
        let principal: String
        /// When it no longer works.
        let expires: Timestamp
    }

    let entries: [JournalEntry]
    let events: [JournalEvent]
    let foreignHosts: [String]?
    let limits: ReportCard.Limits
    /// Calls of the service, which need a token.
    let calls: [JournalEntry]
    /// The tokens that reached the client: not those whose answers a fault spoiled.
    let grants: [Grant]
    /// Fetches of files.
    let downloads: [JournalEntry]

    init(entries: [JournalEntry], events: [JournalEvent], foreignHosts: [String]?, limits: ReportCard.Limits) {
        self.entries = entries
        self.events = events
        self.foreignHosts = foreignHosts
        self.limits = limits
        calls = entries.filter(\.route.isOfService)
        grants = entries.compactMap(Grant.init)
        downloads = entries.filter { $0.route == .download }
    }

    /// The calls that carried a token, in order.
    func calls(with token: String) -> [JournalEntry] {
        calls.filter { $0.token == token }
    }

    /// The principals that got tokens, in the order of their first.
    var principals: [String] {
        var seen: Set<String> = []
        return grants.map(\.principal).filter { seen.insert($0).inserted }
    }

    /// The grade of a rule that found something, or nothing.
    static func grade(_ findings: [ReportCard.Finding], passed: String) -> ReportCard.Grade {
        findings.isEmpty ? .passed(passed) : .failed(findings)
    }

    /// How many seconds lie between two requests, by the tenant's clock or the machine's, whichever says more.
    ///
    /// A client cannot wait by a clock that stands, and need not wait by the machine's where it moves the tenant's.
    static func seconds(from earlier: JournalEntry, to later: JournalEntry) -> Int {
        let simulated = later.time.secondsSinceEpoch - earlier.time.secondsSinceEpoch
        let real = later.realStart > earlier.realStart ? (later.realStart - earlier.realStart) / 1_000_000_000 : 0
        return max(simulated, Int(real))
    }
}

extension ClientHistory.Grant {
    fileprivate init?(_ entry: JournalEntry) {
        guard entry.route == .token, entry.status == 200, entry.fault == nil, let token = entry.token,
            let answer = entry.response.json
        else { return nil }
        self.entry = entry
        self.token = token
        let seconds: (String) -> Int? = { answer[$0]?.integer ?? answer[$0]?.string.flatMap { Int($0) } }
        guard
            let end = seconds("expires_on")
                ?? seconds("expires_in").map({ entry.time.secondsSinceEpoch + $0 })
        else { return nil }
        expires = Timestamp(secondsSinceEpoch: end)
        let form = entry.request.form
        let parts = ["client_id", "username", "resource", "scope"].map { form[$0] ?? "" }
        principal = ([entry.path.lowercased()] + parts).joined(separator: " ")
    }
}

extension JournalEntry {
    /// The target without its query.
    var path: String { String(target.prefix { $0 != "?" }) }
    /// The entry as something that speaks against a client.
    func finding(_ text: String, with others: JournalEntry...) -> ReportCard.Finding {
        ReportCard.Finding(entries: (others + [self]).map(\.sequence).sorted(), time: time, text: text)
    }
}

extension JournalEntry.Message {
    /// The body as JSON; nil if it is none, or not all of it is kept.
    var json: JSONValue? { body.flatMap { try? JSONParser.parse(Array($0.utf8)) } }

    /// The body's fields by name, if it is a form.
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
