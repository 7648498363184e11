import InsightsAPI
import InsightsReports
private import Synchronization

/// The system queries that were used, each prepared once under one set of settings.
///
/// They are prepared when they are first used, since most simulators use none.
final class SystemQueryCache: Sendable {
    private let prepared = Mutex<[PartnerProgram: [String: PreparedQuery]]>([:])

    /// Returns the prepared form of a system query's text.
    func query(
        _ text: String, of catalog: ProgramCatalog, settings: Settings
    ) throws(ServiceRefusal) -> PreparedQuery {
        try prepared.withLock { (prepared) throws(ServiceRefusal) in
            if let query = prepared[catalog.program]?[text] { return query }
            let query = try catalog.prepare(text, settings: settings)
            prepared[catalog.program, default: [:]][text] = query
            return query
        }
    }
}
