package import InsightsHTTP
import InsightsJSON

extension OpenAPIDocument {
    /// Returns the differences between an exchange and the document; empty if there are none.
    ///
    /// The response is always compared, and a streamed body is read to its end. The request is compared only if the
    /// status is below 400: a service may reject anything, but the document must describe what it accepts.
    ///
    /// - Throws: any error of the source of a streamed body.
    package func validate(request: HTTPRequest, response: HTTPResponse) throws -> [OpenAPIViolation] {
        validate(
            request.method, request.target, requestBody: request.body, status: response.status.code,
            contentType: response.fields["Content-Type"], body: try response.bodyBytes())
    }

    /// Returns the differences between an exchange and the document; empty if there are none.
    ///
    /// - Parameters:
    ///   - method: the request's method.
    ///   - target: the request target, with the query string.
    ///   - requestBody: the request body; empty for none.
    ///   - status: the response status.
    ///   - contentType: the response's `Content-Type`; nil for none.
    ///   - body: the response body, without content coding; empty for none.
    /// - Returns: the violations, at most one for each part.
    package func validate(
        _ method: HTTPMethod, _ target: String, requestBody: [UInt8] = [], status: Int, contentType: String?,
        body: [UInt8]
    ) -> [OpenAPIViolation] {
        let target = RequestTarget(parsing: target)
        let received = ReceivedResponse(status: status, contentType: contentType, body: body, isHead: method == .head)
        guard let operation = find(method, target.segments) else {
            return unmatched(method, target.segments, received)
        }
        var violations = status < 400 ? violations(of: operation, target.parameters, requestBody) : []
        if let violation = violation(of: received, operation.responses) { violations.append(violation) }
        return violations
    }

    private struct ReceivedResponse {
        let status: Int
        let contentType: String?
        let body: [UInt8]
        let isHead: Bool

        var mediaType: String? { contentType.map { String($0.prefix { $0 != ";" }).trimmingBlanks().lowercased() } }
    }

    private func unmatched(
        _ method: HTTPMethod, _ segments: [String], _ received: ReceivedResponse
    ) -> [OpenAPIViolation] {
        let folded = segments.map { $0.lowercased() }
        let entries = unmatched.filter { folded.starts(with: $0.prefix.map { $0.lowercased() }) }
        guard let entry = entries.max(by: { $0.prefix.count < $1.prefix.count }) else {
            return [
                OpenAPIViolation(
                    .target, expected: "an operation of the document",
                    found: "\(method) /\(segments.joined(separator: "/"))")
            ]
        }
        return violation(of: received, entry.responses).map { [$0] } ?? []
    }

    // MARK: Requests

    private func violations(
        of operation: OpenAPIOperation, _ sent: Parameters, _ body: [UInt8]
    ) -> [OpenAPIViolation] {
        var violations: [OpenAPIViolation] = []
        for parameter in operation.parameters {
            guard let text = sent[parameter.name] else {
                if parameter.isRequired {
                    violations.append(
                        OpenAPIViolation(.parameter(parameter.name), expected: "a value", found: "none"))
                }
                continue
            }
            // The text is a string to some schemas, a number or a Boolean to others.
            let readings = [JSONValue.string(text), .number(text), .bool(text.lowercased() == "true")]
            let fitting = readings.filter { Self.isPossible($0, text) }
            let found = fitting.compactMap(parameter.schema.firstViolation)
            if found.count == fitting.count, let violation = found.first {
                violations.append(OpenAPIViolation(.parameter(parameter.name), violation))
            }
        }
        if let violation = violation(of: body, operation.body) { violations.append(violation) }
        return violations
    }

    private static func isPossible(_ value: JSONValue, _ text: String) -> Bool {
        switch value {
        case .number: (try? JSONParser.parse(text)).map { if case .number = $0 { true } else { false } } ?? false
        case .bool: ["true", "false"].contains(text.lowercased())
        default: true
        }
    }

    private func violation(of body: [UInt8], _ content: [OpenAPIContent]?) -> OpenAPIViolation? {
        // The service ignores a body where the document describes none.
        guard let content = content?.first, let schema = content.schema else { return nil }
        let value: JSONValue
        if content.mediaType == "application/x-www-form-urlencoded" {
            let parameters = Parameters(parsing: String(decoding: body, as: UTF8.self))
            value = .object(JSONObject(parameters.all.map { .init($0.name, .string($0.value)) }))
        } else {
            do throws(JSONError) {
                value = try JSONParser.parse(body)
            } catch {
                return OpenAPIViolation(.requestBody, expected: "JSON", found: error.description)
            }
        }
        return schema.firstViolation(in: ignoresLetterCase ? Self.spelled(value, schema.propertyNames) : value)
            .map { OpenAPIViolation(.requestBody, $0) }
    }

    /// Returns an object with its members renamed to the spelling of the schema; the last of several spellings wins.
    private static func spelled(_ value: JSONValue, _ names: [String]) -> JSONValue {
        guard let object = value.object else { return value }
        var spelled = JSONObject()
        for member in object.members {
            spelled[names.first { $0.lowercased() == member.key.lowercased() } ?? member.key] = member.value
        }
        return .object(spelled)
    }

    // MARK: Responses

    private func violation(of received: ReceivedResponse, _ responses: [OpenAPIResponse]) -> OpenAPIViolation? {
        guard let response = responses.first(where: { $0.status == received.status }) else {
            let known = responses.map { String($0.status) }.joined(separator: ", ")
            return OpenAPIViolation(.status, expected: "one of \(known)", found: String(received.status))
        }
        if response.mayBeEmpty, received.contentType == nil, received.body.isEmpty { return nil }
        if response.content.isEmpty {
            let found = "\(received.body.count) bytes"
            return received.body.isEmpty ? nil : OpenAPIViolation(.responseBody, expected: "no body", found: found)
        }
        guard let content = response.content.first(where: { $0.mediaType == received.mediaType }) else {
            let known = response.content.map(\.mediaType).joined(separator: ", ")
            return OpenAPIViolation(
                .contentType, expected: "one of \(known)", found: received.contentType ?? "none")
        }
        guard let schema = content.schema, !(received.isHead && received.body.isEmpty) else { return nil }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(received.body)
        } catch {
            return OpenAPIViolation(.responseBody, expected: "JSON", found: error.description)
        }
        return schema.firstViolation(in: value).map { OpenAPIViolation(.responseBody, $0) }
    }
}
