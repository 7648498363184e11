import InsightsAPI
import InsightsHTTP
import InsightsIdentity
import InsightsJSON
import InsightsQuery
import InsightsRandomness
import InsightsTime

/// The frame of the service's responses: media type, date of the tenant's clock, and request identifier (U43,
/// docs/sources.md).
struct ResponseFrame: Sendable {
    let now: Timestamp
    let identifier: UUIDValue

    var requestID: String { identifier.description }

    /// A number from 0 to 99 that follows from the request's identifier.
    var draw: Int { Int(identifier.low % 100) }

    /// Returns a response with prepared JSON.
    func json(_ status: HTTPStatus, _ body: [UInt8]) -> HTTPResponse {
        HTTPResponse(status, fields: fields(MediaType.json), body: .bytes(body))
    }

    /// Returns the rejection of a token, in the envelope unless it is published without a body (token-endpoint section
    /// 12.3).
    func refusal(_ rejection: TokenRejection, program: PartnerProgram, detail: String?) -> HTTPResponse {
        if rejection == .secondFactorRequired { return secondFactorRefusal(rejection, detail: detail) }
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

    /// Returns the rejection with the error code 900421, in the envelope of Partner Center's other interfaces
    /// (2026 2.4).
    private func secondFactorRefusal(_ rejection: TokenRejection, detail: String?) -> HTTPResponse {
        let body: JSONObject = [
            "code": .string("900421"), "description": .string("MFA is required for this request."),
            "data": .array([]), "source": .string("PartnerFD"),
        ]
        var response = json(401, JSONWriter.encode(.object(body)))
        response.fields.append("WWW-Authenticate", rejection.challenge)
        ErrorExplanation.add(detail, to: &response)
        return response
    }

    /// The identifier of the service in its telemetry.
    private static let telemetryID = "5b6a6ad2-4d0e-4e36-9a53-0f5c1d7c8e21"

    /// Returns an error response in the envelope, with the headers that its status requires.
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
        guard mediaType == MediaType.json, HTTPDate.usualSeconds.contains(now.secondsSinceEpoch) else {
            var fields = HTTPFields()
            fields.append("Content-Type", mediaType)
            addTrace(&fields)
            return fields
        }
        var fields = Self.jsonFields
        fields.rewriteValue(at: 1) { HTTPDate.write(secondsSince1970: now.secondsSinceEpoch, to: $0) }
        fields.rewriteValue(at: 2) { identifier.write(to: $0) }
        return fields
    }

    /// The fields of a response with JSON, of which date and identifier are rewritten: both have one length.
    private static let jsonFields: HTTPFields = {
        var fields = HTTPFields()
        fields.append("Content-Type", MediaType.json)
        ResponseFrame(now: Timestamp(secondsSinceEpoch: 0), identifier: UUIDValue(high: 0, low: 0)).addTrace(&fields)
        return fields
    }()

    private func addTrace(_ fields: inout HTTPFields) {
        fields.append("Date", HTTPDate.format(secondsSince1970: now.secondsSinceEpoch))
        fields.append("x-ms-request-id", requestID)
    }
}
