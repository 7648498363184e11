import InsightsAPI
import InsightsHTTP
import InsightsQuery
import InsightsTime

/// Frames the answers of the service: media type, date by the tenant's clock, request identifier (U43).
struct ResponseFrame: Sendable {
    let now: Timestamp
    let requestID: String

    static let jsonMediaType = "application/json; charset=utf-8"

    /// An answer with JSON that stands ready.
    func json(_ status: HTTPStatus, _ body: [UInt8]) -> HTTPResponse {
        HTTPResponse(status, fields: fields(Self.jsonMediaType), body: .bytes(body))
    }

    /// The refusal of a token: in the envelope, but for what is published without a body (token-endpoint section 12.3).
    func refusal(_ rejection: TokenRejection, program: PartnerProgram, detail: String?) -> HTTPResponse {
        guard rejection == .secondFactorMissing else {
            return refusal(rejection.serviceError, program: program, challenge: rejection, detail: detail)
        }
        var fields = HTTPFields()
        fields.append("Request-Context", "appId=cid-v1:\(Self.telemetryID)")
        fields.append("WWW-Authenticate", rejection.challenge)
        addTrace(&fields)
        var response = HTTPResponse(401, fields: fields)
        response.reasonPhrase = "Unauthorized - MFA required"
        ErrorExplanation.add(detail, to: &response)
        return response
    }

    /// What the service's telemetry knows it by.
    private static let telemetryID = "5b6a6ad2-4d0e-4e36-9a53-0f5c1d7c8e21"

    /// A refusal in the envelope, with the headers its status asks for.
    func refusal(
        _ error: ServiceError, program: PartnerProgram, challenge: TokenRejection? = nil, detail: String? = nil
    ) -> HTTPResponse {
        var response = json(error.status, Envelope.encode(error, program: program))
        if let challenge { response.fields.append("WWW-Authenticate", challenge.challenge) }
        if case .methodNotAllowed(let methods) = error {
            response.fields.append("Allow", methods.map(\.token).joined(separator: ", "))
        }
        ErrorExplanation.add(detail, to: &response)
        return response
    }

    func fields(_ mediaType: String) -> HTTPFields {
        var fields = HTTPFields()
        fields.append("Content-Type", mediaType)
        addTrace(&fields)
        return fields
    }

    private func addTrace(_ fields: inout HTTPFields) {
        fields.append("Date", HTTPDate.format(secondsSince1970: now.secondsSinceEpoch))
        fields.append("x-ms-request-id", requestID)
    }
}
