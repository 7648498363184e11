import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsTime

/// The response header that states the reason for an error more precisely than the published message.
///
/// No client of the real service reads the header, so nothing that compares messages is affected.
enum RefusalDetail {
    /// The name of the header.
    static let field = SimulatorEndpoints.detailField
    /// The maximum length of the value in bytes.
    static let longest = 1024
    /// The maximum number of characters of an echoed value.
    private static let longestEcho = 100

    /// Adds the header, unless the detail is nil or empty.
    static func add(_ detail: String?, to response: inout HTTPResponse) {
        guard let detail, !detail.isEmpty else { return }
        response.fields.set(field, to: line(detail))
    }

    /// Returns a text as one line of printable ASCII; tabs and line ends become spaces, other characters the form
    /// `\u{E9}`.
    static func line(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x20..<0x7F: line.unicodeScalars.append(scalar)
            case 0x09, 0x0A, 0x0D: line += " "
            default: line += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            }
            if line.utf8.count > longest - 3 { return String(line.prefix(longest - 3)) + "..." }
        }
        return line
    }

    /// Returns a caller's value in quotes, truncated if it is long.
    static func echo(_ value: String) -> String {
        value.count <= longestEcho ? "'\(value)'" : "'\(value.prefix(longestEcho))...' (\(value.count) characters)"
    }

    /// Returns the text `; did you mean 'x'?`, or an empty string if no known name is similar.
    static func hint(_ name: String, among known: [String]) -> String {
        nearestName(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
    }
}

extension QueryDiagnostic {
    /// Returns the error with its line and column, both from 1; columns count characters.
    func located(in text: String) -> String {
        let before = Array(text.utf8.prefix(range.lowerBound))
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let line = 1 + before.count { $0 == UInt8(ascii: "\n") }
        let column = 1 + String(decoding: before[lineStart...], as: UTF8.self).count
        return "line \(line), column \(column): \(message)" + (hint.map { "; \($0)" } ?? "")
    }
}
