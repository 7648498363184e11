import InsightsAPI
import InsightsHTTP
import InsightsReports

extension InsightsService {
    /// Handles `POST ScheduledQueries` (insights-api section 4.2).
    func createQuery(_ call: ServiceCall) throws(ServiceRefusal) -> HTTPResponse {
        let request = try CreateQueryRequest(call.request.jsonBody())
        let prepared = try catalog(call.program).prepare(request.query, settings: settings)
        let query = try call.sandbox.withState { (state, now) throws(ServiceRefusal) in
            try state.service.createQuery(
                request, prepared, account: call.account, now: now, settings: settings)
        }
        return one(call, query)
    }

    /// Handles `GET ScheduledQueries` (insights-api section 4.3): system queries first, then the caller's, oldest
    /// first.
    func listQueries(_ call: ServiceCall) throws(ServiceRefusal) -> HTTPResponse {
        let parameters = call.parameters
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
        return try list(call, records) { writer, record in
            record.write(to: &writer, program: call.program, style: settings.recordOptions)
        }
    }

    /// Handles `DELETE ScheduledQueries/{queryId}` (insights-api section 4.4).
    func deleteQuery(_ call: ServiceCall, id: String) throws(ServiceRefusal) -> HTTPResponse {
        if catalog(call.program).systemQuery(id: id) != nil { throw ServiceRefusal(.invalidQueryID) }
        let query = try call.sandbox.withState { (state, _) throws(ServiceRefusal) in
            try state.service.deleteQuery(id: id, account: call.account)
        }
        return one(call, query)
    }

    private func one(_ call: ServiceCall, _ query: StoredQuery) -> HTTPResponse {
        call.envelope(count: 1) { writer in
            query.record(user: call.account.user).write(
                to: &writer, program: call.program, style: settings.recordOptions)
        }
    }

    /// Returns the query of an identifier that a caller may use: one of the caller's own, or else a system query.
    func query(id: String, _ call: ServiceCall) throws(ServiceRefusal) -> (id: String, query: PreparedQuery)? {
        let own = call.sandbox.withState { state, _ in state.service.query(id: id, account: call.account) }
        return try query(id: id, own: own, call.program)
    }

    /// Returns the query of an identifier: `own` if there is one, or else a system query.
    func query(
        id: String, own: StoredQuery?, _ program: PartnerProgram
    ) throws(ServiceRefusal) -> (id: String, query: PreparedQuery)? {
        if let own { return (own.id, own.query) }
        guard let record = catalog(program).systemQuery(id: id) else { return nil }
        return (record.queryID, try systemQueries.query(record.query, of: catalog(program), settings: settings))
    }
}

extension [String]? {
    /// Returns whether a filter accepts a value: it is nil, or contains the value in any letter case.
    func admits(_ value: String) -> Bool {
        guard let self else { return true }
        return self.contains { $0.lowercased() == value.lowercased() }
    }
}
