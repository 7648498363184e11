import InsightsAPI
import InsightsHTTP

extension InsightsService {
    /// `POST ScheduledQueries` (insights-api section 4.2).
    func createQuery(_ call: Call) throws(ServiceRefusal) -> HTTPResponse {
        let request = try CreateQueryRequest(RequestBody(parsing: call.request.body))
        _ = try catalog(call.program).prepare(request.query, settings: settings)
        let query = try call.sandbox.withState { (state, now) throws(ServiceRefusal) in
            try state.service.createQuery(request, account: call.account, now: now, settings: settings)
        }
        return one(call, query, .createQuery)
    }

    /// `GET ScheduledQueries` (insights-api section 4.3): system queries first, then the caller's, oldest first.
    func listQueries(_ call: Call) throws(ServiceRefusal) -> HTTPResponse {
        let parameters = call.parameters(of: .listQueries)
        let onlySystem = try parameters.flag(.includeOnlySystemQueries) ?? false
        let withSystem = try parameters.flag(.includeSystemQueries) ?? true
        var records = onlySystem || withSystem ? catalog(call.program).systemQueries : []
        if !onlySystem {
            let own = call.sandbox.withState { state, _ in state.service.queries[call.account] ?? [] }
            records += own.map { $0.record(user: call.account.user) }
        }
        let ids = parameters.list(.queryID)
        let names = parameters.list(.queryName)
        records = records.filter { ids.admits($0.queryID) && names.admits($0.name) }
        if records.isEmpty, ids != nil || names != nil { throw ServiceRefusal(.noItemFound) }
        return try list(call, records, .listQueries) { writer, record in
            record.write(to: &writer, program: call.program, style: settings.recordOptions)
        }
    }

    /// `DELETE ScheduledQueries/{queryId}` (insights-api section 4.4).
    func deleteQuery(_ call: Call, id: String) throws(ServiceRefusal) -> HTTPResponse {
        if catalog(call.program).systemQueries.contains(where: { $0.queryID.lowercased() == id.lowercased() }) {
            throw ServiceRefusal(.invalidQueryID)
        }
        let query = try call.sandbox.withState { (state, _) throws(ServiceRefusal) in
            try state.service.deleteQuery(id: id, account: call.account)
        }
        return one(call, query, .deleteQuery)
    }

    private func one(_ call: Call, _ query: StoredQuery, _ operation: ServiceOperation) -> HTTPResponse {
        call.envelope(operation, count: 1) { writer in
            query.record(user: call.account.user).write(
                to: &writer, program: call.program, style: settings.recordOptions)
        }
    }

    /// The text of a stored or a system query the caller may use.
    func queryText(id: String, _ call: Call) -> (id: String, text: String)? {
        if let query = call.sandbox.withState({ state, _ in state.service.query(id: id, account: call.account) }) {
            return (query.id, query.text)
        }
        return catalog(call.program).systemQueries.first { $0.queryID.lowercased() == id.lowercased() }
            .map { ($0.queryID, $0.query) }
    }
}

extension [String]? {
    /// Whether a filter lets a value through: it is absent, or names the value in any letter case.
    func admits(_ value: String) -> Bool {
        guard let self else { return true }
        return self.contains { $0.lowercased() == value.lowercased() }
    }
}
