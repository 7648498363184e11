import Glibc
import InsightsQuery
import InsightsTime

/// Keeps the columns of large CSV files beside them, in `.cache/<name>.columns`, so that they load faster next time.
///
/// A file there is used only if it was made of this CSV, by its size, time of change and a sample of its bytes, with
/// this schema, and if nothing in it is damaged. Otherwise the CSV is read and the file made anew; where it cannot be
/// written, everything works without.
struct ColumnCache {
    /// CSV files of fewer bytes load fast enough as they are.
    static let threshold = 8 << 20

    private let csv: OpenFile
    private let folder: String
    private let path: String

    /// The cache of a CSV file.
    init(of csv: OpenFile, path: String) {
        self.csv = csv
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let parent = slash.map { String(path[...$0]) } ?? ""
        let name = slash.map { path[path.utf8.index(after: $0)...] } ?? path[...]
        folder = "\(parent).cache"
        self.path = "\(folder)/\(name.hasSuffix(".csv") ? String(name.dropLast(4)) : String(name)).columns"
    }

    /// The table, if the cache has it.
    func load(schema: TableSchema) -> Table? {
        guard let file = try? OpenFile(path: path) else { return nil }
        return ColumnFile.read(schema: schema, stamp: stamp, size: file.count) { file.read(at: $0, into: $1) }
    }

    /// Writes the table under another name first, so that no half of a file is ever found under its own.
    func save(_ table: Table) {
        mkdir(folder, 0o755)
        let temporary = "\(path).\(getpid()).part"
        // Another thread that is at it already will do.
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return }
        let isWhole = ColumnFile.write(table, stamp: stamp) { Self.write($0, to: descriptor) }
        let isClosed = close(descriptor) == 0
        if !isWhole || !isClosed || rename(temporary, path) != 0 { unlink(temporary) }
    }

    /// What the CSV is like: size, time of change, and a digest of some bytes from all over it.
    private var stamp: [UInt64] {
        var digest: UInt64 = 0
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
