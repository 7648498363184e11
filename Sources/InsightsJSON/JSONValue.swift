/// A JSON value that keeps what other models lose: member order, duplicate keys and the spelling of numbers.
public enum JSONValue: Sendable, Equatable {
    /// The null value.
    case null
    /// A Boolean value.
    case bool(Bool)
    /// A number as it was written, such as `48` or `1.50`.
    case number(String)
    /// A string, without quotes and escapes.
    case string(String)
    /// An array of values.
    case array([JSONValue])
    /// An object.
    case object(JSONObject)

    /// Returns an integer value.
    public static func integer(_ value: Int) -> JSONValue { .number(String(value)) }

    /// The string; nil for any other kind.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The Boolean value; nil for any other kind.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The number as an integer; nil for any other kind, and for numbers with a fraction, an exponent or more than 64
    /// bits.
    public var integer: Int? {
        if case .number(let text) = self { Int(text) } else { nil }
    }

    /// The elements; nil for any other kind.
    public var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members; nil for any other kind.
    public var object: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The value of the last member with exactly that name; nil if there is none.
    public subscript(key: String) -> JSONValue? { object?[key] }

    /// The element at a position; nil if there is none.
    public subscript(index: Int) -> JSONValue? {
        guard let array, array.indices.contains(index) else { return nil }
        return array[index]
    }

    /// Whether this value is null.
    public var isNull: Bool { self == .null }

    /// The kind as an article and a noun, for messages: `a string`, `null`.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// The members of a JSON object in written order, duplicates included.
public struct JSONObject: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// A member of an object.
    public struct Member: Sendable, Equatable {
        /// The key as written.
        public var key: String
        /// The value.
        public var value: JSONValue

        /// Creates a member.
        public init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// The members in order.
    public var members: [Member]

    /// Creates an object from its members.
    public init(_ members: [Member] = []) {
        self.members = members
    }

    /// Creates an object from a literal, in the order of the literal.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        members = elements.map { Member($0.0, $0.1) }
    }

    /// The keys in order, duplicates included.
    public var keys: [String] { members.map(\.key) }

    /// The value of the last member with exactly that name; nil if there is none.
    ///
    /// Setting a value replaces that member or appends a new one. Setting nil removes all members with the name.
    public subscript(key: String) -> JSONValue? {
        get { members.last { $0.key == key }?.value }
        set {
            guard let newValue else {
                members.removeAll { $0.key == key }
                return
            }
            if let index = members.lastIndex(where: { $0.key == key }) {
                members[index].value = newValue
            } else {
                members.append(Member(key, newValue))
            }
        }
    }

    /// Returns the value of the last member with a name, ignoring letter case; nil if there is none.
    public func value(caseInsensitively key: String) -> JSONValue? {
        let folded = key.lowercased()
        return members.last { $0.key.lowercased() == folded }?.value
    }
}
