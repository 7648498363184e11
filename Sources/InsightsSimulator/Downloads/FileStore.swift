import InsightsHTTP
import InsightsTime
private import Synchronization

/// A bounded store of the files of downloads, so that a range, a resumed or a repeated download costs no second query.
///
/// An entry never becomes wrong: its key has everything that affects the bytes, and fixtures never change. So a
/// changed setting or a reset tenant leads to another key. Link, report and expiry are checked before the store is
/// asked. An entry leaves the store only when others need its room, the least recently used first. Large files, and
/// those for which memory has no more room, are on disk.
final class FileStore: Sendable {
    /// Everything that affects the bytes of a file, or whether it can be made.
    struct Key: Hashable, Sendable {
        let tenantID: String
        let entityTag: String
        /// The start of the tenant's clock, which decides by how many months rows are moved.
        let started: Timestamp
        let lower: Timestamp?
        let upper: Timestamp
        let groupLimit: Int?
        let memoryLimit: Int?
    }

    /// The limits of the store.
    struct Limits: Sendable {
        /// The maximum number of bytes of all files in memory.
        var totalBytes = 64 << 20
        /// The maximum number of bytes of one file in memory; a larger one is on disk.
        var fileBytes = 16 << 20
        /// The maximum number of files, also of those of which only the length is known.
        var files = 256
        /// The maximum number of bytes of all files on disk.
        var diskBytes = 1 << 30
        /// The maximum number of files on disk; each takes a descriptor.
        var diskFiles = 64
        /// The minimum number of bytes of a file that moves to disk when memory has no more room for it.
        ///
        /// A smaller one is made again in less than a tenth of a second.
        var leastMoved = 1 << 20
    }

    /// The number of files that a server makes at a time; others wait without a thread.
    static let makers = 3

    let limits: Limits
    /// The disk space of the files that are not in memory.
    let disk: SpillSpace
    private let contents = Mutex(Contents())
    private let making = WorkQueue(width: makers, computes: true)
    private let made = Atomic(0)

    fileprivate struct Contents {
        var entries: [Key: Entry] = [:]
        var uses: UInt64 = 0
        var bytes = 0
    }

    fileprivate struct Entry {
        let slot: Slot
        var lastUse: UInt64
        var bytes = 0
        var isOnDisk = false
    }

    /// The place of a file.
    fileprivate final class Slot: Sendable {
        let file = Mutex<StoredFile?>(nil)
        /// The lock that is held while the file is made, so that threads outside a server make it once.
        let making = Mutex(())
        /// The requests that wait for the file; in a server they wait here, so they take one thread together.
        let queue: WorkQueue

        init(_ making: WorkQueue) {
            queue = WorkQueue(width: 1, computes: true, inside: making)
        }
    }

    /// Creates a store; `openFile` opens a new file on disk, or returns minus the error of the system.
    init(
        limits: Limits = Limits(), openFile: @escaping @Sendable () -> Int32 = SpillSpace.openTemporaryFile
    ) {
        self.limits = limits
        disk = SpillSpace(byteLimit: limits.diskBytes, fileLimit: limits.diskFiles, openFile: openFile)
    }

    /// The number of bytes in memory.
    var byteCount: Int { contents.withLock { $0.bytes } }

    /// The number of files that were made.
    var madeCount: Int { made.load(ordering: .relaxed) }

    /// Returns the file of a key if it was made before; never waits for one that is being made.
    func known(_ key: Key) -> StoredFile? {
        let slot = contents.withLock { contents -> Slot? in
            guard let slot = contents.entries[key]?.slot else { return nil }
            contents.uses += 1
            contents.entries[key]?.lastUse = contents.uses
            return slot
        }
        return slot?.file.withLock { $0 }
    }

    /// Returns the queue of the requests for a file that is not known yet.
    func queue(for key: Key) -> WorkQueue { slot(for: key).queue }

    /// Returns the file of a key, and makes it from a source if it is not stored.
    ///
    /// An error is not remembered.
    func file(for key: Key, source: () throws -> any HTTPBodySource) throws -> StoredFile {
        let slot = slot(for: key)
        if let file = slot.file.withLock({ $0 }) { return file }
        return try slot.making.withLock { _ in
            if let file = slot.file.withLock({ $0 }) { return file }
            made.add(1, ordering: .relaxed)
            let file = try StoredFile(reading: try source(), keeping: limits.fileBytes) { piece, file in
                spill(piece, to: file, sparing: key)
            }
            slot.file.withLock { $0 = file }
            note(file, of: key, slot)
            return file
        }
    }

    private func slot(for key: Key) -> Slot {
        // What leaves the store ends outside the lock: event loops take it.
        let (slot, _) = contents.withLock { contents -> (Slot, [Entry]) in
            contents.uses += 1
            let slot = contents.entries[key]?.slot ?? Slot(making)
            contents.entries[key, default: Entry(slot: slot, lastUse: 0)].lastUse = contents.uses
            var removed: [Entry] = []
            while contents.entries.count > limits.files, let oldest = contents.oldest(sparing: key) {
                contents.remove(oldest).map { removed.append($0) }
            }
            return (slot, removed)
        }
        return slot
    }

    /// Counts the bytes of a new file, unless its entry has left the store since, and makes room for it in memory.
    private func note(_ file: StoredFile, of key: Key, _ slot: Slot) {
        let (moved, _) = contents.withLock { contents -> ([(key: Key, slot: Slot)], [Entry]) in
            guard let entry = contents.entries[key], entry.slot === slot else { return ([], []) }
            contents.entries[key]?.isOnDisk = file.isOnDisk
            contents.setBytes(file.memoryBytes, of: key)
            var moved: [(key: Key, slot: Slot)] = []
            var removed: [Entry] = []
            while contents.bytes > limits.totalBytes,
                let oldest = contents.oldest(sparing: key, where: { $0.bytes > 0 }),
                let entry = contents.entries[oldest]
            {
                if entry.bytes < limits.leastMoved {
                    contents.remove(oldest).map { removed.append($0) }
                } else {
                    contents.setBytes(0, of: oldest)
                    moved.append((oldest, entry.slot))
                }
            }
            return (moved, removed)
        }
        for (key, slot) in moved { moveToDisk(slot, of: key) }
    }

    /// Moves a file from memory to disk, or forgets it if there is no room.
    private func moveToDisk(_ slot: Slot, of key: Key) {
        let stored = slot.file.withLock { $0 }
        guard let stored, case .memory(let bytes) = stored.content else { return }
        let file = spill(bytes, to: nil, sparing: key)
        if let file { slot.file.withLock { $0 = stored.moved(to: file) } }
        _ = contents.withLock { contents -> Entry? in
            guard contents.entries[key]?.slot === slot else { return nil }
            guard file == nil else {
                contents.entries[key]?.isOnDisk = true
                return nil
            }
            return contents.remove(key)
        }
    }

    // MARK: Disk

    /// Appends bytes to a file on disk, at first to a new one; returns nil if they cannot be kept.
    private func spill(_ bytes: [UInt8], to file: SpillFile?, sparing key: Key) -> SpillFile? {
        do throws(SpillFailure) {
            var file = file
            if file == nil { file = try newFile(sparing: key) }
            guard let file else { return nil }
            while try !disk.append(bytes, to: file) {
                guard removeOldestOnDisk(sparing: key) else { return nil }
            }
            return file
        } catch {
            return nil
        }
    }

    private func newFile(sparing key: Key) throws(SpillFailure) -> SpillFile? {
        guard limits.diskBytes > 0 else { return nil }
        while true {
            if let file = try disk.makeFile() { return file }
            guard removeOldestOnDisk(sparing: key) else { return nil }
        }
    }

    private func removeOldestOnDisk(sparing key: Key) -> Bool {
        let removed = contents.withLock { contents in
            contents.oldest(sparing: key, where: \.isOnDisk).flatMap { contents.remove($0) }
        }
        return removed != nil
    }
}

extension FileStore.Contents {
    /// Returns the key of the least recently used entry that satisfies a condition.
    fileprivate func oldest(
        sparing key: FileStore.Key, where condition: (FileStore.Entry) -> Bool = { _ in true }
    ) -> FileStore.Key? {
        entries.filter { $0.key != key && condition($0.value) }.min { $0.value.lastUse < $1.value.lastUse }?.key
    }

    /// Removes an entry; the caller lets go of it outside the lock.
    fileprivate mutating func remove(_ key: FileStore.Key) -> FileStore.Entry? {
        guard let entry = entries.removeValue(forKey: key) else { return nil }
        bytes -= entry.bytes
        return entry
    }

    /// Sets the number of bytes that an entry has in memory.
    fileprivate mutating func setBytes(_ count: Int, of key: FileStore.Key) {
        bytes += count - (entries[key]?.bytes ?? 0)
        entries[key]?.bytes = count
    }
}
