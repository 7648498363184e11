import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// The error responses of the service as named components; operations share equal ones.
struct OpenAPIRefusals {
    let generator: OpenAPIGenerator
    /// The responses collected so far, by name.
    private(set) var responses = JSONObject()

    init(generator: OpenAPIGenerator) {
        self.generator = generator
    }

    /// Returns references to the error responses of an operation, by status.
    mutating func references(
        of operation: Operation, _ program: PartnerProgram
    ) -> [(status: String, response: JSONValue)] {
        let refusals = ServiceError.refusals(of: operation, in: program, limits: generator.settings.refusalLimits)
        let statuses = Set(refusals.map(\.status) + ServiceError.documentedStatuses(of: operation))
        return statuses.filter { $0 != 200 }.sorted { $0.code < $1.code }.map { status in
            let errors = refusals.filter { $0.status == status }
            return (String(status.code), reference(errors, status, program, name: operation.rawValue))
        }
    }

    /// Returns a reference to the response for errors with the same status.
    mutating func reference(
        _ errors: [ServiceError], _ status: HTTPStatus, _ program: PartnerProgram, name: String
    ) -> JSONValue {
        let response = response(errors, status, program)
        let shared = OpenAPIGenerator.componentName(program, String(status.code))
        let own = shared + name.prefix(1).uppercased() + name.dropFirst()
        let key =
            [shared, own].first { responses[$0] == nil || responses[$0] == response } ?? own
        responses[key] = response
        return .object(["$ref": .string("#/components/responses/\(key)")])
    }

    /// The response to an unknown URL: an error of the service or of the token endpoint.
    var unknownAddress: JSONValue {
        let envelope = generator.envelope(
            .cmp, status: 404, record: nil, records: ["maxItems": .integer(0)], count: 0,
            message: message([.unknownRoute]))
        return .object([
            "description": .string("Not Found."),
            "content": OpenAPIGenerator.jsonContent(
                .object(["anyOf": .array([envelope, OpenAPIGenerator.schema("TokenError")])])),
        ])
    }

    private func response(_ errors: [ServiceError], _ status: HTTPStatus, _ program: PartnerProgram) -> JSONValue {
        let envelope = generator.envelope(
            program, status: status.code, record: nil, records: ["maxItems": .integer(0)], count: 0,
            message: message(errors))
        var response: JSONObject = [
            "description": .string(
                errors.isEmpty
                    ? "\(status.reasonPhrase): in the documents' list, never returned here."
                    : "\(status.reasonPhrase)."),
            "content": OpenAPIGenerator.jsonContent(envelope),
        ]
        let header: String? =
            switch status {
            case 401: "WWW-Authenticate"
            case 405: "Allow"
            default: nil
            }
        if status == 401, program == .mpn, generator.settings.token.secondFactorRule != .off {
            switch generator.settings.token.secondFactorRefusal {
            case .year2019: response["x-may-be-empty"] = .bool(true)
            case .year2026:
                let form: JSONObject = [
                    "type": .string("object"),
                    "properties": .object([
                        "code": .object(["const": .string("900421")]),
                        "description": .object(["type": .string("string")]),
                        "data": .object(["type": .string("array")]), "source": .object(["type": .string("string")]),
                    ]),
                    "required": .array(["code", "description", "data", "source"].map(JSONValue.string)),
                ]
                response["content"] = OpenAPIGenerator.jsonContent(
                    .object(["anyOf": .array([envelope, .object(form)])]))
            }
        }
        if let header {
            response["headers"] = .object([
                header: .object(["schema": .object(["type": .string("string")])])
            ])
        }
        return .object(response)
    }

    /// Returns the schema of the messages: published ones, then assumed ones, then those with variable parts.
    private func message(_ errors: [ServiceError]) -> JSONObject {
        var branches: [JSONObject] = []
        for isPublished in [true, false] {
            let constant = errors.filter { $0.isPublished == isPublished && $0.messagePattern == nil }
            if constant.isEmpty { continue }
            var branch: JSONObject = [
                "type": .string("string"), "enum": .array(constant.map { .string($0.message) }),
            ]
            if !isPublished { branch["description"] = .string("Published nowhere: assumed.") }
            branches.append(branch)
        }
        for error in errors {
            guard let pattern = error.messagePattern else { continue }
            branches.append([
                "type": .string("string"), "pattern": .string(pattern),
                "examples": .array([.string(error.message)]),
                "description": .string(error.isPublished ? "Published." : "Published nowhere: assumed."),
            ])
        }
        if branches.count == 1 { return branches[0] }
        return branches.isEmpty ? ["type": .string("string")] : ["anyOf": .array(branches.map(JSONValue.object))]
    }
}
