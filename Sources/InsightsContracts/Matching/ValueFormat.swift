import InsightsJSON
import InsightsTime

/// A format of a value; contracts write `$uuid`, or `$uuid:queryId` to bind the value to a name.
package enum ValueFormat: String, Sendable, CaseIterable {
    /// Any value that is present, including null.
    case any
    /// No value: the member must be absent.
    case absent
    /// A string, possibly empty.
    case string
    /// A string of at least one character.
    case text
    /// A whole number.
    case integer
    /// Any number.
    case number
    /// True or false.
    case boolean
    /// An array of any length.
    case array
    /// An object with any members.
    case object
    /// A UUID in lower case (RFC 9562 §4).
    case uuid
    /// An instant as `yyyy-MM-ddTHH:mm:ssZ`.
    case utc
    /// An instant without a time zone, `yyyy-MM-ddTHH:mm:ss`, as cmp queries show it (S17, docs/sources.md).
    case local
    /// An absolute http or https URL.
    case url
    /// A string of decimal digits.
    case digits

    /// The format in words, for messages.
    var description: String {
        switch self {
        case .any: "any value"
        case .absent: "nothing"
        case .string: "a string"
        case .text: "a string that is not empty"
        case .integer: "a whole number"
        case .number: "a number"
        case .boolean: "true or false"
        case .array: "an array"
        case .object: "an object"
        case .uuid: "a UUID in lower case"
        case .utc: "an instant yyyy-MM-ddTHH:mm:ssZ"
        case .local: "an instant yyyy-MM-ddTHH:mm:ss without Z"
        case .url: "an absolute address"
        case .digits: "a string of digits"
        }
    }

    func accepts(_ value: JSONValue) -> Bool {
        switch (self, value) {
        case (.any, _), (.string, .string), (.number, .number), (.boolean, .bool), (.array, .array), (.object, .object):
            true
        case (.integer, .number): value.integer != nil
        case (.text, .string(let text)): !text.isEmpty
        case (.uuid, .string(let text)): Self.isUUID(text)
        case (.utc, .string(let text)): Timestamp(text) != nil
        case (.local, .string(let text)): Timestamp(text + "Z") != nil
        case (.url, .string(let text)): text.hasPrefix("http://") || text.hasPrefix("https://")
        case (.digits, .string(let text)):
            !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        default: false
        }
    }

    private static func isUUID(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return false }
        return bytes.indices.allSatisfy { index in
            switch index {
            case 8, 13, 18, 23: bytes[index] == UInt8(ascii: "-")
            default: "0123456789abcdef".utf8.contains(bytes[index])
            }
        }
    }
}
