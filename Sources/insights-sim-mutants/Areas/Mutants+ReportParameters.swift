import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension Mutant {
    static let reportParameters = MutantList.of {
        Mutant(
            "start-lead-3", "A report may start in three hours.", settings: ["start-lead-time-hours": "3"],
            touching: .reportBodies)
        Mutant(
            "start-lead-5", "A report may start in five hours at the earliest.",
            settings: ["start-lead-time-hours": "5"],
            touching: .reportBodies)
        Mutant("start-lead-a-second", "A start exactly four hours ahead is refused.", instead: .reportBodies) {
            original, asked in
            let response = original.respond(asked)
            guard response.isSuccess, let start = asked[member: "StartTime"]?.string?.prefix(19),
                start.hasSuffix(":00"),
                original.now(of: original.tenants.first?["tenantId"]?.string ?? "").prefix(10) == start.prefix(10),
                let now = original.hour, (Int(start.dropFirst(11).prefix(2)) ?? 0) - now == 4,
                start.dropFirst(13) == original.minutes
            else { return response }
            return .envelope(400, asked.program ?? .cmp, message: "too early")
        }
        Mutant(
            "start-lead-a-second-less", "A start a second less than four hours ahead is taken.", requests: .reportBodies
        ) { asked in
            asked.changeStart { $0.hasSuffix(":59:59Z") ? "2021-12-31T00:00:00Z" : $0 }
        }
        Mutant("start-past", "Any start is taken.", requests: .reportBodies) { asked in
            asked.changeStart {
                $0.wholeMatch(of: /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\dZ/) == nil ? $0 : "2038-01-01T00:00:00Z"
            }
        }
        Mutant("start-any-form", "A start that cannot be read is replaced.", requests: .reportBodies) { asked in
            asked.changeStart {
                $0.wholeMatch(of: /\s*\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\dZ\s*/) == nil ? "2038-01-01T00:00:00Z" : $0
            }
        }
        Mutant("start-rolls-over", "A day that does not exist is taken for the next.", requests: .reportBodies) {
            asked in
            asked.changeStart {
                $0.replacing(/-02-(29|30|31)T/, with: "-03-01T").replacing(/-(0[469]|11)-31T/) { "-\($0.output.1)-30T" }
            }
        }
        Mutant("start-fraction", "A fraction of a second is taken.", requests: .reportBodies) { asked in
            asked.changeStart { $0.replacing(/\.\d+Z/, with: "Z") }
        }
        Mutant("start-offset", "An offset in place of the Z is taken.", requests: .reportBodies) { asked in
            asked.changeStart { $0.replacing(/[+-]\d\d:\d\d$/, with: "Z") }
        }
        Mutant("start-without-zone", "A start without Z is taken.", requests: .reportBodies) { asked in
            asked.changeStart { $0.replacing(/(\d\d:\d\d:\d\d)$/) { "\($0.output.1)Z" } }
        }
        Mutant("start-date", "A day without a time is taken.", requests: .reportBodies) { asked in
            asked.changeStart { $0.wholeMatch(of: /\d{4}-\d\d-\d\d/) == nil ? $0 : $0 + "T00:00:00Z" }
        }
        Mutant(
            "start-blank-refused", "A blank in place of the T is refused.", settings: ["date-format": "strict"],
            touching: .reportBodies | .testQuery)
        Mutant(
            "start-wrong-500", "A time in another form is answered 500.", settings: ["date-format": "strict-500"],
            touching: .reportBodies | .testQuery)
        Mutant("start-untrimmed", "Blanks around values count.", requests: .reportBodies) { asked in
            for name in ["StartTime", "QueryId", "Format", "ReportName"] {
                guard let text = asked[member: name]?.string, text.first == " " || text.last == " " else { continue }
                asked[member: name] = .string("x" + text)
            }
        }
        Mutant("interval-3", "An interval of three hours is taken.", requests: .reportBodies) {
            $0.changeInterval { $0 == 3 ? 24 : $0 }
        }
        Mutant("interval-any-small", "Intervals below four hours are taken.", requests: .reportBodies) {
            $0.changeInterval { $0 < 4 ? 24 : $0 }
        }
        Mutant("interval-5", "The smallest interval is five hours.", requests: .reportBodies) {
            $0.changeInterval { $0 == 4 ? 3 : $0 }
        }
        Mutant(
            "interval-2159", "The largest interval is 2159 hours.", settings: ["max-recurrence-interval-hours": "2159"],
            touching: .reportBodies)
        Mutant(
            "interval-2161", "The largest interval is 2161 hours.", settings: ["max-recurrence-interval-hours": "2161"],
            touching: .reportBodies)
        Mutant(
            "interval-90", "The largest interval is 90 hours.", settings: ["max-recurrence-interval-hours": "90"],
            touching: .reportBodies)
        Mutant(
            "interval-of-dataset-ignored", "mpn does not look at a dataset's smallest interval.",
            requests: .reportBodies.of(.mpn)
        ) {
            $0.changeInterval { (4..<24).contains($0) ? 24 : $0 }
        }
        Mutant("interval-of-dataset-in-cmp", "cmp takes no interval below a day.", requests: .reportBodies.of(.cmp)) {
            $0.changeInterval { (4..<24).contains($0) ? 3 : $0 }
        }
        Mutant("interval-not-needed", "`RecurrenceInterval` may be missing.", requests: .createReport) { asked in
            if asked.isWithout("RecurrenceInterval"), asked[member: "ExecuteNow"]?.bool != true {
                asked[member: "RecurrenceInterval"] = .integer(24)
            }
        }
        Mutant("interval-not-a-number", "An interval that is not a number counts as 24.", requests: .reportBodies) {
            asked in
            guard let value = asked[member: "RecurrenceInterval"], value != .null else { return }
            let number = value.integer ?? value.string.flatMap { Int($0) }
            if number == nil { asked[member: "RecurrenceInterval"] = .integer(24) }
        }
        Mutant("count-zero", "A count of 0 means no end.", requests: .reportBodies) { asked in
            if asked[member: "RecurrenceCount"]?.integer == 0 { asked[member: "RecurrenceCount"] = nil }
        }
        Mutant("count-negative", "A negative count means no end.", requests: .reportBodies) { asked in
            if let count = asked[member: "RecurrenceCount"]?.integer, count < 0 {
                asked[member: "RecurrenceCount"] = nil
            }
        }
        Mutant("count-needed", "`RecurrenceCount` must be there.", instead: .createReport) { original, asked in
            let isNow = asked[member: "ExecuteNow"]?.bool == true
            guard asked.isWithout("RecurrenceCount"), !isNow, original.respond(asked).isSuccess else {
                return original.respond(asked)
            }
            return .envelope(400, asked.program ?? .cmp, message: "Null or missing value")
        }
        Mutant("name-257", "A name of 257 characters is cut.", requests: .reportBodies) { $0.shorten("ReportName") }
        Mutant("name-255", "A name may have 255 characters.", requests: .reportBodies) { $0.lengthen("ReportName") }
        Mutant("description-257", "A description of 257 characters is cut.", requests: .reportBodies) {
            $0.shorten("Description")
        }
        Mutant("description-255", "A description may have 255 characters.", requests: .reportBodies) {
            $0.lengthen("Description")
        }
        Mutant("name-semicolon", "A semicolon in a name is taken out.", requests: .reportBodies) { asked in
            if let name = asked[member: "ReportName"]?.string, name.contains(";") {
                asked[member: "ReportName"] = .string(name.replacing(";", with: ""))
            }
        }
        Mutant("description-semicolon", "A semicolon in a description is refused.", requests: .reportBodies) { asked in
            if asked[member: "Description"]?.string?.contains(";") == true {
                asked[member: "ReportName"] = .string(";")
            }
        }
        Mutant("report-name-not-needed", "`ReportName` may be missing.", requests: .reportBodies) { asked in
            if asked.isWithout("ReportName") { asked[member: "ReportName"] = .string("Report") }
        }
        Mutant("report-name-unique", "A report's name can be given once.", instead: .createReport) { original, asked in
            let response = original.respond(asked)
            guard response.isSuccess, let name = asked[member: "ReportName"]?.string,
                original.count("report \(name)") > 1
            else {
                return response
            }
            return .envelope(400, asked.program ?? .cmp, message: "Name exists")
        }
        Mutant("start-not-needed", "`StartTime` may be missing.", requests: .reportBodies) { asked in
            if asked.isWithout("StartTime"), asked[member: "ExecuteNow"]?.bool != true {
                asked[member: "StartTime"] = .string("2038-01-01T00:00:00Z")
            }
        }
        Mutant("query-id-not-needed", "`QueryId` may be missing.", instead: .createReport) { original, asked in
            var asked = asked
            if asked.isWithout("QueryId") {
                let list = original.respond(asked.another(.get, .queries))
                asked[member: "QueryId"] = list.records.last?["queryId"]
            }
            return original.respond(asked)
        }
        Mutant(
            "query-id-unknown", "An unknown `QueryId` is taken.", instead: .createReport,
            where: { $0.message == "Invalid QueryId" }
        ) { original, asked in
            let response = original.respond(asked)
            guard response.message == "Invalid QueryId" else { return response }
            var other = asked
            other[member: "QueryId"] = original.respond(asked.another(.get, .queries)).records.first?["queryId"]
            return original.respond(other)
        }
        Mutant("query-id-404", "An unknown `QueryId` is answered 404.", refusals: .createReport) { response in
            if response.message == "Invalid QueryId" { response.status = 404 }
        }
        Mutant("format-any", "An unknown format counts as csv.", requests: .reportBodies) { asked in
            if let format = asked[member: "Format"]?.string?.lowercased(), !["csv", "tsv", "string"].contains(format) {
                asked[member: "Format"] = .string("csv")
            }
        }
        Mutant("format-by-case", "The letter case of the format counts.", requests: .reportBodies) { asked in
            if let format = asked[member: "Format"]?.string, format != format.lowercased() {
                asked[member: "Format"] = .string("xml")
            }
        }
        Mutant("format-placeholder", "The placeholder `string` is any other format.", requests: .reportBodies) {
            asked in
            if asked[member: "Format"]?.string == "string" { asked[member: "Format"] = .string("xml") }
        }
        Mutant("format-always-csv", "tsv is csv.", requests: .reportBodies) { asked in
            if asked[member: "Format"]?.string?.lowercased() == "tsv" { asked[member: "Format"] = .string("csv") }
        }
        Mutant("method-any", "An unknown callback method counts as POST.", requests: .reportBodies) { asked in
            if let method = asked[member: "CallbackMethod"]?.string?.uppercased(), !["GET", "POST"].contains(method) {
                asked[member: "CallbackMethod"] = .string("POST")
            }
        }
        Mutant("method-by-case", "The letter case of the callback method counts.", requests: .reportBodies) { asked in
            if let method = asked[member: "CallbackMethod"]?.string, method != method.uppercased() {
                asked[member: "CallbackMethod"] = .string("PUT")
            }
        }
        Mutant("method-always-post", "The callback method is always POST.", requests: .reportBodies) { asked in
            if asked[member: "CallbackMethod"]?.string == "GET" { asked[member: "CallbackMethod"] = .string("POST") }
        }
        Mutant(
            "callback-https-only", "Callbacks must be https.", settings: ["callback-scheme": "https"],
            touching: .reportBodies)
        Mutant("callback-any-scheme", "A callback may have any scheme.", requests: .reportBodies) { asked in
            if let url = asked[member: "CallbackUrl"]?.string, url.wholeMatch(of: /(?i)(https?:\/\/.*|string)/) == nil {
                asked[member: "CallbackUrl"] = nil
            }
        }
        Mutant("callback-placeholder", "The placeholder `string` counts as no callback.", requests: .reportBodies) {
            asked in
            if asked[member: "CallbackUrl"]?.string == "string" { asked[member: "CallbackUrl"] = nil }
        }
        Mutant(
            "period-counts", "A scheduled report's `QueryEndTime` must come after its start.", instead: .createReport
        ) {
            original, asked in
            let isGiven = !asked.isWithout("QueryStartTime") || !asked.isWithout("QueryEndTime")
            guard isGiven, asked[member: "ExecuteNow"]?.bool != true else { return original.respond(asked) }
            return .envelope(400, asked.program ?? .cmp, message: "Invalid report parameters")
        }
        Mutant("immediate-period-ignored", "A report that runs at once ignores its period.", requests: .createReport) {
            $0[member: "QueryStartTime"] = nil
            $0[member: "QueryEndTime"] = nil
        }
        Mutant("immediate-ignored", "`ExecuteNow` is ignored.", requests: .createReport) { asked in
            guard asked[member: "ExecuteNow"]?.bool == true else { return }
            asked[member: "ExecuteNow"] = nil
            if asked.isWithout("StartTime") { asked[member: "StartTime"] = .string("2038-01-01T00:00:00Z") }
            if asked.isWithout("RecurrenceInterval") { asked[member: "RecurrenceInterval"] = .integer(24) }
        }
        Mutant("immediate-needs-start", "`ExecuteNow` needs a start, too.", instead: .createReport) { original, asked in
            guard asked[member: "ExecuteNow"]?.bool == true, asked.isWithout("StartTime") else {
                return original.respond(asked)
            }
            return .envelope(400, asked.program ?? .cmp, message: "Null or missing value")
        }
        // The order of checks: what is refused first is left out, to see what would be refused next.
        lateCheck("order-format-late", "The format is checked last.", "Report format", without: "Format")
        lateCheck(
            "order-method-late", "The callback method is checked last.", "CallbackMethod can", without: "CallbackMethod"
        )
        lateCheck(
            "order-length-late", "Lengths are checked last.", "Limit ReportName", replacing: "ReportName", by: "Report")
        lateCheck(
            "order-semicolon-late", "Semicolons are checked last.", "Invalid character", replacing: "ReportName",
            by: "Report")
        lateCheck(
            "order-start-late", "The start is checked last.", "Start time of report", replacing: "StartTime",
            by: "2038-01-01T00:00:00Z")
        lateCheck(
            "order-start-form-late", "The start's form is checked last.", "StartTime should follow",
            replacing: "StartTime", by: "2038-01-01T00:00:00Z")
        lateCheck(
            "order-interval-late", "The interval is checked last.", "Recurrence Interval",
            replacing: "RecurrenceInterval", by: "24")
        Mutant("order-missing-late", "Missing values are found last.", instead: .createReport) { original, asked in
            var asked = asked
            if asked.isWithout("StartTime") { asked[member: "StartTime"] = .string("2038-01-01T00:00:00Z") }
            if asked.isWithout("RecurrenceInterval") { asked[member: "RecurrenceInterval"] = .integer(24) }
            if asked.isWithout("QueryId") { asked[member: "QueryId"] = .string("none") }
            if asked.isWithout("ReportName") { asked[member: "ReportName"] = .string("Report") }
            return original.respond(asked)
        }
        Mutant(
            "order-query-late", "The query is looked for last.", instead: .createReport,
            where: { $0.message == "Invalid QueryId" }
        ) { original, asked in
            let response = original.respond(asked)
            guard response.message == "Invalid QueryId" else { return response }
            var known = asked
            known[member: "QueryId"] = original.respond(asked.another(.get, .queries)).records.first?["queryId"]
            let other = original.respond(known)
            return other.isSuccess ? response : other
        }
    }

    private static func lateCheck(
        _ name: String, _ fault: String, _ message: String, without member: String
    ) -> Mutant {
        Mutant(name, fault, instead: .reportBodies) { original, asked in
            original.respond(asked, ifNextAfter: message) { $0[member: member] = nil }
        }
    }

    private static func lateCheck(
        _ name: String, _ fault: String, _ message: String, replacing member: String, by value: String
    ) -> Mutant {
        Mutant(name, fault, instead: .reportBodies) { original, asked in
            original.respond(asked, ifNextAfter: message) { $0[member: member] = .string(value) }
        }
    }
}

extension Original {
    /// Returns the next refusal after a corrected field, if one follows.
    fileprivate func respond(
        _ asked: Asked, ifNextAfter message: String, _ right: (inout Asked) -> Void
    ) -> MutantResponse {
        let response = respond(asked)
        guard response.status == 400, response.message.contains(message) else { return response }
        var other = asked
        right(&other)
        let next = self.respond(other)
        return next.isSuccess ? response : next
    }

    private var usualNow: String { now(of: tenants.first?["tenantId"]?.string ?? "") }

    /// The hour on the clock of the case's tenant.
    fileprivate var hour: Int? { Int(usualNow.dropFirst(11).prefix(2)) }

    /// Minutes and seconds on that clock, `:00:00`.
    fileprivate var minutes: Substring { usualNow.dropFirst(13).prefix(6) }
}

extension Asked {
    fileprivate mutating func changeStart(_ change: (String) -> String) {
        guard let start = self[member: "StartTime"]?.string else { return }
        let changed = change(start)
        if changed != start { self[member: "StartTime"] = .string(changed) }
    }

    fileprivate mutating func changeInterval(_ change: (Int) -> Int) {
        guard let interval = self[member: "RecurrenceInterval"]?.integer else { return }
        let changed = change(interval)
        if changed != interval { self[member: "RecurrenceInterval"] = .integer(changed) }
    }

    fileprivate mutating func shorten(_ name: String) {
        guard let text = self[member: name]?.string, text.count > 256 else { return }
        self[member: name] = .string(String(text.prefix(256)))
    }

    fileprivate mutating func lengthen(_ name: String) {
        guard let text = self[member: name]?.string, text.count == 256 else { return }
        self[member: name] = .string(text + "x")
    }
}
