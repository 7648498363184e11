package import InsightsAPI
package import InsightsHTTP
import InsightsJSON

/// A request on its way to the server, and what it asks for.
package struct WireRequest: Sendable {
    /// The request as it is sent.
    package let http: HTTPRequest
    /// What the request asks for, by its path and method.
    package let operation: Operation
    /// The program that the path names; nil for requests outside the service.
    package let program: PartnerProgram?
    /// The route; nil for requests outside the service.
    package let route: Route?
    /// The version that the path names.
    package let version: ServiceVersion

    /// Reads a request.
    ///
    /// - Parameters:
    ///   - http: the request.
    ///   - isLink: returns whether a target is that of a link that the server answered.
    package init(_ http: HTTPRequest, isLink: (String) -> Bool = { _ in false }) {
        self.http = http
        let requested = RequestedOperation(http.method, http.target)
        (program, route, version) = (requested.program, requested.route, requested.version)
        operation = program == nil && isLink(http.target) ? .download : requested.operation
    }

    /// The token in `Authorization`; nil for none.
    package var token: String? {
        guard let text = http.fields["Authorization"], text.lowercased().hasPrefix("bearer ") else { return nil }
        return String(text.dropFirst(7))
    }

    /// The identifier in the path; nil for none.
    package var id: String? { route.map(\.identifier).flatMap { $0.isEmpty ? nil : $0 } }

    /// Returns another request of the same caller.
    func another(_ method: HTTPMethod, _ route: Route, json: JSONObject? = nil) -> HTTPRequest {
        var fields = HTTPFields()
        if let authorization = http.fields["Authorization"] { fields.append("Authorization", authorization) }
        guard let json else { return HTTPRequest(method, route.path(program ?? .cmp, version), fields: fields) }
        fields.append("Content-Type", MediaType.json)
        return HTTPRequest(
            method, route.path(program ?? .cmp, version), fields: fields, body: JSONWriter.encode(.object(json)))
    }

    /// Returns the request with another token.
    func with(token: String) -> HTTPRequest {
        var changed = http
        changed.fields.set("Authorization", to: "Bearer \(token)")
        return changed
    }
}

extension HTTPRequest {
    /// Returns whether both have the same method, target, fields and content.
    func isSame(as other: HTTPRequest) -> Bool {
        method == other.method && target == other.target && body == other.body && fields == other.fields
    }
}
