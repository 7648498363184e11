import InsightsAPI
import InsightsHTTP
import InsightsIdentity
import InsightsJSON
import InsightsReports
import InsightsTime

/// The response of a list, kept with the tenant's state until its records change.
extension InsightsService {
    /// A function that returns which records a list is made from, with their version.
    typealias RecordSource = @Sendable (ServiceState) -> KeptResponses.Source

    /// The records of a list as they were selected, under one hold of the tenant's lock.
    struct Selection<Records: Sendable>: Sendable {
        let records: Records
        let source: KeptResponses.Source
        /// The instant of the selection, and the last one at which it would be the same.
        let now: Timestamp
        var lastInstant: Timestamp?
        /// The number of resets of the tenant, as versions begin again with each.
        let resetCount: Int
    }

    /// Returns the key under which the body of a list is kept.
    func keptKey(_ call: ServiceCall) -> KeptResponses.Key {
        KeptResponses.Key(
            account: call.account, isRedacted: call.isRedacted, target: ExactText(call.request.target),
            base: ExactText(links.addresses.base(for: call.request)))
    }

    /// Returns the response that is kept for a call and still true; otherwise nil.
    func keptResponse(
        _ call: ServiceCall, _ key: KeptResponses.Key, source: RecordSource
    ) -> HTTPResponse? {
        call.sandbox.withState { state, now in
            state.kept.body(for: key, from: source(state.service), at: now)
        }.map { call.frame.json(200, $0) }
    }

    /// Selects records under the tenant's lock.
    func select<Records: Sendable>(
        _ call: ServiceCall, from source: RecordSource,
        _ records: (inout ServiceState, Timestamp) -> Records
    ) -> Selection<Records> {
        call.sandbox.withState { state, now in
            let records = records(&state.service, now)
            return Selection(
                records: records, source: source(state.service), now: now, resetCount: call.sandbox.resetCount)
        }
    }

    /// Returns the response with the page of a list that a call asks for, and keeps its body.
    func list<Records>(
        _ call: ServiceCall, _ key: KeptResponses.Key, of selection: Selection<Records>, _ records: [[UInt8]]
    ) throws(ServiceRefusal) -> HTTPResponse {
        let parameters = call.parameters
        let page = try Page(of: records, parameters: parameters, size: settings.pageSize)
        let nextLink = page.nextLink(base: key.base.text, target: call.request.target, parameters: parameters)
        let body = call.body(page.elements, nextLink: nextLink, isPaged: settings.pageSize != nil)
        return response(call, key, of: selection, body)
    }

    /// Returns the response with a body, and keeps the body.
    func response<Records>(
        _ call: ServiceCall, _ key: KeptResponses.Key, of selection: Selection<Records>, _ body: [UInt8]
    ) -> HTTPResponse {
        call.sandbox.withState { state, _ in
            // After a reset, versions mean other records.
            guard call.sandbox.resetCount == selection.resetCount else { return }
            state.kept.keep(body, for: key, from: selection.source, at: selection.now, until: selection.lastInstant)
        }
        return call.frame.json(200, body)
    }
}
