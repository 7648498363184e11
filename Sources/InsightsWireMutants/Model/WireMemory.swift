import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// What a rewriting server has seen during one case.
package struct WireMemory: Sendable {
    /// A query or report that the server has shown.
    package struct Known: Sendable {
        let content: Operation.Content
        let id: String
        let program: PartnerProgram
        /// The tenant whose token asked for it; empty if that is unknown.
        let tenant: String
        var json: JSONObject
        var isDeleted = false
    }

    /// A token of the usual principal, for mutants that need one.
    package var goodToken: String?
    /// The tenant of that token.
    package var goodTenant: String?
    /// The queries and reports, in the order in which they were first shown.
    private(set) var known: [Known] = []
    /// The requests that obtained tokens, by token: tenant and form.
    private(set) var grants: [String: (tenant: String, form: [UInt8])] = [:]
    /// The targets of links to files.
    private(set) var links: Set<String> = []
    /// The answers that a mutant keeps, by a name of its choice.
    var kept: [String: WireResponse] = [:]
    /// The texts that a mutant keeps, by a name of its choice.
    var notes: [String: String] = [:]
    /// The successful writes so far, oldest first.
    private(set) var writes: [Operation] = []

    /// Creates an empty memory.
    package init() {}

    /// Returns the tenant of a request's token; empty if it is unknown.
    func tenant(of request: WireRequest) -> String { request.token.flatMap { grants[$0]?.tenant } ?? "" }

    /// Returns the address of a request and who asks, so that another token of the same principal is the same reader.
    func reader(_ request: WireRequest) -> String {
        let form = request.token.map { token in grants[token].map { String(decoding: $0.form, as: UTF8.self) } ?? token
        }
        return "\(request.http.method) \(request.http.target) \(tenant(of: request)) \(form ?? "")"
    }

    /// Returns the record with an identifier.
    func record(_ content: Operation.Content, _ id: String?) -> Known? {
        guard let id else { return nil }
        return known.last { $0.content == content && $0.id.lowercased() == id.lowercased() && !$0.isDeleted }
    }

    /// Returns the records of the same tenant and program as a request's, but those with some identifiers.
    func others(_ content: Operation.Content, than ids: Set<String>, for request: WireRequest) -> [Known] {
        known.filter { known in
            known.content == content && !known.isDeleted && known.program == request.program
                && known.tenant == tenant(of: request) && !ids.contains(known.id.lowercased())
                && known.json["type"]?.string != QueryRecord.Kind.system.rawValue
        }
    }

    /// Learns from an exchange with the right server.
    mutating func note(_ request: WireRequest, _ response: WireResponse) {
        guard response.isSuccess else { return }
        switch request.operation {
        case .token:
            guard let token = response.json?["access_token"]?.string else { return }
            let tenant = RequestTarget(parsing: request.http.target).segments.first ?? ""
            grants[token] = (tenant, request.http.body)
        case .deleteQuery: forget(.query, request)
        case .deleteReport: forget(.report, request)
        default:
            for record in response.records { note(record, request) }
        }
        if request.operation.isOfService, request.operation.writes { writes.append(request.operation) }
    }

    private mutating func forget(_ content: Operation.Content, _ request: WireRequest) {
        for index in known.indices
        where known[index].content == content && known[index].id.lowercased() == request.id?.lowercased() {
            known[index].isDeleted = true
        }
    }

    private mutating func note(_ record: JSONValue, _ request: WireRequest) {
        guard let content = request.operation.content, let program = request.program, let object = record.object else {
            return
        }
        if let link = object["reportAccessSecureLink"]?.string, let url = AbsoluteTarget(link) {
            links.insert(url.originForm)
        }
        let key = content == .query ? "queryId" : "reportId"
        guard content == .query || content == .report, let id = object[key]?.string else { return }
        if let index = known.lastIndex(where: { $0.content == content && $0.id == id && $0.program == program }) {
            known[index].json = object
        } else {
            known.append(
                Known(content: content, id: id, program: program, tenant: tenant(of: request), json: object))
        }
    }
}
