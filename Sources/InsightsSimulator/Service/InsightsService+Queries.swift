import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsReports

extension InsightsService {
    /// Handles `POST ScheduledQueries` (insights-api section 4.2).
    func createQuery(_ call: ServiceCall) throws(ServiceRefusal) -> HTTPResponse {
        let request = try CreateQueryRequest(call.request.jsonBody())
        try checkName(request.name)
        let prepared = try preparedQueries.query(request.query, of: catalog(call.program), settings: settings)
        let query = try call.sandbox.withState { (state, now) throws(ServiceRefusal) in
            try state.service.createQuery(
                request, prepared, account: call.account, now: now, settings: settings)
        }
        var response = one(call, query)
        ErrorExplanation.add(prepared.warning, to: &response)
        return response
    }

    /// Refuses a name that the settings do not admit; one public client says that the service takes no others.
    private func checkName(_ name: String) throws(ServiceRefusal) {
        guard settings.queryNameRule == .alphanumeric else { return }
        let isPlain = name.unicodeScalars.allSatisfy { scalar in
            scalar == " " || ("0"..."9").contains(scalar) || ("a"..."z").contains(scalar)
                || ("A"..."Z").contains(scalar)
        }
        guard !isPlain else { return }
        throw ServiceRefusal(
            .invalidReportParameters, field: "Name", found: InputError.echo(name),
            expected: "letters, digits and blanks")
    }

    /// Handles `GET ScheduledQueries` (insights-api section 4.3): system queries first, then the caller's, oldest
    /// first.
    func listQueries(_ call: ServiceCall) throws(ServiceRefusal) -> HTTPResponse {
        let key = keptKey(call)
        let source: RecordSource = { .queries(version: $0.queriesVersion(of: call.account)) }
        if let kept = keptResponse(call, key, source: source) { return kept }
        let parameters = call.parameters
        let onlySystem = try parameters.flag(.includeOnlySystemQueries, empty: settings.emptyFlag) ?? false
        let withSystem = try parameters.flag(.includeSystemQueries, empty: settings.emptyFlag) ?? true
        let ids = parameters.list(.queryID)
        let names = CaselessSet(parameters.list(.queryName))
        let selection = select(call, from: source) { state, _ in
            guard !onlySystem else { return [[UInt8]]() }
            return state.queryJSON(
                of: call.account, ids: ids, style: call.style,
                where: names.map { names in { names.contains($0.name) } })
        }
        var records = selection.records
        if onlySystem || withSystem {
            let admitted = CaselessSet(ids)
            let system = systemQueries.records(of: catalog(call.program), style: call.style)
                .filter { admitted?.contains($0.id) ?? true && names?.contains($0.name) ?? true }
            records = system.map(\.json) + records
        }
        if records.isEmpty, ids != nil || names != nil { throw ServiceRefusal(.noItemFound) }
        return try list(call, key, of: selection, records)
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
        var query = query
        return call.response(query.keptJSON(of: call.account, style: call.style))
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
        return (record.queryID, try preparedQueries.query(record.query, of: catalog(program), settings: settings))
    }
}
