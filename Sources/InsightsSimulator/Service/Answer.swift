import InsightsAPI
import InsightsHTTP
import InsightsQuery

/// Frames the answers of the service: media type, date by the tenant's clock, request identifier (U43).
struct Answer: Sendable {
    let now: Timestamp
    let requestID: String

    static let jsonMediaType = "application/json; charset=utf-8"

    /// An answer with JSON that stands ready.
    func json(_ status: HTTPStatus, _ body: [UInt8]) -> HTTPResponse {
        HTTPResponse(status, fields: fields(Self.jsonMediaType), body: .bytes(body))
    }

    /// A refusal in the envelope, with the headers its status asks for.
    func refusal(
        _ error: ServiceError, program: Program, challenge: TokenRejection? = nil, detail: String? = nil
    ) -> HTTPResponse {
        var response = json(error.status, Envelope.encode(error, program: program))
        if let challenge { response.fields.append("WWW-Authenticate", challenge.challenge) }
        if case .methodNotAllowed(let methods) = error {
            response.fields.append("Allow", methods.map(\.token).joined(separator: ", "))
        }
        RefusalDetail.add(detail, to: &response)
        return response
    }

    func fields(_ mediaType: String) -> HTTPFields {
        var fields = HTTPFields()
        fields.append("Content-Type", mediaType)
        fields.append("Date", HTTPDate.format(secondsSince1970: now.secondsSinceEpoch))
        fields.append("x-ms-request-id", requestID)
        return fields
    }
}
