import InsightsIdentity
private import Synchronization

/// The heads of the files that were asked for lately.
///
/// A head follows from its key alone, so nothing makes an entry wrong.
final class FileHeadMemory: Sendable {
    /// The maximum number of heads in each of two generations.
    static let generationLimit = 1024

    private let heads = Mutex(GenerationalCache<FileHead.Key, FileHead>(limit: generationLimit))

    /// Returns the head of a key.
    func head(for key: FileHead.Key) -> FileHead {
        if let known = heads.withLock({ $0.value(for: key) }) { return known }
        let made = FileHead(key)
        heads.withLock { $0.insert(made, for: key) }
        return made
    }
}
