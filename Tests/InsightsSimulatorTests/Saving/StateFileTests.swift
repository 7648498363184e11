import Glibc
import InsightsSQLite
import InsightsStore
import Testing

@Suite("Files of state")
struct StateFileTests {
    /// What is done to a file, and how it is refused then.
    struct Trial: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let isRefusedAs: @Sendable (StateError) -> Bool

        init(
            _ name: String, bytes: [UInt8],
            _ isRefusedAs: @escaping @Sendable (StateError) -> Bool
        ) {
            testDescription = name
            self.bytes = bytes
            self.isRefusedAs = isRefusedAs
        }
    }

    static let trials = [
        Trial("a text", bytes: Array("name = value\n".utf8)) { if case .foreign = $0 { true } else { false } },
        Trial("a long text", bytes: Array(repeating: 0x61, count: 9000)) {
            if case .foreign = $0 { true } else { false }
        },
        Trial("a database of another program", bytes: header(application: 1, version: 1)) {
            if case .foreign = $0 { true } else { false }
        },
        Trial("a newer version", bytes: header(application: SQLiteStateStore.applicationID, version: 2)) {
            if case .newer(_, 2, 1) = $0 { true } else { false }
        },
        Trial("a header without pages", bytes: header(application: SQLiteStateStore.applicationID, version: 1)) {
            if case .damaged = $0 { true } else { false }
        },
    ]

    /// Returns the first bytes of a database, without what follows.
    private static func header(application: UInt32, version: UInt8) -> [UInt8] {
        var header = Array("SQLite format 3\0".utf8) + [0x10, 0, 1, 1, 0, 64, 32, 32]
        header += [UInt8](repeating: 0, count: 100 - header.count)
        header[63] = version
        for index in 0..<4 { header[68 + index] = UInt8(truncatingIfNeeded: application >> UInt32(24 - 8 * index)) }
        return header
    }

    @Test("A file that cannot be used is refused, and not changed", arguments: trials)
    func refused(trial: Trial) throws {
        let folder = try StateFolder()
        try Self.write(trial.bytes, folder.file)
        let error = try #require(throws: StateError.self) { try SQLiteStateStore(folder.file) }
        #expect(trial.isRefusedAs(error), "\(error)")
        #expect(error.description.contains(folder.file))
        #expect(!error.description.contains("\n"))
        #expect(try Self.read(folder.file) == trial.bytes)
    }

    @Test("A damaged page is refused")
    func damaged() throws {
        let folder = try StateFolder()
        let store = try SQLiteStateStore(folder.file)
        try store.write([
            StateChange(
                scope: "tenant", rows: (0..<500).map { StateRow("query", "\($0)", Array("{\"name\":\"\($0)\"}".utf8)) })
        ])
        store.close()
        var bytes = try Self.read(folder.file)
        for index in 8192..<8192 + 2000 { bytes[index] = 0xAB }
        try Self.write(bytes, folder.file)
        let error = try #require(throws: StateError.self) { try SQLiteStateStore(folder.file) }
        guard case .damaged = error else {
            Issue.record("\(error)")
            return
        }
        #expect(try Self.read(folder.file) == bytes)
    }

    @Test("A file in use is refused, and its user is not disturbed")
    func locked() throws {
        let folder = try StateFolder()
        let store = try SQLiteStateStore(folder.file)
        #expect(throws: StateError.locked(path: folder.file)) { try SQLiteStateStore(folder.file) }
        try store.write([StateChange(scope: "a", rows: [StateRow("clock", "", Array("{}".utf8))])])
        store.close()
        let again = try SQLiteStateStore(folder.file)
        #expect(try again.load() == ["a": [StateRow("clock", "", Array("{}".utf8))]])
        again.close()
    }

    @Test("A file that is missing is created for its owner alone, or refused")
    func missing() throws {
        let folder = try StateFolder()
        #expect(throws: StateError.missing(path: folder.file)) { try SQLiteStateStore(folder.file, creates: false) }
        let store = try SQLiteStateStore(folder.file)
        store.close()
        var status = stat()
        #expect(stat(folder.file, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        let none = "\(folder.path)/none/state"
        let error = try #require(throws: StateError.self) { try SQLiteStateStore(none) }
        #expect(error == .unusable(path: none, reason: "No such file or directory"))
    }

    @Test("Changes are applied in order: rows and scopes are replaced and removed", arguments: [0, 1])
    func changes(kind: Int) throws {
        let folder = try StateFolder()
        let store: any StateStore = kind == 0 ? MemoryStateStore() : try SQLiteStateStore(folder.file)
        func row(_ key: String, _ text: String?) -> StateRow {
            StateRow("query", key, text.map { Array("\"\($0)\"".utf8) })
        }
        try store.write([StateChange(scope: "a", rows: [row("1", "one"), row("2", "two"), row("3", "ä\u{0}ö")])])
        try store.write([
            StateChange(scope: "a", rows: [row("1", "eins"), row("2", nil), row("9", nil)]),
            StateChange(scope: "b", rows: [row("1", "b")]),
            StateChange(scope: "b", isWhole: true, rows: [row("2", "B")]),
        ])
        let rows = try store.load().mapValues { $0.sorted { $0.key < $1.key } }
        #expect(rows == ["a": [row("1", "eins"), row("3", "ä\u{0}ö")], "b": [row("2", "B")]])
        store.close()
    }

    @Test("A document has all of a store, and gives it back")
    func document() throws {
        let rows = ["": [StateRow("directory", "", Array("{\"lastOrdinal\":3}".utf8))]]
        let document = StateDocument(about: ["seed": "7"], scopes: rows)
        #expect(try StateDocument(json: try document.json) == document)
    }

    // MARK: Files

    private static func write(_ bytes: [UInt8], _ path: String) throws {
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }

    private static func read(_ path: String) throws -> [UInt8] {
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
        return bytes
    }
}
