import InsightsAPI
import InsightsHTTP

/// Says why a request was refused, more exactly than the published text.
///
/// It is a header that no client of the real service reads, so that nothing that compares texts is disturbed, and
/// `explanation` in the journal.
enum ErrorExplanation {
    /// The header's name.
    static let field = SimulatorEndpoints.detailField
    /// How many bytes its value has at the most.
    static let longest = 1024

    /// Adds the header.
    static func add(_ explanation: String?, to response: inout HTTPResponse) {
        guard let explanation, !explanation.isEmpty else { return }
        response.fields.set(field, to: line(explanation))
    }

    /// Returns a text as one line of printable ASCII: whatever else is in it is written as `\u{E9}`.
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
}
