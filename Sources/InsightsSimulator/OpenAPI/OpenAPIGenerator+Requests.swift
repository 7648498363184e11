import InsightsAPI
import InsightsJSON

/// The schemas of request bodies; the service accepts more than the documents show (insights-api section 3.2).
extension OpenAPIGenerator {
    func body(of operation: Operation, _ program: PartnerProgram, _ version: ServiceVersion) -> JSONValue? {
        switch operation {
        case .createQuery: Self.schema("CreateQueryRequest")
        case .createReport: Self.schema(Self.componentName(program, "CreateReportRequest" + version.suffix))
        case .updateReport: Self.schema(Self.componentName(program, "UpdateReportRequest" + version.suffix))
        default: nil
        }
    }

    var createQueryBody: JSONValue {
        object(CreateQueryRequest.fields, required: CreateQueryRequest.fields.required(in: .createQuery))
    }

    /// Returns the schema of a create request: a report has a schedule, or runs immediately.
    ///
    /// The condition is `if`, which generators ignore: branches of `anyOf` would become types with half of the fields.
    func createReportBody(_ version: ServiceVersion) -> JSONValue {
        let fields = ReportRequest.fields(in: version)
        let always = fields.required(in: settings.createForm(version, runsAtOnce: true))
        let ofSchedule = fields.required(in: settings.createForm(version, runsAtOnce: false))
            .filter { !always.contains($0) }
        var object = reportBody(version, required: always)
        object["if"] = .object([
            "required": .array([.string("ExecuteNow")]),
            "properties": .object([
                "ExecuteNow": .object([
                    "anyOf": .array([
                        .object(["type": .string("boolean"), "const": .bool(true)]), text(Self.anyLetterCase(["true"])),
                    ])
                ])
            ]),
        ])
        object["then"] = .object([
            "properties": .object([
                "QueryStartTime": text(timePattern, isOptional: true),
                "QueryEndTime": text(timePattern, isOptional: true),
            ])
        ])
        object["else"] = .object([
            "required": .array(ofSchedule.map(JSONValue.string)),
            "properties": .object(
                scheduleProperties(version, hasInterval: true, hasCount: ofSchedule.contains("RecurrenceCount"))),
        ])
        return .object(object)
    }

    /// Returns the schema of an update request; absent fields keep their value.
    func updateReportBody(_ program: PartnerProgram, _ version: ServiceVersion) -> JSONValue {
        let fields = ReportRequest.fields(in: version)
        var object = reportBody(version, required: fields.required(in: settings.updateForm(program)))
        var properties = object["properties"]?.object ?? JSONObject()
        for member in scheduleProperties(version, hasInterval: false, hasCount: false).members {
            var property = properties[member.key]?.object ?? JSONObject()
            for keyword in member.value.object?.members ?? [] { property[keyword.key] = keyword.value }
            properties[member.key] = .object(property)
        }
        object["properties"] = .object(properties)
        return .object(object)
    }

    private func reportBody(_ version: ServiceVersion, required: [String]) -> JSONObject {
        guard case .object(var object) = object(ReportRequest.fields(in: version), required: required) else {
            return [:]
        }
        guard var properties = object["properties"]?.object else { return object }
        func restrict(_ name: String, _ pattern: String) {
            guard var property = properties[name]?.object else { return }
            property["pattern"] = .string("^\\s*(\(pattern))\(required.contains(name) ? "" : "?")\\s*$")
            properties[name] = .object(property)
        }
        restrict("ReportName", "[^;]*[^;\\s][^;]*")
        restrict("Format", Self.anyLetterCase(ReportFormat.allCases.map(\.rawValue)))
        restrict("CallbackMethod", Self.anyLetterCase(CallbackMethod.allCases.map(\.rawValue)))
        let schemes = settings.callbackScheme == .https ? ["https"] : ["http", "https"]
        restrict("CallbackUrl", "(\(Self.anyLetterCase(schemes)))://[\\s\\S]+")
        object["properties"] = .object(properties)
        return object
    }

    private func scheduleProperties(_ version: ServiceVersion, hasInterval: Bool, hasCount: Bool) -> JSONObject {
        var properties: JSONObject = [
            "StartTime": text(timePattern), "RecurrenceInterval": interval(isOptional: !hasInterval),
            "RecurrenceCount": .object([
                "type": Self.types(["integer", "string"] + (hasCount ? [] : ["null"])), "minimum": .integer(1),
            ]),
        ]
        if version == .v11 { properties["endTime"] = text(timePattern, isOptional: true) }
        return properties
    }

    private func interval(isOptional: Bool) -> JSONValue {
        // Even if the setting is lower, the maximum must permit the largest minimum of a dataset.
        let types = ["integer", "string"] + (isOptional ? ["null"] : [])
        return .object([
            "type": Self.types(types), "minimum": .integer(ReportRules.smallestInterval),
            "maximum": .integer(max(settings.maxRecurrenceIntervalHours, 24)),
        ])
    }

    // MARK: Fields

    private func object<Body>(_ fields: [RequestField<Body>], required: [String]) -> JSONValue {
        let properties = fields.map { field in
            let isRequired = required.contains(field.name)
            let (types, pattern): ([String], String?) =
                switch field.kind {
                case .text: (["string"], isRequired ? "\\S" : nil)
                case .integer: (["integer", "string"], "^\\s*([+-]?[0-9]+)?\\s*$")
                case .flag: (["boolean", "string"], "^\\s*(\(Self.anyLetterCase(["true", "false"])))\\s*$")
                }
            let all = types + (isRequired ? [] : ["null"])
            var schema: JSONObject = [
                "type": Self.types(all), "description": .string(field.summary),
            ]
            schema["pattern"] = pattern.map(JSONValue.string)
            return JSONObject.Member(field.name, .object(schema))
        }
        return .object([
            "type": .string("object"), "properties": .object(JSONObject(properties)),
            "required": .array(required.map(JSONValue.string)),
        ])
    }

    private func text(_ pattern: String, isOptional: Bool = false) -> JSONValue {
        .object([
            "type": Self.types(["string"] + (isOptional ? ["null"] : [])),
            "pattern": .string("^\\s*(\(pattern))\(isOptional ? "?" : "")\\s*$"),
        ])
    }

    /// The accepted time formats as a regular expression (C18, docs/sources.md).
    var timePattern: String {
        "[0-9]{4}-[0-9]{2}-[0-9]{2}\(settings.dateFormat == .lenient ? "[T ]" : "T")[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
    }

    /// Returns a regular expression that matches words in any letter case.
    static func anyLetterCase(_ words: [String]) -> String {
        words.map { word in word.map { "[\($0.uppercased())\($0.lowercased())]" }.joined() }.joined(separator: "|")
    }
}

extension Array {
    /// Returns the names of the fields that a body of some form must have.
    fileprivate func required<Body>(in form: RequestForm) -> [String] where Element == RequestField<Body> {
        filter { $0.isRequired(in: form) }.map(\.name)
    }
}
