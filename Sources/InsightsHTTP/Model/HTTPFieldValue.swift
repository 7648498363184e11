/// The value of a header field that comes from outside, checked to be one line (RFC 9110 §5.5).
///
/// A value with a line break could be read as a second field or as the end of the head.
public struct HTTPFieldValue: Hashable, Sendable {
    /// The value as it is sent.
    public let text: String

    /// Creates a value; nil for a text with a control character other than a tab.
    public init?(_ text: String) {
        guard text.utf8.allSatisfy(ByteClass.isFieldValue) else { return nil }
        self.text = text
    }

    /// The characters that a value may have, in words.
    package static let accepted = "a text without line breaks and other control characters"
}

/// The reason why a name and a value from outside make no header field.
public enum HTTPFieldError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name is not a token (RFC 9110 §5.6.2).
    case invalidName(String)
    /// The value of the field with this name has a control character.
    case controlCharacter(field: String)

    /// The error in one line, without the value, which may be secret.
    public var description: String {
        switch self {
        case .invalidName(let name):
            "the header name '\(Self.shown(name))' is not a token; expected letters, digits and hyphens"
        case .controlCharacter(let field):
            "the header '\(field)' has a control character in its value; expected \(HTTPFieldValue.accepted)"
        }
    }

    private static func shown(_ name: String) -> String {
        String(name.unicodeScalars.prefix(40).map { $0.isASCII && $0.value >= 0x20 ? Character($0) : "?" })
    }
}

extension HTTPFields {
    /// Creates a list from names and values that come from outside.
    ///
    /// - Throws: `HTTPFieldError` for the first one that cannot be sent.
    public init(checking fields: [(name: String, value: String)]) throws(HTTPFieldError) {
        self.init()
        for field in fields {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(ByteClass.isToken) else {
                throw .invalidName(field.name)
            }
            guard let value = HTTPFieldValue(field.value) else { throw .controlCharacter(field: field.name) }
            append(field.name, value)
        }
    }

    /// Appends a field with a checked value, even if one with that name exists.
    public mutating func append(_ name: String, _ value: HTTPFieldValue) {
        append(name, value.text)
    }
}
