import InsightsAPI
import InsightsHTTP
import InsightsTime
import Synchronization
import Testing

@testable import InsightsSimulator

@Suite("Downloads: stored files")
struct FileStoreTests {
    private static let small = FileStore.Limits(totalBytes: 100, fileBytes: 60, files: 3)

    private func key(
        _ tag: String, tenant: String = "t", started: Timestamp = Timestamp(secondsSinceEpoch: 0),
        lower: Timestamp? = nil, upper: Timestamp = Timestamp(secondsSinceEpoch: 0), groups: Int? = nil,
        memory: Int? = nil
    ) -> FileStore.Key {
        FileStore.Key(
            tenantID: tenant, entityTag: tag, started: started, lower: lower, upper: upper, groupLimit: groups,
            memoryLimit: memory)
    }

    /// A store that counts how often files are made.
    private final class Counted: Sendable {
        let store: FileStore
        let made = Mutex(0)

        init(_ limits: FileStore.Limits) {
            store = FileStore(limits: limits)
        }

        @discardableResult
        func file(_ key: FileStore.Key, _ count: Int) throws -> StoredFile {
            try store.file(for: key) {
                made.withLock { $0 += 1 }
                return try StoredFile(
                    reading: Bytes([UInt8](repeating: 7, count: count)), keeping: store.limits.fileBytes)
            }
        }

        var count: Int { made.withLock { $0 } }
    }

    private final class Bytes: HTTPBodySource {
        private let rest: Mutex<[UInt8]>

        init(_ bytes: [UInt8]) {
            rest = Mutex(bytes)
        }

        func nextChunk() -> [UInt8]? {
            rest.withLock { rest in
                let piece = Array(rest.prefix(7))
                rest.removeFirst(piece.count)
                return piece.isEmpty ? nil : piece
            }
        }
    }

    @Test("A file is made once per key, and each part of the key counts")
    func keys() throws {
        let counted = Counted(FileStore.Limits())
        let other = Timestamp(secondsSinceEpoch: 1)
        let keys = [
            key("a"), key("b"), key("a", tenant: "u"), key("a", started: other), key("a", lower: other),
            key("a", upper: other), key("a", groups: 1), key("a", memory: 1),
        ]
        for _ in 1...3 { for key in keys { try counted.file(key, 5) } }
        #expect(counted.count == keys.count)
    }

    @Test("The bytes kept stay at the limit; past it the least recently used file leaves")
    func totalBytes() throws {
        let counted = Counted(Self.small)
        try counted.file(key("a"), 50)
        try counted.file(key("b"), 50)
        #expect(counted.store.byteCount == 100)
        try counted.file(key("a"), 50)
        #expect(counted.count == 2)
        try counted.file(key("c"), 1)
        #expect(counted.store.byteCount == 51)
        try counted.file(key("a"), 50)
        #expect(counted.count == 3)
        try counted.file(key("b"), 50)
        #expect(counted.count == 4)
    }

    @Test("A file at the limit is kept; of one past it only length and digest are")
    func fileBytes() throws {
        let counted = Counted(Self.small)
        #expect(try counted.file(key("a"), 60).bytes?.count == 60)
        let large = try counted.file(key("b"), 61)
        #expect(large.bytes == nil)
        #expect(large.length == 61)
        #expect(large.md5?.count == 24)
        #expect(try counted.file(key("b"), 61).length == 61)
        #expect(counted.count == 2)
        #expect(counted.store.byteCount == 60)
        let body = large.body(59..<61) { Bytes([UInt8](0..<61)) }
        #expect(try HTTPResponse(200, body: body).bodyBytes() == [59, 60])
    }

    @Test("At most `files` files are kept, however small they are")
    func files() throws {
        let counted = Counted(Self.small)
        for tag in ["a", "b", "c", "a", "b", "c"] { try counted.file(key(tag), 0) }
        #expect(counted.count == 3)
        try counted.file(key("d"), 0)
        try counted.file(key("a"), 0)
        #expect(counted.count == 5)
    }

    @Test("An error is not remembered")
    func errors() throws {
        let counted = Counted(Self.small)
        #expect(throws: BlobError.self) { try counted.store.file(for: key("a")) { throw BlobError.internal } }
        #expect(try counted.file(key("a"), 5).length == 5)
    }

    @Test("Concurrent requests make a file once")
    func once() async throws {
        let counted = Counted(FileStore.Limits())
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...8 { group.addTask { try counted.file(key("a"), 1000).length } }
            for try await length in group { #expect(length == 1000) }
        }
        #expect(counted.count == 1)
    }

    @Test("A stored file is not served past its link, its report or a changed setting")
    func invalidation() throws {
        var settings = Settings()
        settings.linkExpiry = .seconds(48 * 3600)
        let service = try ServiceHarness(settings: settings)
        let id = try service.makeReport(
            queryID: try service.makeQuery("SELECT OrderId FROM ISVOrder TIMESPAN LIFETIME"))
        service.wait(hours: 24)
        let target = String(try service.link(id).dropFirst("http://localhost".count))
        func get() -> HTTPResponse { service.simulator.respond(to: HTTPRequest(.get, target)) }
        let first = try get().bodyBytes()
        #expect(try get().bodyBytes() == first)
        _ = try service.delete("ScheduledReport/\(id)")
        #expect(get().status == 404)
    }
}
