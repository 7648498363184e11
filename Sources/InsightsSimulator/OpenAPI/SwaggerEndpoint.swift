import InsightsAPI
import InsightsHTTP
import InsightsIdentity
import InsightsJSON
import InsightsQuery
import InsightsTime

/// The endpoint of the documented Swagger URLs: an HTML page and its OpenAPI document.
///
/// They are public, without a token. Requests do not appear in a journal, hit no fault, and use no identifiers.
struct SwaggerEndpoint: Sendable {
    let addresses: EndpointAddresses

    func handle(
        _ request: HTTPRequest, _ route: SwaggerRoute, _ program: PartnerProgram, of sandbox: TenantRuntime
    ) -> HTTPReply {
        var fields = HTTPFields()
        fields.append("Date", HTTPDate.format(secondsSince1970: sandbox.instantWithoutWaiting.secondsSinceEpoch))
        guard request.method == .get || request.method == .head else {
            fields.append("Allow", "GET, HEAD")
            return .response(HTTPResponse(405, fields: fields))
        }
        return .offloaded { [fields] in
            var fields = fields
            let document = OpenAPIGenerator(
                describing: sandbox, programs: [program], baseURL: addresses.base(for: request)
            ).json
            let body: [UInt8]
            switch route {
            case .page:
                fields.append("Content-Type", "text/html; charset=utf-8")
                fields.append("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
                body = Array(SwaggerPage(document: document).html.utf8)
            case .document:
                fields.append("Content-Type", MediaType.json)
                body = JSONWriter.encode(document)
            }
            return HTTPResponse(200, fields: fields, body: .bytes(body))
        }
    }
}
