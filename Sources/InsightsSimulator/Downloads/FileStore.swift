import InsightsTime
private import Synchronization

/// A bounded store of the files of downloads, so that a range or a resumed download costs no second query.
///
/// An entry never becomes wrong: its key has everything that affects the bytes, and fixtures never change. So a
/// changed setting or a reset tenant leads to another key. Link, report and expiry are checked before the store is
/// asked. An entry leaves the store only when others need its room, the least recently used first.
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
        /// The maximum number of bytes of all files.
        var totalBytes = 64 << 20
        /// The maximum number of bytes of one file; of a larger one only length and digest are kept.
        var fileBytes = 16 << 20
        /// The maximum number of files.
        var files = 256
    }

    let limits: Limits
    private let contents = Mutex(Contents())

    private struct Contents {
        var entries: [Key: Entry] = [:]
        var uses: UInt64 = 0
        var bytes = 0
    }

    private struct Entry {
        let slot: Slot
        var lastUse: UInt64
        var bytes = 0
    }

    /// The place of a file; its own lock is held while the file is made, so that concurrent requests make it once.
    private final class Slot: Sendable {
        let file = Mutex<StoredFile?>(nil)
    }

    init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// The number of bytes in the store.
    var byteCount: Int { contents.withLock { $0.bytes } }

    /// Returns the file of a key; `make` makes it if it is not stored.
    ///
    /// An error is not remembered.
    func file(for key: Key, make: () throws -> StoredFile) throws -> StoredFile {
        let slot = slot(for: key)
        return try slot.file.withLock { file in
            if let file { return file }
            let made = try make()
            file = made
            note(made.bytes?.count ?? 0, of: key, slot)
            return made
        }
    }

    private func slot(for key: Key) -> Slot {
        contents.withLock { contents in
            contents.uses += 1
            let slot = contents.entries[key]?.slot ?? Slot()
            contents.entries[key, default: Entry(slot: slot, lastUse: 0)].lastUse = contents.uses
            makeRoom(&contents, sparing: key)
            return slot
        }
    }

    /// Counts the bytes of a new file, unless its entry has left the store since.
    private func note(_ bytes: Int, of key: Key, _ slot: Slot) {
        contents.withLock { contents in
            guard let entry = contents.entries[key], entry.slot === slot else { return }
            contents.entries[key]?.bytes = bytes
            contents.bytes += bytes
            makeRoom(&contents, sparing: key)
        }
    }

    private func makeRoom(_ contents: inout Contents, sparing key: Key) {
        while contents.bytes > limits.totalBytes || contents.entries.count > limits.files {
            let others = contents.entries.filter { $0.key != key }
            guard let oldest = others.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
            contents.entries[oldest.key] = nil
            contents.bytes -= oldest.value.bytes
        }
    }
}
