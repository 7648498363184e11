import InsightsAPI
import InsightsReports
private import Synchronization

/// The texts of stored, tested and system queries that were prepared last, under one set of settings.
///
/// A prepared query depends on the text, byte for byte, and on the catalogue of its program; both are the key. It also
/// depends on the settings of the service that holds this cache. Nothing of that changes, so nothing makes it wrong.
/// Refused texts are not kept.
final class PreparedQueryCache: Sendable {
    private struct Key: Hashable, Sendable {
        let program: PartnerProgram
        let text: ExactText
    }

    /// The number of texts; past it all are forgotten.
    static let countLimit = 256
    /// The number of bytes of a text that is kept.
    static let textLimit = 4096

    private let prepared = Mutex<[Key: PreparedQuery]>([:])

    /// The number of texts that are kept.
    var count: Int { prepared.withLock { $0.count } }

    /// Returns the prepared form of a text.
    func query(
        _ text: String, of catalog: ProgramCatalog, settings: Settings
    ) throws(ServiceRefusal) -> PreparedQuery {
        guard text.utf8.count <= Self.textLimit else { return try catalog.prepare(text, settings: settings) }
        let key = Key(program: catalog.program, text: ExactText(text))
        if let known = prepared.withLock({ $0[key] }) { return known }
        let query = try catalog.prepare(text, settings: settings)
        prepared.withLock { prepared in
            if prepared.count >= Self.countLimit { prepared = [:] }
            prepared[key] = query
        }
        return query
    }
}
