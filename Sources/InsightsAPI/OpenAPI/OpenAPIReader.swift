import InsightsHTTP
import InsightsJSON

/// Reads the parts of a document with which exchanges are compared.
struct OpenAPIReader {
    let document: JSONValue

    private static let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

    func paths() throws(OpenAPIError) -> [OpenAPIPath] {
        let place = JSONPointer(["paths"])
        var paths: [OpenAPIPath] = []
        for member in try object(document["paths"], place).members {
            let place = place.appending(member.key)
            let item = try object(member.value, place)
            var operations: [OpenAPIOperation] = []
            for operation in item.members where Self.methods.contains(operation.key) {
                operations.append(
                    try self.operation(operation.value, operation.key, item, place.appending(operation.key)))
            }
            paths.append(OpenAPIPath(segments: Self.segments(member.key), operations: operations))
        }
        return paths
    }

    func unmatched() throws(OpenAPIError) -> [OpenAPIUnmatched] {
        var entries: [OpenAPIUnmatched] = []
        let place = JSONPointer(["x-unmatched"])
        for (index, entry) in (document["x-unmatched"]?.array ?? []).enumerated() {
            let place = place.appending(String(index))
            guard let prefix = entry["prefix"]?.string else {
                throw OpenAPIError(
                    pointer: place.appending("prefix"), found: entry["prefix"]?.kind ?? "nothing", expected: "a path")
            }
            entries.append(
                OpenAPIUnmatched(
                    prefix: RequestTarget(parsing: prefix).segments,
                    responses: try responses(entry["responses"], place.appending("responses"))))
        }
        return entries
    }

    private func operation(
        _ value: JSONValue, _ method: String, _ item: JSONObject, _ place: JSONPointer
    ) throws(OpenAPIError) -> OpenAPIOperation {
        let operation = try object(value, place)
        var parameters: [OpenAPIParameter] = []
        let listed = (item["parameters"]?.array ?? []) + (operation["parameters"]?.array ?? [])
        for (index, parameter) in listed.enumerated() {
            let place = place.appending("parameters").appending(String(index))
            let (parameter, target) = try resolved(parameter, place)
            guard parameter["in"]?.string == "query", let name = parameter["name"]?.string else { continue }
            parameters.append(
                OpenAPIParameter(
                    name: name, isRequired: parameter["required"]?.bool ?? false,
                    schema: try schema(parameter["schema"] ?? .bool(true), target.appending("schema"))))
        }
        var body: [OpenAPIContent]?
        if let value = operation["requestBody"] {
            let (object, target) = try resolved(value, place.appending("requestBody"))
            body = try content(object["content"], target.appending("content"))
        }
        return OpenAPIOperation(
            id: operation["operationId"]?.string ?? "\(method) \(place.tokens.dropLast().last ?? "")",
            method: HTTPMethod(method.uppercased()), parameters: parameters, body: body,
            responses: try responses(operation["responses"], place.appending("responses")))
    }

    private func responses(_ value: JSONValue?, _ place: JSONPointer) throws(OpenAPIError) -> [OpenAPIResponse] {
        var responses: [OpenAPIResponse] = []
        for member in try object(value, place).members {
            let place = place.appending(member.key)
            guard let status = Int(member.key) else {
                throw OpenAPIError(pointer: place, found: "'\(member.key)'", expected: "a status of three digits")
            }
            let (response, target) = try resolved(member.value, place)
            responses.append(
                OpenAPIResponse(
                    status: status,
                    content: response["content"] == nil
                        ? [] : try content(response["content"], target.appending("content")),
                    mayBeEmpty: response["x-may-be-empty"] == .bool(true)))
        }
        return responses
    }

    private func content(_ value: JSONValue?, _ place: JSONPointer) throws(OpenAPIError) -> [OpenAPIContent] {
        var content: [OpenAPIContent] = []
        for member in try object(value, place).members {
            let place = place.appending(member.key)
            let schema: JSONSchema? =
                if let value = member.value["schema"] {
                    try self.schema(value, place.appending("schema"))
                } else {
                    nil
                }
            content.append(OpenAPIContent(mediaType: member.key.lowercased(), schema: schema))
        }
        return content
    }

    private func schema(_ value: JSONValue, _ place: JSONPointer) throws(OpenAPIError) -> JSONSchema {
        do throws(JSONSchemaError) {
            return try JSONSchema(value, in: document, at: place)
        } catch {
            throw OpenAPIError(pointer: error.pointer, found: error.found, expected: error.expected)
        }
    }

    private func object(_ value: JSONValue?, _ place: JSONPointer) throws(OpenAPIError) -> JSONObject {
        guard let object = value?.object else {
            throw OpenAPIError(pointer: place, found: value?.kind ?? "nothing", expected: "an object")
        }
        return object
    }

    /// Returns a value and its location, following a reference.
    private func resolved(
        _ value: JSONValue, _ place: JSONPointer
    ) throws(OpenAPIError) -> (JSONValue, JSONPointer) {
        guard let reference = value["$ref"]?.string else { return (value, place) }
        guard reference.hasPrefix("#"), let pointer = JSONPointer(parsing: String(reference.dropFirst())),
            let target = pointer.value(in: document)
        else {
            throw OpenAPIError(
                pointer: place.appending("$ref"), found: "'\(reference)'",
                expected: "'#' and a pointer to something in the document")
        }
        return (target, pointer)
    }

    private static func segments(_ path: String) -> [String?] {
        path.split(separator: "/").map { $0.hasPrefix("{") && $0.hasSuffix("}") ? nil : String($0) }
    }
}
