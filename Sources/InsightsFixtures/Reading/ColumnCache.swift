import CLinux
import Glibc
import InsightsQuery
import InsightsTime
import Synchronization

/// A cache of the columns of a large CSV file, in `.cache/<name>.columns` beside it, which are mapped when used.
///
/// A cache file is used only if it is undamaged and was made from this CSV with this schema. The CSV is identified by
/// its size, its times, its file number and a sample of its bytes. The time of the last change tells an edit whose modification
/// time was set back. Otherwise the CSV is read and the cache file is written again. If it cannot be written, loading
/// works without it.
///
/// A file or folder of another user, or that every user can write, is neither read nor written: its rows may be forged.
struct ColumnCache {
    /// The minimum size in bytes of a CSV file to cache; smaller ones load fast enough.
    static let threshold = 8 << 20

    /// The number of temporary files so far, for their names.
    private static let spillCount = Atomic(0)

    private let csv: OpenFile
    private let folder: String
    private let path: String

    /// Creates the cache of a CSV file.
    init(of csv: OpenFile, path: String) {
        self.csv = csv
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let parent = slash.map { String(path[...$0]) } ?? ""
        let name = slash.map { path[path.utf8.index(after: $0)...] } ?? path[...]
        folder = "\(parent).cache"
        self.path = "\(folder)/\(name.hasSuffix(".csv") ? String(name.dropLast(4)) : String(name)).columns"
    }

    /// Returns the cached table; nil if there is none.
    ///
    /// Its columns are verified when they are used. If one is damaged, `reload` reads the CSV, unless it has changed.
    func load(schema: TableSchema, reload: @escaping @Sendable () -> Table?) -> Table? {
        guard isFolderTrusted, let file = try? OpenFile(path: path), file.isTrusted else { return nil }
        let source = ColumnSource(size: file.count) {
            file.read(at: $0, into: $1)
        } map: { offset, count in
            file.map(at: offset, count: count).map { MappedBytes(start: $0.start, owner: $0) }
        }
        let csv = csv
        return ColumnFile.open(schema: schema, stamp: stamp, from: source) { csv.isUnchanged ? reload() : nil }
    }

    /// Returns a source of temporary files in the folder of the cache; nil if it is not trusted.
    ///
    /// The columns of a CSV larger than memory grow there, until the cache is written.
    var spill: Spill? {
        mkdir(folder, 0o755)
        guard isFolderTrusted else { return nil }
        let folder = folder
        return { size in
            let number = Self.spillCount.add(1, ordering: .relaxed).newValue
            let name = "\(folder)/.spill-\(getpid())-\(number)"
            let descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { return nil }
            defer { close(descriptor) }
            guard unlink(name) == 0, ftruncate(descriptor, size) == 0 else { return nil }
            let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
            guard memory != MAP_FAILED else { return nil }
            // Pages ahead of the one that is written are holes, which the system must not read.
            madvise(memory, size, MADV_RANDOM)
            return memory
        }
    }

    /// Writes the table under a temporary name first, so a partial file is never found under the final name.
    func save(_ table: Table) {
        mkdir(folder, 0o755)
        guard isFolderTrusted else { return }
        let temporary = "\(path).\(getpid()).part"
        // If the file exists, another thread is already writing it.
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return }
        let isWhole = ColumnFile.write(table, stamp: stamp) { Self.write($0, to: descriptor) }
        let isClosed = close(descriptor) == 0
        if !isWhole || !isClosed || rename(temporary, path) != 0 { unlink(temporary) }
    }

    private var isFolderTrusted: Bool {
        var status = stat()
        return lstat(folder, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && OpenFile.isTrusted(status)
    }

    /// The identity of the CSV: size, modification time, and a digest of its identity for the system and of byte samples
    /// from the whole file.
    private var stamp: [UInt64] {
        var digest = csv.identity.words.withUnsafeBytes { ColumnFile.digest(of: $0, after: 0) }
        let (samples, sampleSize) = (64, 4096)
        withUnsafeTemporaryAllocation(byteCount: sampleSize, alignment: 16) { buffer in
            for sample in 0..<samples {
                let offset = max(0, csv.count - sampleSize) / (samples - 1) * sample
                let count = csv.read(at: offset, into: buffer)
                digest = ColumnFile.digest(of: UnsafeRawBufferPointer(rebasing: buffer[..<count]), after: digest)
            }
        }
        return [
            UInt64(csv.count), UInt64(bitPattern: Int64(csv.modified.tv_sec)),
            UInt64(bitPattern: Int64(csv.modified.tv_nsec)), digest,
        ]
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
