package import InsightsJSON

/// A reader of a row's JSON.
package struct RowReader: Sendable {
    private let object: JSONObject

    /// What a row says that cannot be read.
    package struct Failure: Error, Equatable, CustomStringConvertible {
        package let description: String

        package init(_ description: String) {
            self.description = description
        }
    }

    package init(_ bytes: [UInt8]) throws(Failure) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(bytes)
        } catch {
            throw Failure("found no JSON (\(error))")
        }
        try self.init(value)
    }

    package init(_ value: JSONValue) throws(Failure) {
        guard let object = value.object else { throw Failure("found \(value.kind); expected an object") }
        self.object = object
    }

    /// Returns the member with a name; nil if there is none.
    package func value(_ key: String) -> JSONValue? { object[key] }

    /// Returns what must be there.
    package func required<Value>(_ key: String, _ value: Value?, _ expected: String) throws(Failure) -> Value {
        guard let value else {
            throw Failure("\(key): found \(object[key]?.kind ?? "nothing"); expected \(expected)")
        }
        return value
    }

    package func string(_ key: String) throws(Failure) -> String {
        try required(key, object[key]?.string, "a string")
    }

    package func optionalString(_ key: String) throws(Failure) -> String? {
        object[key] == nil ? nil : try string(key)
    }

    package func integer(_ key: String) throws(Failure) -> Int {
        try required(key, object[key]?.integer, "a whole number")
    }

    package func optionalInteger(_ key: String) throws(Failure) -> Int? {
        object[key] == nil ? nil : try integer(key)
    }

    /// Returns a Boolean value; false if it is left out.
    package func bool(_ key: String) throws(Failure) -> Bool {
        try required(key, object[key].map(\.bool) ?? false, "true or false")
    }

    /// Returns one of the cases of an enumeration.
    package func choice<Value: RawRepresentable>(
        _ key: String, of type: Value.Type
    ) throws(Failure) -> Value where Value.RawValue == String {
        try required(key, Value(rawValue: try string(key)), "a known word")
    }

    /// Returns one of the cases of an enumeration; nil if it is left out.
    package func optionalChoice<Value: RawRepresentable>(
        _ key: String, of type: Value.Type
    ) throws(Failure) -> Value? where Value.RawValue == String {
        object[key] == nil ? nil : try choice(key, of: type)
    }

    /// Returns the elements of an array; none if it is left out.
    package func elements(_ key: String) throws(Failure) -> [JSONValue] {
        try required(key, object[key].map(\.array) ?? [], "an array")
    }

    /// Returns the elements of an array of objects; none if it is left out.
    package func readers(_ key: String) throws(Failure) -> [RowReader] {
        try elements(key).map { (element) throws(Failure) in try RowReader(element) }
    }

    /// Returns the elements of an array of whole numbers; none if it is left out.
    package func integers(_ key: String) throws(Failure) -> [Int] {
        try elements(key).map { (element) throws(Failure) in
            try required(key, element.integer, "whole numbers")
        }
    }

    /// Returns the elements of an array of strings; none if it is left out.
    package func strings(_ key: String) throws(Failure) -> [String] {
        try elements(key).map { (element) throws(Failure) in try required(key, element.string, "strings") }
    }

    /// Returns the reader of an object; nil if it is left out.
    package func optionalReader(_ key: String) throws(Failure) -> RowReader? {
        try object[key].map { (value) throws(Failure) in try RowReader(value) }
    }

    /// Returns the reader of an object.
    package func reader(_ key: String) throws(Failure) -> RowReader {
        try RowReader(try required(key, object[key], "an object"))
    }
}

extension StateRow {
    /// Creates a row of members; those whose value is nil are left out.
    package init(_ kind: String, _ key: String = "", members: [(String, JSONValue?)]) {
        self.init(kind, key, JSONWriter.encode(.object(JSONObject(members: members))))
    }

    /// The reader of its JSON.
    package var reader: RowReader {
        get throws(RowReader.Failure) { try RowReader(value ?? []) }
    }
}

extension JSONObject {
    /// Creates an object of members; those whose value is nil are left out.
    package init(members: [(String, JSONValue?)]) {
        self.init(members.compactMap { key, value in value.map { Member(key, $0) } })
    }
}

extension JSONValue {
    /// Returns an object of members; those whose value is nil are left out.
    package static func members(_ members: [(String, JSONValue?)]) -> JSONValue {
        .object(JSONObject(members: members))
    }

    /// Returns true as a value, and nil for false, which is left out.
    package static func flag(_ value: Bool) -> JSONValue? { value ? .bool(true) : nil }
}
