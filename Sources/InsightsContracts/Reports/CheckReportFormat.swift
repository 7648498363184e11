/// A format that renders a report as text.
///
/// Formats are pure: the same report gives the same text. The caller decides where the text is written.
public protocol CheckReportFormat: Sendable {
    /// Renders the whole report; the text ends with a newline unless it is empty.
    func text(of report: CheckReport) -> String
}

/// Formats seconds for reports: `1.042`, always with milliseconds and without an exponent.
package func secondsText(_ seconds: Double) -> String {
    let milliseconds = seconds.isFinite ? Int((max(0, min(seconds, 1e9)) * 1000).rounded()) : 0
    let fraction = String(milliseconds % 1000)
    return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
}
