import InsightsAPI
import InsightsJSON
import InsightsTime

/// What an account holds after the actions so far, and the steps of a contract that compare a service with it.
struct WalkModel {
    private struct Query {
        let text: String
        var isDeleted = false
    }

    private struct Report {
        let query: Int
        let text: String
        var plan: WalkPlan
        /// The first slot as the service shows it: an instant, or the name of a captured one; nil for any.
        var start: String?
    }

    let surroundings: WalkSurroundings
    private let program: PartnerProgram
    private let texts: [String]
    private var queries: [Int: Query] = [:]
    private var plans: [Int: Report] = [:]
    private var reports: ReportModel
    private var captured = 0

    /// Creates the model of an account without queries and reports.
    init(_ program: PartnerProgram, _ surroundings: WalkSurroundings) {
        self.program = program
        self.surroundings = surroundings
        texts = WalkScript.texts(of: program)
        reports = ReportModel(
            now: Contract.usualClock, activeQuota: surroundings.activeQuota,
            immediateQuota: surroundings.immediateQuota)
    }

    /// The numbers of the queries that are not deleted, oldest first.
    var livingQueries: [Int] { everyQuery.filter { queries[$0]?.isDeleted == false } }

    /// The numbers of all queries so far, oldest first.
    var everyQuery: [Int] { queries.keys.sorted() }

    /// The numbers of the reports that are not deleted, oldest first.
    var livingReports: [Int] { reports.reports.compactMap { Int($0.id) } }

    /// The numbers of the reports with a schedule that are not deleted, oldest first.
    var scheduledReports: [Int] { reports.reports.filter { $0.interval > 0 }.compactMap { Int($0.id) } }

    /// The numbers of all reports so far, oldest first.
    var everyReport: [Int] { plans.keys.sorted() }

    /// Applies an action; returns its step, or nil if it names a record that was never created.
    mutating func step(_ action: WalkAction) -> JSONObject? {
        switch action {
        case .createQuery(let number, let name, let description, let text):
            createQuery(number, name, description, texts[text % texts.count])
        case .createWrongQuery(let mistake):
            Self.call(
                "createQuery", mistake.applied(to: Self.body("Wrong", nil, WalkScript.plainText(of: program))),
                Self.refusal)
        case .readQuery(let record):
            query(record).map { Self.call("getQueries", ["queryId": .string($0.id)], $0.expectation) }
        case .listQueries: listQueries()
        case .deleteQuery(let record): deleteQuery(record)
        case .createReport(let number, let query, let plan): createReport(number, query, plan)
        case .runAtOnce(let number, let query, let name): runAtOnce(number, query, name)
        case .createWrongReport(let mistake, let query): createWrongReport(mistake, query)
        case .readReport(let record):
            report(record).map { found in
                Self.call("getReports", ["reportId": .string(found.id)], expectation(found.index))
            }
        case .listReports: listReports(of: nil)
        case .listReportsOfQuery(let query): queries[query].flatMap { _ in listReports(of: query) }
        case .updateReport(let record, let plan): update(record, plan)
        case .updateWrong(let mistake, let record): updateWrong(mistake, record)
        case .pauseReport(let record): pause(record)
        case .resumeReport(let record): resume(record)
        case .deleteReport(let record): deleteReport(record)
        case .listExecutions(let record): listExecutions(record)
        case .advance(let seconds): advance(seconds)
        }
    }

    private mutating func advance(_ seconds: Int) -> JSONObject? {
        guard surroundings.ownsAccount else { return nil }
        reports.advance(to: reports.now.adding(seconds: seconds))
        return ["advance": .string("PT\(seconds)S")]
    }
}

// MARK: Queries

extension WalkModel {
    private static func body(_ name: String, _ description: String?, _ text: String) -> JSONObject {
        var body: JSONObject = ["Name": .string(name), "Query": .string(text)]
        if let description { body["Description"] = .string(description) }
        return body
    }

    private mutating func createQuery(
        _ number: Int, _ name: String, _ description: String?, _ text: String
    ) -> JSONObject {
        queries[number] = Query(text: text)
        let record: JSONObject = [
            "queryId": .string("$uuid"), "name": .string(name),
            "description": description.map(JSONValue.string) ?? .null, "query": .string(text),
            "type": .string("userDefined"),
        ]
        return Self.call(
            "createQuery", Self.body(name, description, text), Self.records([record]),
            capture: ["query\(number)": "/value/0/queryId", "queryRecord\(number)": "/value/0"])
    }

    /// Returns what a call that names a query expects; nil if the query was never created.
    private func query(_ record: WalkRecord) -> (id: String, expectation: JSONObject)? {
        guard case .number(let number) = record else { return (WalkMistake.unknownID, Self.missing) }
        guard let query = queries[number] else { return nil }
        return ("${query\(number)}", query.isDeleted ? Self.missing : Self.records([Self.asCreated(number)]))
    }

    /// Returns the record of a query, which never changes.
    private static func asCreated(_ number: Int) -> JSONObject { ["$exactly": .string("${queryRecord\(number)}")] }

    private func listQueries() -> JSONObject? {
        guard surroundings.ownsAccount else { return nil }
        return Self.call(
            "getQueries", ["includeSystemQueries": .string("false")], Self.records(livingQueries.map(Self.asCreated)))
    }

    private mutating func deleteQuery(_ record: WalkRecord) -> JSONObject? {
        guard let found = query(record) else { return nil }
        if case .number(let number) = record { queries[number]?.isDeleted = true }
        return Self.call("deleteQuery", ["queryId": .string(found.id)], found.expectation)
    }
}

// MARK: Reports

extension WalkModel {
    private func index(of number: Int) -> Int? { reports.reports.firstIndex { $0.id == String(number) } }

    /// Returns the identifier of a report and its place in the model, nil if it is deleted; nil if it never was.
    private func report(_ record: WalkRecord) -> (id: String, index: Int?)? {
        switch record {
        case .unknown: return (WalkMistake.unknownID, nil)
        case .number(let number):
            return plans[number].map { _ in ("${report\(number)}", index(of: number)) }
        }
    }

    private func body(of plan: WalkPlan, start: String) -> JSONObject {
        var body: JSONObject = ["ReportName": .string(plan.name), "StartTime": .string(start)]
        if let description = plan.description { body["Description"] = .string(description) }
        if let hours = plan.hours { body["RecurrenceInterval"] = .integer(hours) }
        if let count = plan.count { body["RecurrenceCount"] = .integer(count) }
        if let format = plan.format { body["Format"] = .string(format) }
        return body
    }

    /// Returns the first slot of a plan: as a call names it, and, once captured under `name`, as records show it.
    private func start(_ plan: WalkPlan, captured name: String) -> (sent: String, shown: String) {
        guard surroundings.ownsAccount else { return ("${now+PT\(plan.lead)S}", "${\(name)}") }
        let start = reports.now.adding(seconds: plan.lead).description
        return (start, start)
    }

    /// Returns the record of the report at a place in the model.
    private func record(_ index: Int) -> JSONObject {
        let report = reports.reports[index]
        guard let number = Int(report.id), let facts = plans[number] else { return [:] }
        var record: JSONObject = [
            "reportId": .string("${report\(number)}"), "reportName": .string(facts.plan.name),
            "description": facts.plan.description.map(JSONValue.string) ?? .null,
            "queryId": .string("${query\(facts.query)}"), "query": .string(facts.text),
            "createdTime": .string("${created\(number)}"), "reportStatus": .string(report.status),
            "recurrenceInterval": .integer(report.interval / 3600),
            "recurrenceCount": report.count.map(JSONValue.integer) ?? .null,
            "format": .string(facts.plan.format ?? "csv"),
        ]
        record["startTime"] = facts.start.map(JSONValue.string)
        return record
    }

    /// Returns what a call expects that returns the report at a place in the model; without one, a 404.
    private func expectation(_ index: Int?) -> JSONObject { index.map { Self.records([record($0)]) } ?? Self.missing }

    private static func reportCaptures(_ number: Int) -> [String: String] {
        ["report\(number)": "/value/0/reportId", "created\(number)": "/value/0/createdTime"]
    }

    /// Returns what the response to a creation shows, in which nothing is captured yet.
    private func asCreated(_ index: Int) -> JSONObject {
        var record = record(index)
        record["reportId"] = .string("$uuid")
        record["createdTime"] = .string("$utc")
        if !surroundings.ownsAccount { record["startTime"] = .string("$utc") }
        return Self.records([record])
    }

    private mutating func createReport(_ number: Int, _ query: Int, _ plan: WalkPlan) -> JSONObject? {
        guard let source = queries[query], let hours = plan.hours else { return nil }
        let start = start(plan, captured: "start\(number)")
        var body = body(of: plan, start: start.sent)
        body["QueryId"] = .string("${query\(query)}")
        guard !source.isDeleted, reports.hasFreeSlot else { return Self.call("createReport", body, Self.refusal) }
        reports.create(
            id: String(number), start: reports.now.adding(seconds: plan.lead), hours: hours, count: plan.count)
        plans[number] = Report(query: query, text: source.text, plan: plan, start: start.shown)
        return Self.call(
            "createReport", body, asCreated(reports.reports.count - 1),
            capture: Self.reportCaptures(number).merging(startCapture("start\(number)")) { first, _ in first })
    }

    private func startCapture(_ name: String) -> [String: String] {
        surroundings.ownsAccount ? [:] : [name: "/value/0/startTime"]
    }

    private mutating func runAtOnce(_ number: Int, _ query: Int, _ name: String) -> JSONObject? {
        guard surroundings.ownsAccount, let source = queries[query] else { return nil }
        let body: JSONObject = [
            "ReportName": .string(name), "QueryId": .string("${query\(query)}"), "ExecuteNow": .bool(true),
        ]
        guard !source.isDeleted, reports.hasFreeSlot, reports.mayRunAtOnce else {
            return Self.call("createReport", body, Self.refusal)
        }
        reports.runAtOnce(id: String(number))
        plans[number] = Report(query: query, text: source.text, plan: WalkPlan(name: name, lead: 0))
        // The response to the creation shows the report before its run.
        var expectation = asCreated(reports.reports.count - 1)
        expectation["body"] = .object(["totalCount": .integer(1)])
        return Self.call("createReport", body, expectation, capture: Self.reportCaptures(number))
    }

    /// The plan of a call with a mistake.
    private static let wrongPlan = WalkPlan(name: "Wrong", lead: 5 * 3600, hours: 48)

    private func createWrongReport(_ mistake: WalkMistake, _ query: Int) -> JSONObject? {
        guard queries[query] != nil else { return nil }
        var body = body(of: Self.wrongPlan, start: "${now+PT5H}")
        body["QueryId"] = .string("${query\(query)}")
        return Self.call("createReport", mistake.applied(to: body), Self.refusal)
    }

    private func listReports(of query: Int?) -> JSONObject? {
        let listed = reports.reports.indices.filter { index in
            query == nil || Int(reports.reports[index].id).flatMap { plans[$0]?.query } == query
        }
        if let query {
            return Self.call(
                "getReports", ["queryId": .string("${query\(query)}")],
                listed.isEmpty ? Self.missing : Self.records(listed.map(record)))
        }
        return surroundings.ownsAccount ? Self.call("getReports", [:], Self.records(listed.map(record))) : nil
    }

    private mutating func update(_ record: WalkRecord, _ plan: WalkPlan) -> JSONObject? {
        guard let found = report(record) else { return nil }
        captured += 1
        let name = "changedStart\(captured)"
        let start = start(plan, captured: name)
        var body = body(of: plan, start: start.sent)
        body["reportId"] = .string(found.id)
        guard let index = found.index, let number = Int(reports.reports[index].id) else {
            return Self.call("updateReport", body, Self.missing)
        }
        reports.update(index, start: reports.now.adding(seconds: plan.lead), hours: plan.hours, count: plan.count)
        plans[number]?.plan.name = plan.name
        if let description = plan.description { plans[number]?.plan.description = description }
        if let format = plan.format { plans[number]?.plan.format = format }
        plans[number]?.start = start.shown
        var shown = self.record(index)
        if !surroundings.ownsAccount { shown["startTime"] = .string("$utc") }
        return Self.call("updateReport", body, Self.records([shown]), capture: startCapture(name))
    }

    private func updateWrong(_ mistake: WalkMistake, _ number: Int) -> JSONObject? {
        guard index(of: number) != nil else { return nil }
        var body = mistake.applied(to: body(of: Self.wrongPlan, start: "${now+PT5H}"))
        body["reportId"] = .string("${report\(number)}")
        return Self.call("updateReport", body, Self.refusal)
    }

    private mutating func pause(_ record: WalkRecord) -> JSONObject? {
        guard let found = report(record) else { return nil }
        let isAllowed = found.index.map { reports.reports[$0].status != "Inactive" } ?? true
        if let index = found.index { reports.pause(index) }
        return Self.call(
            "pauseReport", ["reportId": .string(found.id)], isAllowed ? expectation(found.index) : Self.refusal)
    }

    private mutating func resume(_ record: WalkRecord) -> JSONObject? {
        guard let found = report(record) else { return nil }
        let isAllowed = found.index.map(reports.mayResume) ?? true
        if isAllowed, let index = found.index { reports.resume(index) }
        return Self.call(
            "resumeReport", ["reportId": .string(found.id)], isAllowed ? expectation(found.index) : Self.refusal)
    }

    private mutating func deleteReport(_ record: WalkRecord) -> JSONObject? {
        guard let found = report(record) else { return nil }
        let expectation = expectation(found.index)
        if let index = found.index { reports.reports.remove(at: index) }
        return Self.call("deleteReport", ["reportId": .string(found.id)], expectation)
    }

    private func listExecutions(_ record: WalkRecord) -> JSONObject? {
        guard let found = report(record) else { return nil }
        let arguments: JSONObject = [
            "reportId": .string(found.id), "getLatestExecution": .string("false"),
            "executionStatus": .string("Pending;Running;Paused;Completed"),
        ]
        guard let index = found.index else { return Self.call("getExecutions", arguments, Self.missing) }
        let runs = reports.runs(index).map { run in
            var shown: JSONObject = ["reportId": .string(found.id), "executionStatus": .string(run.status)]
            if let time = run.time {
                shown["reportGeneratedTime"] = .string(time.description)
                shown["reportAccessSecureLink"] = .string("$url")
            }
            return shown
        }
        guard !runs.isEmpty else { return Self.call("getExecutions", arguments, ["status": .integer(404)]) }
        var expectation = Self.records(runs)
        if runs.count > 1, let body = expectation["body"]?.object {
            // Beside the elements: no identifier twice.
            expectation["body"] = .object([
                "$all": .array([.object(body), .object(["value": .object(["$unique": .string("/executionId")])])])
            ])
        }
        return Self.call("getExecutions", arguments, expectation)
    }
}

// MARK: Steps

extension WalkModel {
    private static func call(
        _ operation: String, _ arguments: JSONObject, _ expectation: JSONObject, capture: [String: String] = [:]
    ) -> JSONObject {
        var step: JSONObject = ["do": .string(operation), "with": .object(arguments), "expect": .object(expectation)]
        if !capture.isEmpty {
            step["capture"] = .object(
                JSONObject(capture.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }))
        }
        return step
    }

    /// Returns what a list of exactly these records looks like.
    private static func records(_ records: [JSONObject]) -> JSONObject {
        [
            "body": .object([
                "totalCount": .integer(records.count), "statusCode": .integer(200),
                "value": .array(records.map(JSONValue.object)),
            ])
        ]
    }

    /// What a wrong call gets.
    private static let refusal: JSONObject = ["status": .integer(400)]

    /// What a call gets that names no record.
    private static let missing: JSONObject = [
        "status": .integer(404),
        "body": .object(["value": .array([]), "totalCount": .integer(0), "statusCode": .integer(404)]),
    ]
}
