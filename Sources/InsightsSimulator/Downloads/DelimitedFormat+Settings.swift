package import InsightsAPI
package import InsightsQuery

extension DelimitedFormat {
    /// Creates the format of files under given settings.
    package init(_ format: ReportFormat, _ settings: Settings) {
        self = format == .csv ? .csv : .tsv
        lineEnd = settings.lineEnd == .crlf ? "\r\n" : "\n"
        quotesLoneEmpty = settings.emptyCSVField == .quoted
    }
}
