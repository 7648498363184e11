public import InsightsJSON

/// A digest read from a file that `ShapeDigest.json` wrote.
public struct RecordedDigest: Sendable {
    /// The recorded shape of one place in a body.
    struct Place: Equatable, Sendable {
        let kinds: Set<String>
        let words: Set<String>
        let isAlwaysThere: Bool
    }

    /// The recorded shape of responses of one kind.
    struct Answers: Sendable {
        let headers: Set<String>
        let errorCodes: Set<Int>
        let places: [String: Place]
    }

    /// The edition for which the cases ran.
    public let edition: ContractEdition
    /// The statuses of each case's calls, in order, by the name of the case.
    public let statuses: [String: [Int]]
    /// The shapes, by kind of response, such as `createQuery (cmp) 200`.
    let answers: [String: Answers]

    /// Parses the text of a digest file.
    ///
    /// - Throws: `ContractError` if the text is not a digest.
    public init(parsing bytes: [UInt8]) throws(ContractError) {
        try self.init(try ContractReader.parse(bytes))
    }

    /// Creates a digest from JSON.
    ///
    /// - Throws: `ContractError` if the value is not a digest.
    public init(_ value: JSONValue) throws(ContractError) {
        let reader = try ContractReader(
            value, at: JSONPointer(), keys: ["formatVersion", "edition", "cases", "answers"])
        guard reader.object["formatVersion"]?.integer == ShapeDigest.formatVersion else {
            throw reader.mismatch("formatVersion", String(ShapeDigest.formatVersion))
        }
        guard let edition = try reader.string("edition").flatMap(ContractEdition.init(rawValue:)) else {
            throw reader.mismatch("edition", ContractEdition.allCases.map(\.rawValue).joined(separator: ", "))
        }
        self.edition = edition
        var statuses: [String: [Int]] = [:]
        for member in try reader.members("cases")?.members ?? [] {
            statuses[member.key] = try Self.integers(member.value, reader.at("cases").appending(member.key))
        }
        self.statuses = statuses
        var answers: [String: Answers] = [:]
        for element in try reader.elements("answers") {
            let inner = try ContractReader(
                element.value, at: element.place,
                keys: ["operation", "program", "status", "headers", "errorCodes", "body"])
            guard let status = try inner.integer("status", in: 100...599) else {
                throw inner.mismatch("status", "100 to 599")
            }
            let name = "\(try inner.requiredString("operation")) (\(try inner.requiredString("program"))) \(status)"
            answers[name] = try Self.answers(inner)
        }
        self.answers = answers
    }

    private static func answers(_ reader: ContractReader) throws(ContractError) -> Answers {
        var places: [String: Place] = [:]
        for member in try reader.members("body")?.members ?? [] {
            let inner = try ContractReader(
                member.value, at: reader.at("body").appending(member.key), keys: ["kinds", "words", "sometimes"])
            places[member.key] = Place(
                kinds: Set(try inner.strings("kinds") ?? []), words: Set(try inner.strings("words") ?? []),
                isAlwaysThere: inner.object["sometimes"]?.bool != true)
        }
        let headers = reader.object["headers"] == .array([]) ? [] : try reader.strings("headers") ?? []
        let codes = try integers(reader.object["errorCodes"] ?? .array([]), reader.at("errorCodes"))
        return Answers(headers: Set(headers), errorCodes: Set(codes), places: places)
    }

    private static func integers(_ value: JSONValue, _ place: JSONPointer) throws(ContractError) -> [Int] {
        guard let elements = value.array, elements.allSatisfy({ $0.integer != nil }) else {
            throw ContractError(place: place.description, found: Matcher.shown(value), accepted: "whole numbers")
        }
        return elements.compactMap(\.integer)
    }
}
