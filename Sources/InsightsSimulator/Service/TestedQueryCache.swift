import InsightsAPI
import InsightsQuery
private import Synchronization

/// The texts of recent test queries with their bound forms, so that a repeated text is neither parsed nor bound.
///
/// An entry never becomes wrong: it depends on its text, the program's catalogue and the settings of the service. The
/// last two are fixed for the life of the service that owns the cache. A refused text is not kept.
final class TestedQueryCache: Sendable {
    /// The maximum number of texts; past it, all are forgotten.
    static let limit = 256
    /// The maximum length in bytes of a text that is kept.
    static let longestText = 16 * 1024

    private struct Key: Hashable {
        let program: PartnerProgram
        /// The bytes: texts that Swift holds equal may differ in them, and so in what they find.
        let text: [UInt8]
    }

    private let bound = Mutex<[Key: BoundQuery]>([:])

    /// The number of texts.
    var count: Int { bound.withLock { $0.count } }

    /// Returns the bound form of a text.
    func query(_ text: String, of catalog: ProgramCatalog, settings: Settings) throws(ServiceRefusal) -> BoundQuery {
        let key = Key(program: catalog.program, text: Array(text.utf8))
        if let query = bound.withLock({ $0[key] }) { return query }
        let query = try catalog.prepare(text, settings: settings).bound
        if key.text.count <= Self.longestText {
            bound.withLock { bound in
                if bound.count >= Self.limit { bound.removeAll() }
                bound[key] = query
            }
        }
        return query
    }
}
