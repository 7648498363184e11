/// The administration routes, under `/_sim/` (docs/administration.md).
enum AdministrationRoute: String, CaseIterable {
    case health
    case ready
    case credentials
    case reset
    case clock

    /// The methods it answers.
    var methods: [String] {
        switch self {
        case .health, .ready, .credentials: ["GET", "HEAD"]
        case .reset: ["POST"]
        case .clock: ["GET", "HEAD", "POST"]
        }
    }

    /// The first segment of every route's path.
    static let pathPrefix = "_sim"

    static var allPaths: [String] { allCases.map { "/\(pathPrefix)/\($0.rawValue)" } }
}
