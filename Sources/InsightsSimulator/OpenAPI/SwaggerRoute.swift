import InsightsAPI

/// The documented paths of the Swagger page and its document, below the path of a program.
enum SwaggerRoute: String, CaseIterable {
    /// The page that lists the operations (seed 002, insights-api section 3.1).
    case page = "swagger/index.html"
    /// The OpenAPI document, at the usual path of such pages (assumed).
    case document = "swagger/v1/swagger.json"

    /// Creates the route of the segments after the program, ignoring letter case; nil if none matches.
    init?(segments: some Collection<String>) {
        self.init(rawValue: segments.map { $0.lowercased() }.joined(separator: "/"))
    }
}
