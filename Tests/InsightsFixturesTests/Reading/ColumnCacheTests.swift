import Foundation
import Glibc
import InsightsQuery
import InsightsTime
import Synchronization
import Testing

@testable import InsightsFixtures

/// Columns kept beside a CSV are either those of the CSV as it is, or not used.
@Suite("Column cache")
struct ColumnCacheTests {
    static let schema = TableSchema(
        name: "T",
        columns: [
            ColumnSchema(name: "Name", type: .string), ColumnSchema(name: "Count", type: .integer),
            ColumnSchema(name: "Price", type: .decimal), ColumnSchema(name: "Flag", type: .boolean),
            ColumnSchema(name: "Day", type: .date), ColumnSchema(name: "At", type: .datetime),
        ])
    static let text =
        "Name,Count,Price,Flag,Day,At\n"
        + (0..<200).map { row in
            "Zoë \(row % 7),\(row % 5 == 0 ? "" : "\(row)"),\(row).5,\(row % 3 == 0 ? "tRue" : "0"),2021-03-0\(row % 9 + 1),"
                + "2021-03-01T00:00:\(10 + row % 50)Z\n"
        }.joined()
    static let cached = ".cache/T.columns"
    static let window = TimeWindow(from: nil, to: Timestamp(secondsSinceEpoch: 1 << 40))

    /// Loads the CSV in a new folder, and returns the folder and the columns that loading keeps.
    private func folder() throws -> (TemporaryFolder, columns: [UInt8]) {
        let folder = try TemporaryFolder()
        try folder.write(Self.text, to: "T.csv")
        _ = try load(folder)
        return (folder, try folder.read(Self.cached))
    }

    private func load(_ folder: TemporaryFolder, _ schema: TableSchema = schema) throws -> Table {
        try TableLoader.load(schema: schema, path: "\(folder.path)/T.csv", cacheThreshold: 0)
    }

    private func csv(_ table: Table) throws -> String {
        let names = table.schema.columns.map(\.name).joined(separator: ", ")
        let query = try Catalog([table.schema]).prepare("SELECT \(names) FROM T TIMESPAN LIFETIME")
        var writer = DelimitedWriter(query.run(on: table, window: Self.window), format: .csv)
        var bytes: [UInt8] = []
        writer.writeAll { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Returns the content of a cache file, read directly, with its stamp; nil if any column is damaged.
    private func contents(_ columns: [UInt8], _ schema: TableSchema = schema) throws -> String? {
        guard columns.count >= 48 else { return nil }
        let stamp = columns.withUnsafeBytes { bytes in
            (2..<6).map { bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self) }
        }
        let reloads = Atomic(0)
        let table = ColumnFile.open(schema: schema, stamp: stamp, from: ColumnSource(columns)) {
            reloads.add(1, ordering: .relaxed)
            return nil
        }
        let text = try table.map(csv)
        return reloads.load(ordering: .relaxed) == 0 ? text : nil
    }

    @Test("Columns read back are those of the CSV")
    func roundTrip() throws {
        let (folder, columns) = try folder()
        let expected = try csv(TableLoader.load(schema: Self.schema, path: "\(folder.path)/T.csv", cacheThreshold: nil))
        #expect(try csv(load(folder)) == expected)
        #expect(try contents(columns) == expected)
        #expect(try folder.read(Self.cached) == columns)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/.cache") == ["T.columns"])
    }

    @Test("A valid cache is used: only the stamp of the CSV is compared")
    func isUsed() throws {
        let (folder, columns) = try folder()
        // The rows of another CSV under this one's stamp tell which of the two was read.
        let other = try TemporaryFolder()
        try other.write(Self.text.replacing("Zoë 3", with: "Zoë X"), to: "T.csv")
        let stamp = columns.withUnsafeBytes { bytes in
            (2..<6).map { bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self) }
        }
        var forged: [UInt8] = []
        _ = ColumnFile.write(try load(other), stamp: stamp) { bytes in
            forged += bytes
            return true
        }
        try folder.write(forged, to: Self.cached)
        #expect(try csv(load(folder)).contains("Zoë X"))
    }

    @Test("A cut cache is not used and is written again", arguments: [0, 1, 47, 64, 500, 2000])
    func truncated(length: Int) throws {
        let (folder, columns) = try folder()
        let expected = try csv(load(folder))
        for damaged in [Array(columns.prefix(length)), Array(columns.dropLast()), columns + [0]] {
            try folder.write(damaged, to: Self.cached)
            #expect(try contents(damaged) == nil)
            #expect(try csv(load(folder)) == expected)
            #expect(try folder.read(Self.cached) == columns)
        }
    }

    @Test("A cache with any byte changed is not used and is written again")
    func flipped() throws {
        let (folder, columns) = try folder()
        let expected = try csv(load(folder))
        var random = SeededGenerator(seed: 9, stream: "flipped")
        for round in 0..<600 {
            var damaged = columns
            let place = round < 100 ? round * 4 : random.number(in: 0...columns.count - 1)
            damaged[place] ^= UInt8(1 << random.number(in: 0...7))
            // A stamp that was changed is compared with itself here; its checksum tells.
            #expect(try contents(damaged) == nil, "byte \(place)")
            guard round % 40 == 0 else { continue }
            try folder.write(damaged, to: Self.cached)
            #expect(try csv(load(folder)) == expected)
            #expect(try folder.read(Self.cached) == columns)
        }
    }

    @Test("A cache of another schema is not used")
    func schemaChanged() throws {
        let (folder, columns) = try folder()
        var schema = Self.schema
        schema.columns[1].type = .decimal
        #expect(try contents(columns, schema) == nil)
        #expect(try load(folder, schema).rowCount == 200)
        let rewritten = try folder.read(Self.cached)
        #expect(try rewritten != columns && contents(rewritten, schema) != nil)
    }

    @Test("A cache of an earlier CSV is not used, even if size and time are equal")
    func csvChanged() throws {
        let (folder, _) = try folder()
        let path = "\(folder.path)/T.csv"
        let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
        let changed = Self.text.replacing("Zoë 3", with: "Zoë Y")
        try folder.write(changed, to: "T.csv")
        try FileManager.default.setAttributes([.modificationDate: try #require(date)], ofItemAtPath: path)
        #expect(try csv(load(folder)).contains("Zoë Y"))
        try folder.write(changed + "Zoë Z,,,,,\n", to: "T.csv")
        #expect(try csv(load(folder)).contains("Zoë Z"))
        #expect(try csv(load(folder)).contains("Zoë Z"))
    }

    @Test("A CSV that was edited with its time set back is read, also where no sample of its bytes differs")
    func editedSecretly() throws {
        // The samples are 4096 bytes at 64 places, so most of this file is in none.
        let row = "Zoë,1,1.5,1,2021-03-01,2021-03-01T00:00:00Z\n"
        let text = "Name,Count,Price,Flag,Day,At\n" + String(repeating: row, count: 20_000)
        let folder = try TemporaryFolder()
        try folder.write(text, to: "T.csv")
        _ = try load(folder)
        let path = "\(folder.path)/T.csv"
        let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
        var bytes = Array(text.utf8)
        let place = try #require(bytes[10_000...].firstIndex(of: UInt8(ascii: "\n"))) + 1
        bytes[place] = UInt8(ascii: "X")
        try folder.write(bytes, to: "T.csv")
        try FileManager.default.setAttributes([.modificationDate: try #require(date)], ofItemAtPath: path)
        #expect(try csv(load(folder)).contains("Xoë"))
    }

    @Test(
        "A cache that another user could have written is neither used nor replaced",
        arguments: ["file", "folder", "owner"])
    func untrusted(_ kind: String) throws {
        let (folder, columns) = try folder()
        let forged = columns.dropLast() + [columns[columns.count - 1]]
        try folder.write(Array(forged), to: Self.cached)
        let (file, parent) = ("\(folder.path)/\(Self.cached)", "\(folder.path)/.cache")
        switch kind {
        case "file": #expect(chmod(file, 0o666) == 0)
        case "folder": #expect(chmod(parent, 0o777) == 0)
        default:
            guard geteuid() == 0 else {
                print("skipped: only the administrator can give a file to another user")
                return
            }
            #expect(chown(file, 12345, 12345) == 0)
        }
        var status = stat()
        #expect(stat(file, &status) == 0)
        let number = status.st_ino
        let cache = ColumnCache(of: try OpenFile(path: "\(folder.path)/T.csv"), path: "\(folder.path)/T.csv")
        #expect(cache.load(schema: Self.schema) { nil } == nil)
        #expect(try load(folder).rowCount == 200)
        #expect(stat(file, &status) == 0)
        // A file of another is replaced in a folder that is ours; nothing is written into one that is not.
        #expect((status.st_ino == number) == (kind == "folder"))
        #expect((cache.load(schema: Self.schema) { nil } == nil) == (kind == "folder"))
    }

    @Test("The CSV is read each time if the folder is not writable or the file is small")
    func withoutCache() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.text, to: "T.csv")
        try folder.write("in the way", to: ".cache")
        #expect(try load(folder).rowCount == 200)
        let small = try TemporaryFolder()
        try small.write(Self.text, to: "T.csv")
        #expect(try TableLoader.load(schema: Self.schema, path: "\(small.path)/T.csv").rowCount == 200)
        #expect(!FileManager.default.fileExists(atPath: "\(small.path)/.cache"))
    }

    @Test("A faulty CSV is not cached")
    func faultyCSV() throws {
        let folder = try TemporaryFolder()
        try folder.write("Name,Count,Price,Flag,Day,At\na,x,,,,\n", to: "T.csv")
        #expect(throws: FixtureError.self) { try load(folder) }
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/\(Self.cached)"))
    }

    @Test("Only columns in use are read: damage of another one is not noticed")
    func lazily() throws {
        let (folder, columns) = try folder()
        let expected = try csv(load(folder))
        // The last block before the checksums belongs to the last column.
        let sums = columns.count - 8 * 12
        let place = try #require(columns[..<sums].lastIndex { $0 != 0 })
        var damaged = columns
        damaged[place] ^= 1
        try folder.write(damaged, to: Self.cached)
        let table = try load(folder)
        let query = try Catalog([Self.schema]).prepare("SELECT Name FROM T TIMESPAN LIFETIME")
        #expect(query.run(on: table, window: Self.window).rowCount == 200)
        #expect(try folder.read(Self.cached) == damaged)
        // Then the column is used, and the CSV is read instead.
        #expect(try csv(table) == expected)
        #expect(try folder.read(Self.cached) == columns)
    }

    @Test("A CSV larger than memory gives the same rows, by way of temporary files")
    func largerThanMemory() throws {
        let folder = try TemporaryFolder()
        // Rows that become shorter are more than the first ones let expect.
        let long = String(repeating: "a long name ", count: 90)
        let rows = (0..<160_000).map { row in
            row < 300 ? "\(long),\(row),1.5,1,2021-03-01," : "b\(row % 9),\(row % 3 == 0 ? "" : "7"),\(row % 5),,,"
        }
        try folder.write("Name,Count,Price,Flag,Day,At\n" + rows.joined(separator: "\n"), to: "T.csv")
        let path = "\(folder.path)/T.csv"
        let expected = try csv(TableLoader.load(schema: Self.schema, path: path, cacheThreshold: nil))
        for _ in 0..<2 {
            let table = try TableLoader.load(schema: Self.schema, path: path, cacheThreshold: 0, memoryLimit: 1000)
            #expect(try csv(table) == expected)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/.cache") == ["T.columns"])
    }

    @Test("The limits of memory of a group, and of those around it, are looked for")
    func memoryLimits() {
        #expect(MemoryLimit.ofProcess > 1 << 20)
        #expect(
            MemoryLimit.files(groups: "5:cpu,memory:/a/b\n4:cpu:/c\n0::/d\nx\n") == [
                "/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/a/b/memory.limit_in_bytes",
                "/sys/fs/cgroup/memory/a/memory.limit_in_bytes", "/sys/fs/cgroup/memory.max",
                "/sys/fs/cgroup/d/memory.max",
            ])
    }

    @Test("A cache that is replaced or removed while it is used leaves the rows as they were")
    func replaced() throws {
        let (folder, columns) = try folder()
        let table = try load(folder)
        let expected = try csv(load(folder))
        let name = "\(folder.path)/\(Self.cached)"
        try folder.write(columns.map { ~$0 }, to: ".cache/other")
        #expect(rename("\(folder.path)/.cache/other", name) == 0)
        #expect(try csv(table) == expected)
        let again = try load(folder)
        #expect(unlink(name) == 0)
        #expect(try csv(again) == expected)
    }

    @Test("A cache that is cut before a column is used is not used for it")
    func cutLater() throws {
        let (folder, columns) = try folder()
        let expected = try csv(load(folder))
        let table = try load(folder)
        #expect(truncate("\(folder.path)/\(Self.cached)", 600) == 0)
        #expect(try csv(table) == expected)
        #expect(try folder.read(Self.cached) == columns)
    }

    @Test("Columns that are damaged after the CSV has changed hold nulls")
    func lost() throws {
        let (folder, _) = try folder()
        let table = try load(folder)
        #expect(truncate("\(folder.path)/\(Self.cached)", 600) == 0)
        let file = fopen("\(folder.path)/T.csv", "a")
        #expect(fputs("Zoë Z,,,,,\n", file) >= 0)
        fclose(file)
        let lines = try csv(table).split(separator: "\r\n")
        #expect(lines.count == 201 && lines.dropFirst().allSatisfy { $0 == ",,,,," })
        #expect(try csv(load(folder)).contains("Zoë Z"))
    }
}

extension ColumnSource {
    /// A source of bytes in memory.
    fileprivate init(_ bytes: [UInt8]) {
        let source = MemorySource(bytes: bytes)
        self.init(size: bytes.count) {
            source.read(at: $0, into: $1)
        } map: { offset, count in
            let copy = AlignedBytes(bytes[offset..<offset + count])
            return MappedBytes(start: copy.start, owner: copy)
        }
    }
}

/// Bytes at an address like that of a mapping.
private final class AlignedBytes {
    let start: UnsafeRawPointer

    init(_ bytes: ArraySlice<UInt8>) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 64)
        memory.copyBytes(from: bytes)
        start = UnsafeRawPointer(memory.baseAddress!)
    }

    deinit {
        start.deallocate()
    }
}
