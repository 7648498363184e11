/// The formats that validation enforces.
enum JSONSchemaFormat: String, CaseIterable {
    /// A UUID (RFC 4122): 32 hexadecimal digits in groups of 8-4-4-4-12.
    case uuid
    /// A date with time and offset (RFC 3339); leap seconds are refused.
    case dateTime = "date-time"

    /// The format with its article, for messages.
    var phrase: String {
        switch self {
        case .uuid: "a UUID"
        case .dateTime: "a date and time as of RFC 3339"
        }
    }

    func admits(_ text: String) -> Bool {
        switch self {
        case .uuid: Self.isUUID(Array(text.utf8))
        case .dateTime: Self.isDateTime(text.utf8[...])
        }
    }

    private static func isUUID(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 36 else { return false }
        return bytes.enumerated().allSatisfy { index, byte in
            [8, 13, 18, 23].contains(index) ? byte == UInt8(ascii: "-") : Character(Unicode.Scalar(byte)).isHexDigit
        }
    }

    private static func isDateTime(_ text: Substring.UTF8View) -> Bool {
        var rest = text
        guard let year = number(&rest, 4), skip(&rest, "-"), let month = number(&rest, 2), skip(&rest, "-"),
            let day = number(&rest, 2), skip(&rest, "Tt"), let hour = number(&rest, 2), skip(&rest, ":"),
            let minute = number(&rest, 2), skip(&rest, ":"), let second = number(&rest, 2),
            (1...12).contains(month), (1...days(of: month, in: year)).contains(day), hour < 24, minute < 60, second < 60
        else { return false }
        if skip(&rest, ".") {
            guard number(&rest, 1) != nil else { return false }
            while number(&rest, 1) != nil {}
        }
        if skip(&rest, "Zz") { return rest.isEmpty }
        guard skip(&rest, "+-"), let hours = number(&rest, 2), skip(&rest, ":"), let minutes = number(&rest, 2) else {
            return false
        }
        return rest.isEmpty && hours < 24 && minutes < 60
    }

    private static func days(of month: Int, in year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    private static func number(_ text: inout Substring.UTF8View, _ digits: Int) -> Int? {
        let part = text.prefix(digits)
        guard part.count == digits, part.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) else {
            return nil
        }
        text = text.dropFirst(digits)
        return part.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private static func skip(_ text: inout Substring.UTF8View, _ any: String) -> Bool {
        guard let first = text.first, any.utf8.contains(first) else { return false }
        text = text.dropFirst()
        return true
    }
}
