import InsightsAPI
import InsightsHTTP

/// The administration routes about contracts (`docs/reference/administration.md`).
enum ContractRoute: Equatable {
    /// The contracts that a filter accepts.
    case contracts
    /// One contract, by its name.
    case contract(String)
    /// The kept runs; a POST starts one.
    case runs
    /// One run, by its number as sent.
    case run(String)
    /// The mutants, and the contracts that kill them.
    case mutants

    private static let prefix = SimulatorEndpoints.administrationPath("")

    /// Creates the route of a request target; nil if another handler has it.
    init?(_ target: String) {
        // Nearly every request is one of the service.
        guard target.utf8.starts(with: Self.prefix.utf8) else { return nil }
        let segments = RequestTarget(parsing: target).segments.dropFirst()
        let rest = segments.dropFirst()
        switch (segments.first, rest.count) {
        case ("contracts", 0): self = .contracts
        case ("contracts", _): self = .contract(rest.joined(separator: "/"))
        case ("contract-runs", 0): self = .runs
        case ("contract-runs", 1): self = .run(rest[rest.startIndex])
        case ("mutants", 0): self = .mutants
        default: return nil
        }
    }

    /// The supported methods.
    var methods: [String] {
        switch self {
        case .contracts, .contract, .mutants: ["GET", "HEAD"]
        case .runs: ["GET", "HEAD", "POST"]
        case .run: ["GET", "HEAD", "DELETE"]
        }
    }

    /// The supported query parameters.
    var parameters: [String] {
        switch self {
        case .contracts: ["match", "edition", "program", "evidence"]
        case .run: ["after"]
        case .contract, .runs, .mutants: []
        }
    }
}
