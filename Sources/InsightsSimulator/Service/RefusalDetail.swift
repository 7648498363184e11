import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsTime

/// Why a request was refused, more exactly than the published text says: a header that no client of the real service
/// reads, so that nothing that compares texts is disturbed.
enum RefusalDetail {
    /// The header's name.
    static let field = SimulatorEndpoints.detailField
    /// How many bytes its value has at the most.
    static let longest = 1024
    /// How many characters of a caller's value are repeated.
    private static let longestEcho = 100

    /// Adds the header.
    static func add(_ detail: String?, to response: inout HTTPResponse) {
        guard let detail, !detail.isEmpty else { return }
        response.fields.set(field, to: line(detail))
    }

    /// A text as one line of printable ASCII: whatever else is in it is written as `\u{E9}`.
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

    /// A caller's value in quotes, cut where it is long.
    static func echo(_ value: String) -> String {
        value.count <= longestEcho ? "'\(value)'" : "'\(value.prefix(longestEcho))...' (\(value.count) characters)"
    }

    /// `; did you mean 'x'?`, or nothing.
    static func hint(_ name: String, among known: [String]) -> String {
        nearestName(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
    }
}

extension QueryDiagnostic {
    /// The mistake with its line and column, counted from 1, columns in characters.
    func located(in text: String) -> String {
        let before = Array(text.utf8.prefix(range.lowerBound))
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let line = 1 + before.count { $0 == UInt8(ascii: "\n") }
        let column = 1 + String(decoding: before[lineStart...], as: UTF8.self).count
        return "line \(line), column \(column): \(message)" + (hint.map { "; \($0)" } ?? "")
    }
}
