import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// The operations of the service.
extension OpenAPIGenerator {
    func operation(
        _ operation: Operation, _ program: PartnerProgram, _ prefix: Prefix, _ refusals: inout OpenAPIRefusals
    ) -> JSONValue {
        var object: JSONObject = [
            "operationId": .string("\(program).\(operation.rawValue)\(prefix.suffix)"),
            "summary": .string(operation.summary), "tags": .array([.string(program.rawValue)]),
            "security": security(of: program),
        ]
        let parameters = pathParameters(operation) + operation.parameters(isPaged: isPaged).map(queryParameter)
        if !parameters.isEmpty { object["parameters"] = .array(parameters) }
        if let body = body(of: operation, program, prefix.version) {
            object["requestBody"] = .object(["required": .bool(true), "content": Self.jsonContent(body)])
        }
        var responses: JSONObject = ["200": success(operation, program, prefix.version)]
        for (status, response) in refusals.references(of: operation, program) { responses[status] = response }
        object["responses"] = .object(responses)
        object["callbacks"] = callbacks(of: operation)
        return .object(object)
    }

    private var isPaged: Bool { settings.pageSize != nil }

    private func security(of program: PartnerProgram) -> JSONValue {
        .array(["bearer", program == .cmp ? "application" : "user"].map { .object([$0: .array([])]) })
    }

    // MARK: Parameters

    private func pathParameters(_ operation: Operation) -> [JSONValue] {
        let segments = operation.template?.path(below: "") { $0 }.split(separator: "/") ?? []
        return segments.filter { $0.hasPrefix("{") }.map { segment in
            Self.pathParameter(
                String(segment.dropFirst().dropLast()),
                description: operation == .executions ? "One report, or several separated by ';'." : nil)
        }
    }

    private func queryParameter(_ parameter: QueryParameter) -> JSONValue {
        let schema: JSONObject =
            switch parameter.kind {
            case .list where parameter == .executionStatus:
                [
                    "type": .string("string"),
                    "pattern": .string(Self.list(of: ExecutionStatus.allCases.map(\.rawValue))),
                ]
            case .text, .list: ["type": .string("string")]
            case .flag: ["type": .string("boolean")]
            case .time: ["type": .string("string"), "pattern": .string("^\(timePattern)$")]
            case .position: ["type": .string("integer"), "minimum": .integer(1)]
            }
        var object: JSONObject = [
            "name": .string(parameter.name), "in": .string("query"), "description": .string(parameter.summary),
        ]
        // A flag without a value counts as absent.
        if parameter.kind == .flag { object["allowEmptyValue"] = .bool(true) }
        object["schema"] = .object(schema)
        return .object(object)
    }

    /// Returns a regular expression of words in any letter case, separated by `;`; items may be blank.
    private static func list(of words: [String]) -> String {
        let item = " *(\(anyLetterCase(words)))? *"
        return "^\(item)(;\(item))*$"
    }

    // MARK: Responses

    private func success(
        _ operation: Operation, _ program: PartnerProgram, _ version: ServiceVersion
    ) -> JSONValue {
        let records: JSONObject =
            if !operation.isList {
                ["minItems": .integer(1), "maxItems": .integer(1)]
            } else if let most = [operation == .testQuery ? settings.testRows : nil, settings.pageSize]
                .compactMap({ $0 }).min()
            {
                ["maxItems": .integer(most)]
            } else {
                [:]
            }
        let isRedactable = program == .mpn && settings.reportViewer == .redacted
        let schema = envelope(
            program, status: 200, record: operation.content.map { Self.schema(name(of: $0, program, version)) },
            records: records,
            count: operation.isList ? nil : 1,
            message: operation.successMessage.map { ["type": .string("string"), "const": .string($0)] } ?? [
                "type": .string("null")
            ],
            isPage: isPaged && operation.isList, isRedactable: isRedactable)
        return .object(["description": .string("Done."), "content": Self.jsonContent(schema)])
    }

    private func name(
        of content: Operation.Content, _ program: PartnerProgram, _ version: ServiceVersion
    ) -> String {
        switch content {
        case .dataset: Self.componentName(program, "Dataset")
        case .query: Self.componentName(program, "Query" + version.suffix)
        case .report: Self.componentName(program, "Report" + version.suffix)
        case .execution: Self.componentName(program, "Execution" + version.suffix)
        case .row: "Row"
        }
    }

    /// Returns the schema of the envelope, from the table of its keys.
    ///
    /// - Parameters:
    ///   - program: the program.
    ///   - status: the status, which the envelope repeats.
    ///   - record: the schema of one record; nil for none.
    ///   - records: additional keywords for the array of records.
    ///   - count: the number of records; nil if it varies.
    ///   - message: the schema of the message.
    ///   - isPage: whether the response may be one page of several.
    ///   - isRedactable: whether values may be redacted.
    /// - Returns: the schema.
    func envelope(
        _ program: PartnerProgram, status: Int, record: JSONValue?, records: JSONObject, count: Int?,
        message: JSONObject,
        isPage: Bool = false, isRedactable: Bool = false
    ) -> JSONValue {
        var properties = JSONObject()
        var required: [JSONValue] = []
        for key in Envelope.Key.allCases where key.isPresent(in: program, isPaged: isPage) {
            let schema: JSONObject =
                switch key {
                case .value:
                    JSONObject(
                        [
                            .init("type", .string("array")),
                            // Generators require items, even of an array that is always empty.
                            .init("items", record ?? .object(["type": .string("object")])),
                        ] + records.members)
                case .nextLink: ["type": Self.types(isPage ? ["string", "null"] : ["null"])]
                case .totalCount:
                    ["type": .string("integer"), count == nil ? "minimum" : "const": .integer(count ?? 0)]
                case .message: message
                case .statusCode: ["type": .string("integer"), "const": .integer(status)]
                case .dataRedacted:
                    isRedactable
                        ? ["type": .string("boolean")] : ["type": .string("boolean"), "const": .bool(false)]
                }
            properties[key.rawValue] = .object(schema)
            // A dataset requested by name is a single record without paging.
            if key != .nextLink || program == .mpn { required.append(.string(key.rawValue)) }
        }
        return .object([
            "type": .string("object"), "properties": .object(properties), "required": .array(required),
            "additionalProperties": .bool(false),
        ])
    }
}
