import InsightsAPI
import InsightsFixtures
public import InsightsJSON
import InsightsQuery
import InsightsReports
import InsightsTime

extension SandboxSpecification {
    private static let keys = [
        "name", "seed", "clock", "model", "template", "edition", "settings", "queries", "reports",
    ]

    /// Reads a specification; unknown keys are rejected.
    ///
    /// - Throws: `InputError` with the location.
    public init(json value: JSONValue) throws(InputError) {
        try self.init(json: value, at: .dotted(), extraKeys: [])
    }

    init(json value: JSONValue, at place: JSONPlace, extraKeys: [String]) throws(InputError) {
        let reader = try StrictJSONReader(value, at: place, keys: Self.keys + extraKeys)
        self.init(
            name: try reader.string("name"), seed: try reader.seed("seed"), clock: try reader.instant("clock"),
            template: try Self.templateName(reader), edition: try reader.choice("edition", of: Edition.self),
            settings: try reader.settings("settings"),
            ordinal: extraKeys.contains("ordinal") ? try reader.integer("ordinal", in: 1...Int.max) : nil)
        for element in try reader.elements("queries") { queries.append(try Query(element.value, element.place)) }
        for element in try reader.elements("reports") { reports.append(try Report(element.value, element.place)) }
    }

    /// Reads the tenant on which the sandbox is based: `template`, or `model`, its former name, which is also written.
    private static func templateName(_ reader: StrictJSONReader) throws(InputError) -> String? {
        guard let template = try reader.string("template") else { return try reader.string("model") }
        guard reader.value("model") == nil else { throw reader.mismatch("model", "one of template, model") }
        return template
    }

    /// The specification as JSON that parses to the same specification.
    public var json: JSONValue {
        var object = JSONObject()
        object["name"] = name.map(JSONValue.string)
        object["seed"] = seed.map { .number(String($0)) }
        object["clock"] = clock.map { .string($0.description) }
        object["model"] = template.map(JSONValue.string)
        object["edition"] = edition.map { .string($0.rawValue) }
        if !settings.isEmpty {
            object["settings"] = .object(
                JSONObject(settings.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }))
        }
        if !queries.isEmpty { object["queries"] = .array(queries.map(\.json)) }
        if !reports.isEmpty { object["reports"] = .array(reports.map(\.json)) }
        return .object(object)
    }
}

extension SandboxSpecification.Query {
    fileprivate init(_ value: JSONValue, _ place: JSONPlace) throws(InputError) {
        let reader = try StrictJSONReader(value, at: place, keys: ["program", "name", "description", "query"])
        self.init(
            program: try reader.choice("program", of: PartnerProgram.self) ?? .cmp,
            CreateQueryRequest(
                name: try reader.required("name", try reader.string("name"), "a string"),
                description: try reader.string("description"),
                query: try reader.required("query", try reader.string("query"), "the text of a query")))
    }

    fileprivate var json: JSONValue {
        var object: JSONObject = ["program": .string(program.rawValue), "name": .string(request.name)]
        object["description"] = request.description.map(JSONValue.string)
        object["query"] = .string(request.query)
        return .object(object)
    }
}

extension SandboxSpecification.Report {
    private static let keys = [
        "program", "queryName", "queryId", "reportName", "description", "startTime", "executeNow", "queryStartTime",
        "queryEndTime", "recurrenceInterval", "recurrenceCount", "format", "callbackUrl", "callbackMethod",
        "finishedExecutions",
    ]

    fileprivate init(_ value: JSONValue, _ place: JSONPlace) throws(InputError) {
        let reader = try StrictJSONReader(value, at: place, keys: Self.keys)
        let queryName = try reader.string("queryName")
        let queryID = try reader.string("queryId")
        guard (queryName == nil) != (queryID == nil) else {
            throw InputError(
                place.inputPlace, found: queryName == nil ? "no query" : "queryName and queryId",
                expected: "one of queryName, queryId")
        }
        let numbers = Int.min...Int.max
        self.init(
            program: try reader.choice("program", of: PartnerProgram.self) ?? .cmp, queryName: queryName,
            ReportRequest(
                reportName: try reader.required("reportName", try reader.string("reportName"), "a string"),
                description: try reader.string("description"), queryID: queryID,
                startTime: try reader.string("startTime"), executeNow: try reader.bool("executeNow") ?? false,
                queryStartTime: try reader.string("queryStartTime"), queryEndTime: try reader.string("queryEndTime"),
                recurrenceInterval: try reader.integer("recurrenceInterval", in: numbers),
                recurrenceCount: try reader.integer("recurrenceCount", in: numbers),
                format: try reader.string("format"), callbackURL: try reader.string("callbackUrl"),
                callbackMethod: try reader.string("callbackMethod")),
            finishedExecutions: try reader.integer("finishedExecutions", in: 0...SandboxSeeder.mostFinished) ?? 0)
    }

    fileprivate var json: JSONValue {
        var object: JSONObject = ["program": .string(program.rawValue)]
        object["queryName"] = queryName.map(JSONValue.string)
        object["queryId"] = request.queryID.map(JSONValue.string)
        object["reportName"] = request.reportName.map(JSONValue.string)
        object["description"] = request.description.map(JSONValue.string)
        object["startTime"] = request.startTime.map(JSONValue.string)
        if request.executeNow { object["executeNow"] = .bool(true) }
        object["queryStartTime"] = request.queryStartTime.map(JSONValue.string)
        object["queryEndTime"] = request.queryEndTime.map(JSONValue.string)
        object["recurrenceInterval"] = request.recurrenceInterval.map(JSONValue.integer)
        object["recurrenceCount"] = request.recurrenceCount.map(JSONValue.integer)
        object["format"] = request.format.map(JSONValue.string)
        object["callbackUrl"] = request.callbackURL.map(JSONValue.string)
        object["callbackMethod"] = request.callbackMethod.map(JSONValue.string)
        if finishedExecutions > 0 { object["finishedExecutions"] = .integer(finishedExecutions) }
        return .object(object)
    }
}
