/// The documented paths of the Swagger page and its document, below the path of a program.
package enum SwaggerRoute: String, CaseIterable, Sendable {
    /// The page that lists the operations (seed 002, insights-api section 3.1).
    case page = "swagger/index.html"
    /// The OpenAPI document, at the usual path of such pages (assumed).
    case document = "swagger/v1/swagger.json"

    /// Creates the route of the segments after the program, ignoring letter case; nil if none matches.
    package init?(segments: some Collection<String>) {
        self.init(rawValue: segments.map { $0.lowercased() }.joined(separator: "/"))
    }

    /// Returns the number of folders above the page at one of its two documented paths; nil for any other path.
    package static func foldersAbovePage(at path: some StringProtocol) -> Int? {
        let segments = path.lowercased().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        for prefix in [["", "insights", "\(ServiceVersion.v1)"], ["", "analytics"]] where segments.starts(with: prefix)
        {
            let rest = segments.dropFirst(prefix.count)
            guard let program = rest.first, PartnerProgram(rawValue: program) != nil,
                Self(segments: rest.dropFirst()) == .page
            else { return nil }
            return segments.count - 2
        }
        return nil
    }
}
