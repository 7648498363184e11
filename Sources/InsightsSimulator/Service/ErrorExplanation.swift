import InsightsAPI
import InsightsHTTP

/// States the reason for an error more precisely than the published message: in a response header, and as
/// `explanation` in the journal.
///
/// No client of the real service reads the header, so nothing that compares messages is affected.
enum ErrorExplanation {
    /// The name of the header.
    static let field = SimulatorEndpoints.detailField
    /// The maximum length of the value in bytes.
    static let longest = 1024

    /// Adds the header, unless the explanation is nil or empty.
    static func add(_ explanation: String?, to response: inout HTTPResponse) {
        guard let explanation, !explanation.isEmpty else { return }
        response.fields.set(field, to: line(explanation))
    }

    /// Returns a text as one line of printable ASCII; tabs and line ends become spaces, other characters the form
    /// `\u{E9}`.
    static func line(_ text: String) -> String {
        // Most explanations are such a line already.
        if text.utf8.count <= longest - 3, text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
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
