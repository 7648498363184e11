/// A way to write a report as text.
///
/// Formats are pure: the same report gives the same text. What is written where is decided by whoever asks.
public protocol CheckReportFormat: Sendable {
    /// The whole text, with a newline at the end.
    func text(of report: CheckReport) -> String
}

/// Seconds as reports write them: `1.042`, milliseconds at least and no exponent.
func secondsText(_ seconds: Double) -> String {
    let milliseconds = seconds.isFinite ? Int((max(0, min(seconds, 1e9)) * 1000).rounded()) : 0
    let fraction = String(milliseconds % 1000)
    return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
}
