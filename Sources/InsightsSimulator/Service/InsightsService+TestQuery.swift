import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsQuery
import InsightsTime

extension InsightsService {
    /// `GET ScheduledQueries/testQueryResult` (insights-api section 4.5).
    ///
    /// Runs off the event loop.
    func testQuery(_ call: Call) throws(ServiceRefusal) -> HTTPReply {
        let parameters = call.parameters(of: .testQuery)
        let text: String
        switch (parameters[.exportQuery], parameters[.testedQueryID]) {
        case (nil, nil):
            throw ServiceRefusal(
                .nullOrMissingValue, field: "exportQuery, queryId", found: "no value",
                expected: "a value for one of them")
        case (.some, .some):
            throw ServiceRefusal(
                .invalidReportParameters, field: "exportQuery, queryId", found: "both", expected: "one of them")
        case (.some(let exportQuery), nil): text = exportQuery
        case (nil, .some(let id)):
            guard let query = queryText(id: id, call) else { throw ServiceRefusal(.noItemFound) }
            text = query.text
        }
        let query = try catalog(call.program).prepare(text, settings: settings)
        let bounds = try bounds(of: parameters, call)
        let window = bounds ?? query.timespan.window(endingAt: call.answer.now)
        return .offloaded {
            do throws(ServiceRefusal) {
                return try self.rows(of: query, window, call)
            } catch {
                return self.refusal(error, call)
            }
        }
    }

    private func rows(of query: BoundQuery, _ window: TimeWindow, _ call: Call) throws(ServiceRefusal) -> HTTPResponse {
        let table: Table
        do throws(FixtureError) {
            table = try self.table(
                for: query, call.program, call.sandbox, at: call.answer.now, isRedacted: call.isRedacted)
        } catch {
            throw ServiceRefusal(.serviceUnavailable)
        }
        let result: ResultSet
        do throws(BudgetExceeded) {
            // What takes too long or too much is answered as the documents answer after 100 seconds (U17).
            result = try query.run(
                on: table, window: window, rowLimit: settings.testRows, budget: settings.testQueryBudget)
        } catch {
            throw ServiceRefusal(.serviceUnavailable)
        }
        return try list(call, Array(0..<result.rowCount), .testQuery) { writer, row in writer.row(row, of: result) }
    }

    /// `startTime` and `endTime`, which replace the query's TIMESPAN; nil if neither is there.
    private func bounds(of parameters: OperationParameters, _ call: Call) throws(ServiceRefusal) -> TimeWindow? {
        let now = call.answer.now
        let rules = ReportRules(
            settings: settings, program: call.program, now: now, correlationID: call.answer.requestID)
        let fields = (start: QueryParameter.startTime.name, end: QueryParameter.endTime.name)
        let start = try rules.time(parameters[.startTime], of: fields.start, or: .startTimeFormat)
        let end = try rules.time(parameters[.endTime], of: fields.end, or: .endTimeFormat)
        if start == nil, end == nil { return nil }
        try rules.checkOrder(start, end, of: fields)
        return TimeWindow(from: start, to: end ?? now)
    }

    /// The rows a query runs on, dated as the tenant sees them at an instant.
    func table(
        for query: BoundQuery, _ program: PartnerProgram, _ sandbox: TenantRuntime, at instant: Timestamp,
        isRedacted: Bool
    ) throws(FixtureError) -> Table {
        let started = sandbox.withState { state, _ in state.started }
        let table = try store.table(
            program: program.rawValue, dataset: query.table,
            shiftedByMonths: store.monthShift(startedAt: started, now: instant))
        return isRedacted ? table.redactingSensitiveFields() : table
    }
}
