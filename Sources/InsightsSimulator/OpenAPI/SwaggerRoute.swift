import InsightsAPI

/// The documented addresses of the Swagger page, below a program's, and of the document behind it.
enum SwaggerRoute: String, CaseIterable {
    /// The page that lists the operations (seed 002, insights-api section 3.1).
    case page = "swagger/index.html"
    /// The OpenAPI document, where such pages have it (assumed).
    case document = "swagger/v1/swagger.json"

    /// The route of the segments after the program's, letter case ignored.
    init?(segments: some Collection<String>) {
        self.init(rawValue: segments.map { $0.lowercased() }.joined(separator: "/"))
    }

    /// What stands before the program in the addresses the documents print, slashes around it (C13).
    static let prefixes = ["insights/v1", "analytics"]
}
