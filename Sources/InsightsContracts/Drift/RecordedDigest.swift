package import InsightsAPI
package import InsightsJSON

/// A digest read from a file that `ShapeDigest.json` wrote.
package struct RecordedDigest: Sendable {
    /// The recorded shape of one place in a body.
    struct Place: Equatable, Sendable {
        let kinds: Set<String>
        let words: Set<String>
        let isAlwaysThere: Bool
    }

    /// The recorded shape of responses of one kind.
    struct RecordedResponses: Sendable {
        let headers: Set<String>
        let errorCodes: Set<Int>
        let places: [String: Place]
    }

    /// The edition for which the cases ran.
    package let edition: Edition
    /// The statuses of each case's calls, in order, by the name of the case.
    package let statuses: [String: [Int]]
    /// The shapes, by kind of response, such as `createQuery (cmp) 200`.
    let responses: [String: RecordedResponses]

    /// Parses the text of a digest file.
    ///
    /// - Throws: `InputError`, if the text is not a digest.
    package init(parsing bytes: [UInt8]) throws(InputError) {
        try self.init(try StrictJSONValue(parsing: bytes, at: .pointer()).value)
    }

    /// Creates a digest from JSON.
    ///
    /// - Throws: `InputError`, if it is none.
    package init(_ value: JSONValue) throws(InputError) {
        let reader = try StrictJSONReader(
            value, at: .pointer(), keys: ["formatVersion", "edition", "cases", "answers"])
        guard reader.object["formatVersion"]?.integer == ShapeDigest.formatVersion else {
            throw reader.mismatch("formatVersion", String(ShapeDigest.formatVersion))
        }
        guard let edition = try reader.string("edition").flatMap(Edition.init(rawValue:)) else {
            throw reader.mismatch("edition", Edition.allCases.map(\.rawValue).joined(separator: ", "))
        }
        self.edition = edition
        var statuses: [String: [Int]] = [:]
        for member in try reader.members("cases")?.members ?? [] {
            statuses[member.key] = try Self.integers(member.value, reader.at("cases").member(member.key))
        }
        self.statuses = statuses
        var responses: [String: RecordedResponses] = [:]
        let elements = try reader.elements("answers")
        guard !elements.isEmpty else {
            throw InputError(
                reader.at("answers").inputPlace, found: "no responses", expected: "at least one",
                hint: "record again with 'contracts run --record FILE'")
        }
        for element in elements {
            let inner = try StrictJSONReader(
                element.value, at: element.place,
                keys: ["operation", "program", "status", "headers", "errorCodes", "body"])
            guard let status = try inner.integer("status", in: 100...599) else {
                throw inner.mismatch("status", "100 to 599")
            }
            guard let program = try inner.choice("program", of: PartnerProgram.self) else {
                throw inner.mismatch("program", PartnerProgram.allCases.map(\.rawValue).joined(separator: ", "))
            }
            let name = "\(try inner.requiredString("operation")) (\(program)) \(status)"
            guard responses[name] == nil else {
                throw InputError(
                    element.place.inputPlace, found: "a second '\(name)'", expected: "each kind of response once")
            }
            responses[name] = try Self.responses(inner)
        }
        self.responses = responses
    }

    private static func responses(_ reader: StrictJSONReader) throws(InputError) -> RecordedResponses {
        var places: [String: Place] = [:]
        for member in try reader.members("body")?.members ?? [] {
            let inner = try StrictJSONReader(
                member.value, at: reader.at("body").member(member.key), keys: ["kinds", "words", "sometimes"])
            places[member.key] = Place(
                kinds: try kinds(inner), words: Set(try inner.strings("words") ?? []),
                isAlwaysThere: try inner.bool("sometimes") != true)
        }
        let headers = reader.object["headers"] == .array([]) ? [] : try reader.strings("headers") ?? []
        let codes = try integers(reader.object["errorCodes"] ?? .array([]), reader.at("errorCodes"))
        return RecordedResponses(headers: Set(headers), errorCodes: Set(codes), places: places)
    }

    private static func kinds(_ reader: StrictJSONReader) throws(InputError) -> Set<String> {
        var kinds: Set<String> = []
        for element in try reader.elements("kinds") {
            let kind = try element.nonEmptyString()
            guard ValueShape.kinds.contains(kind) else {
                throw element.mismatch(expected: ValueShape.kinds.joined(separator: ", "))
            }
            kinds.insert(kind)
        }
        guard !kinds.isEmpty else { throw reader.mismatch("kinds", "an array of the kinds of values") }
        return kinds
    }

    private static func integers(_ value: JSONValue, _ place: JSONPlace) throws(InputError) -> [Int] {
        guard let elements = value.array, elements.allSatisfy({ $0.integer != nil }) else {
            throw InputError(place.inputPlace, found: value.shown, expected: "whole numbers")
        }
        return elements.compactMap(\.integer)
    }
}
