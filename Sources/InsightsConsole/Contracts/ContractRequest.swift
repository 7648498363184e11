import InsightsAPI
import InsightsContracts
import InsightsHTTP
import InsightsJSON

/// What a caller wants of contracts: a filter, or a draft to run.
struct ContractRequest: Sendable {
    /// The greatest number of patterns in a request.
    static let mostPatterns = 100

    private(set) var filter = ContractFilter()
    /// A contract without a file; nil if files are meant.
    private(set) var draft: JSONValue?
    /// The request as it was sent, without the draft.
    private(set) var shown = JSONObject()

    /// Reads the parameters of a list; several patterns, and several classes of evidence, have blanks between them.
    init(_ parameters: Parameters) throws(ContractRouteError) {
        func words(_ name: String) -> [JSONValue]? {
            parameters[name].map { $0.split(separator: " ").map { .string(String($0)) } }
        }
        var members = JSONObject()
        members["match"] = words("match").map(JSONValue.array)
        members["edition"] = parameters["edition"].map(JSONValue.string)
        members["program"] = parameters["program"].map(JSONValue.string)
        members["evidence"] = words("evidence").map(JSONValue.array)
        do throws(InputError) { try self.init(reading: .object(members)) } catch { throw .badValue(error) }
    }

    /// Reads the body of a run.
    init(body: [UInt8]) throws(ContractRouteError) {
        do throws(InputError) {
            try self.init(reading: body.isEmpty ? .object([:]) : try StrictJSONValue(parsing: body).value)
        } catch {
            throw .badValue(error)
        }
    }

    private init(reading value: JSONValue) throws(InputError) {
        let reader = try StrictJSONReader(
            value, at: .dotted(), keys: ["match", "edition", "program", "evidence", "draft"])
        draft = reader.value("draft")
        if draft != nil, draft?.object == nil { throw reader.mismatch("draft", "a contract as an object") }
        for key in ["match", "evidence"] where draft != nil && reader.value(key) != nil {
            throw InputError(place: key, rule: "it selects files, and 'draft' is none", hint: "leave one of them out")
        }
        for element in try reader.elements("match") { filter.patterns.append(try element.nonEmptyString()) }
        guard filter.patterns.count <= Self.mostPatterns else {
            throw InputError(
                place: "match", found: "\(filter.patterns.count) patterns",
                expected: "at most \(Self.mostPatterns)", hint: "use '*' for any characters of a name")
        }
        if let edition = try reader.choice("edition", of: Edition.self) { filter.edition = edition }
        if let program = try reader.choice("program", of: PartnerProgram.self) { filter.programs = [program] }
        filter.classes = try reader.choices("evidence", of: Evidence.Class.self)
        shown = JSONObject(reader.object.members.filter { $0.key != "draft" })
        shown["edition"] = .string(filter.edition.rawValue)
        if draft != nil { shown["draft"] = .bool(true) }
    }
}
