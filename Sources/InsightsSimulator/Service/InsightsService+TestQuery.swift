import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsIdentity
import InsightsJSON
import InsightsQuery
import InsightsReports
import InsightsTime

extension InsightsService {
    /// Handles `GET ScheduledQueries/testQueryResult` (insights-api section 4.5).
    ///
    /// A long query runs off the event loop. The rows of the last ones are kept for the instant of the clock that they
    /// are of.
    func testQuery(_ call: ServiceCall) throws(ServiceRefusal) -> HTTPReply {
        let (key, now) = (keptKey(call), call.frame.now)
        // A stored query never changes, but it can be deleted.
        let (kept, selection) = call.sandbox.withState { state, _ in
            let source = KeptResponses.Source.queries(version: state.service.queriesVersion(of: call.account))
            let selection = Selection(
                records: (), source: source, now: now, lastInstant: now, resetCount: call.sandbox.resetCount)
            return (state.kept.body(for: key, from: source, at: now), selection)
        }
        if let kept { return .response(call.frame.json(200, kept)) }
        let parameters = call.parameters
        let prepared: PreparedQuery
        switch (parameters[.exportQuery], parameters[.testedQueryID]) {
        case (nil, nil):
            throw ServiceRefusal(
                .nullOrMissingValue, field: "exportQuery, queryId", found: "no value",
                expected: "a value for one of them")
        case (.some, .some):
            throw ServiceRefusal(
                .invalidReportParameters, field: "exportQuery, queryId", found: "both", expected: "one of them")
        case (.some(let text), nil):
            prepared = try preparedQueries.query(text, of: catalog(call.program), settings: settings)
        case (nil, .some(let id)):
            guard let stored = try self.query(id: id, call) else { throw ServiceRefusal(.noItemFound) }
            prepared = stored.query
        }
        let query = prepared.bound
        let bounds = try bounds(of: parameters, call)
        let window = bounds ?? query.timespan.window(endingAt: call.frame.now)
        return try reply(call, isLong: isLong(query, call)) { [self] () throws(ServiceRefusal) in
            var response = try rows(of: query, window, call, parameters)
            if let warning = prepared.warning {
                // A kept body would come without it.
                ErrorExplanation.add(warning, to: &response)
                return response
            }
            guard case .bytes(let body) = response.body, KeptResponses.keepsRows(length: body.count) else {
                return response
            }
            return self.response(call, key, of: selection, body)
        }
    }

    /// The cost of a query that an event loop runs at the most, about a fifth of a millisecond.
    ///
    /// A shorter one costs less than the way to a worker and back.
    static let quickCost = 200_000

    /// Returns whether a query takes a worker: it may take long, or its rows must be loaded first.
    private func isLong(_ query: BoundQuery, _ call: ServiceCall) -> Bool {
        let started = call.sandbox.withState { state, _ in state.started }
        guard
            let table = store.loadedTable(
                program: call.program.rawValue, dataset: query.table,
                shiftedByMonths: store.monthShift(startedAt: started, now: call.frame.now), in: settings.catalogue)
        else { return true }
        return query.cost(on: table, rowLimit: settings.testRows) > Self.quickCost
    }

    private func rows(
        of query: BoundQuery, _ window: TimeWindow, _ call: ServiceCall, _ parameters: OperationParameters
    ) throws(ServiceRefusal) -> HTTPResponse {
        let table: Table
        do throws(FixtureError) {
            table = try self.table(
                for: query, call.program, call.sandbox, at: call.frame.now, isRedacted: call.isRedacted)
        } catch {
            throw ServiceRefusal(.serviceUnavailable)
        }
        let result: ResultSet
        do throws(BudgetExceeded) {
            // A query beyond its limits gets the response that the documents give after 100 seconds (U17,
            // docs/sources.md).
            result = try query.run(
                on: table, window: window, rowLimit: settings.testRows, budget: settings.testQueryBudget)
        } catch {
            throw ServiceRefusal(.serviceUnavailable)
        }
        let page = try Page(of: 0..<result.rowCount, parameters: parameters, size: settings.pageSize)
        let nextLink = page.nextLink(
            base: links.addresses.base(for: call.request), target: call.request.target, parameters: parameters)
        let objects = JSONRowWriter(result).objects(page.elements)
        return call.envelope(
            count: page.elements.count, nextLink: nextLink, isPaged: settings.pageSize != nil
        ) { writer in
            guard !objects.isEmpty else { return }
            writer.reserve(objects.count + Self.envelopeRoom)
            writer.raw(objects)
        }
    }

    /// The number of bytes that the envelope takes after the rows, but for a link.
    private static let envelopeRoom = 512

    /// Returns the range of `startTime` and `endTime`, which replaces the query's TIMESPAN; nil if both are absent.
    private func bounds(of parameters: OperationParameters, _ call: ServiceCall) throws(ServiceRefusal) -> TimeWindow? {
        let now = call.frame.now
        let rules = ReportRules(
            settings: settings, program: call.program, now: now, correlationID: call.frame.requestID)
        let fields = (start: QueryParameter.startTime.name, end: QueryParameter.endTime.name)
        let start = try rules.time(parameters[.startTime], of: fields.start, or: .startTimeFormat)
        let end = try rules.time(parameters[.endTime], of: fields.end, or: .endTimeFormat)
        if start == nil, end == nil { return nil }
        try rules.checkOrder(start, end, of: fields)
        return TimeWindow(from: start, to: end ?? now)
    }

    /// Returns the rows of a query's dataset, with dates as of an instant of the tenant's clock.
    func table(
        for query: BoundQuery, _ program: PartnerProgram, _ sandbox: TenantRuntime, at instant: Timestamp,
        isRedacted: Bool
    ) throws(FixtureError) -> Table {
        let started = sandbox.withState { state, _ in state.started }
        let table = try store.table(
            program: program.rawValue, dataset: query.table,
            shiftedByMonths: store.monthShift(startedAt: started, now: instant), in: settings.catalogue)
        return isRedacted ? table.redactingSensitiveFields() : table
    }
}
