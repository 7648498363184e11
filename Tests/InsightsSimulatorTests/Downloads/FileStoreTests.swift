import Glibc
import InsightsAPI
import InsightsHTTP
import InsightsRandomness
import InsightsTime
import Synchronization
import Testing

@testable import InsightsSimulator

@Suite("Downloads: stored files")
struct FileStoreTests {
    private static let small = FileStore.Limits(totalBytes: 100, fileBytes: 60, files: 3, diskBytes: 0)

    private func key(
        _ tag: String, tenant: String = "t", started: Timestamp = Timestamp(secondsSinceEpoch: 0),
        lower: Timestamp? = nil, upper: Timestamp = Timestamp(secondsSinceEpoch: 0), groups: Int? = nil,
        memory: Int? = nil
    ) -> FileStore.Key {
        FileStore.Key(
            tenantID: tenant, entityTag: tag, started: started, lower: lower, upper: upper, groupLimit: groups,
            memoryLimit: memory)
    }

    /// A store whose files have any length.
    private final class Counted: Sendable {
        let store: FileStore

        init(
            _ limits: FileStore.Limits,
            openFile: @escaping @Sendable () -> Int32 = SpillSpace.openTemporaryFile
        ) {
            store = FileStore(limits: limits, openFile: openFile)
        }

        @discardableResult
        func file(_ key: FileStore.Key, _ count: Int) throws -> StoredFile {
            try store.file(for: key) { Bytes(FileStoreTests.content(count)) }
        }

        var count: Int { store.madeCount }
    }

    /// Returns the content of a file; every byte tells its place.
    private static func content(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    }

    private static func bytes(_ file: StoredFile, _ range: Range<Int>) throws -> [UInt8] {
        try HTTPResponse(200, body: try file.body(range) { Bytes(content(file.length)) }).bodyBytes()
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

    @Test("A file at the limit is kept; without a disk, of one past it only length and digest are")
    func fileBytes() throws {
        let counted = Counted(Self.small)
        #expect(try counted.file(key("a"), 60).memoryBytes == 60)
        let large = try counted.file(key("b"), 61)
        #expect(!large.isKept)
        #expect(large.length == 61)
        #expect(large.md5?.count == 24)
        #expect(try counted.file(key("b"), 61).length == 61)
        #expect(counted.count == 2)
        #expect(counted.store.byteCount == 60)
        #expect(try Self.bytes(large, 59..<61) == Array(Self.content(61)[59..<61]))
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

    // MARK: Disk

    private static let withDisk = FileStore.Limits(
        totalBytes: 100, fileBytes: 60, files: 8, diskBytes: 300, diskFiles: 3, leastMoved: 20)

    @Test("A file past the limit of memory is on disk, and each range of it is the same as in memory")
    func disk() throws {
        let counted = Counted(Self.withDisk)
        let file = try counted.file(key("a"), 250)
        #expect(file.isOnDisk && file.memoryBytes == 0 && file.length == 250)
        #expect(counted.store.byteCount == 0 && counted.store.disk.byteCount == 250)
        let content = Self.content(250)
        for range in [0..<250, 0..<1, 249..<250, 100..<200, 5..<5] {
            #expect(try Self.bytes(file, range) == Array(content[range]))
        }
        #expect(file.md5 == MD5Digest.of(content).map { Base64.encode($0) })
        #expect(try counted.file(key("a"), 250).isOnDisk)
        #expect(counted.count == 1)
    }

    @Test("Pieces of a large file on disk come in order", arguments: [65_535, 65_536, 65_537, 400_000])
    func pieces(count: Int) throws {
        let counted = Counted(FileStore.Limits(fileBytes: 10))
        let file = try counted.file(key("a"), count)
        #expect(file.isOnDisk)
        #expect(try Self.bytes(file, 0..<count) == Self.content(count))
        #expect(try Self.bytes(file, 7..<count - 1) == Array(Self.content(count)[7..<count - 1]))
    }

    @Test("The bytes on disk stay at the limit; past it the least recently used file leaves")
    func diskBytes() throws {
        let counted = Counted(Self.withDisk)
        try counted.file(key("a"), 150)
        try counted.file(key("b"), 150)
        #expect(counted.store.disk.byteCount == 300)
        try counted.file(key("a"), 150)
        try counted.file(key("c"), 61)
        #expect(counted.store.disk.byteCount == 211)
        try counted.file(key("a"), 150)
        #expect(counted.count == 3)
        try counted.file(key("b"), 150)
        #expect(counted.count == 4)
        // What is larger than the disk's limit is not kept, whatever leaves for it.
        #expect(try counted.file(key("d"), 300).isKept)
        let tooLarge = try counted.file(key("e"), 301)
        #expect(!tooLarge.isKept && tooLarge.length == 301)
        #expect(counted.store.disk.byteCount == 0)
        #expect(try Self.bytes(tooLarge, 290..<301) == Array(Self.content(301)[290..<301]))
    }

    @Test("The files on disk stay at the limit")
    func diskFiles() throws {
        let counted = Counted(Self.withDisk)
        for tag in ["a", "b", "c"] { try counted.file(key(tag), 61) }
        #expect(counted.store.disk.fileCount == 3)
        try counted.file(key("d"), 61)
        #expect(counted.store.disk.fileCount == 3)
        try counted.file(key("b"), 61)
        #expect(counted.count == 4)
        try counted.file(key("a"), 61)
        #expect(counted.count == 5)
    }

    @Test("A file that is read keeps its space until the reader has ended, also if it has left the store")
    func readers() throws {
        let counted = Counted(Self.withDisk)
        var file: StoredFile? = try counted.file(key("a"), 200)
        let refused = try counted.file(key("b"), 200)
        #expect(!refused.isKept)
        #expect(counted.store.disk.byteCount == 200)
        #expect(try file.map { try Self.bytes($0, 0..<200) } == Self.content(200))
        file = nil
        #expect(counted.store.disk.byteCount == 0 && counted.store.disk.fileCount == 0)
    }

    @Test("A file for which memory has no more room moves to disk, unless it is small")
    func moved() throws {
        let counted = Counted(Self.withDisk)
        try counted.file(key("small"), 19)
        try counted.file(key("a"), 50)
        try counted.file(key("b"), 60)
        #expect(counted.store.byteCount == 60)
        #expect(counted.store.disk.byteCount == 50)
        let file = try counted.file(key("a"), 50)
        #expect(file.isOnDisk)
        #expect(try Self.bytes(file, 0..<50) == Self.content(50))
        #expect(counted.count == 3)
        try counted.file(key("small"), 19)
        #expect(counted.count == 4)
    }

    /// Keeps the messages to the operator.
    private final class Messages: Sendable {
        let texts = Mutex<[String]>([])
    }

    @Test("A disk that is full, or without a file, makes files again, with one message", arguments: [true, false])
    func noDisk(isFull: Bool) throws {
        let counted = Counted(Self.withDisk, openFile: { isFull ? open("/dev/full", O_RDWR) : -EACCES })
        let messages = Messages()
        counted.store.disk.reportProblems { text in messages.texts.withLock { $0.append(text) } }
        for tag in ["a", "b"] {
            let file = try counted.file(key(tag), 200)
            #expect(!file.isKept && file.length == 200)
            #expect(try Self.bytes(file, 100..<200) == Array(Self.content(200)[100..<200]))
        }
        #expect(counted.store.disk.byteCount == 0 && counted.store.disk.fileCount == 0)
        // Memory that needs room forgets files.
        try counted.file(key("c"), 60)
        try counted.file(key("d"), 60)
        #expect(counted.store.byteCount == 60)
        let texts = messages.texts.withLock { $0 }
        #expect(texts.count == 1)
        #expect(texts.first?.contains(isFull ? "No space left on device" : "Permission denied") == true)
    }

    @Test("What the disk does not return is made again")
    func damagedDisk() throws {
        let descriptor = SpillSpace.openTemporaryFile()
        let counted = Counted(FileStore.Limits(fileBytes: 10), openFile: { dup(descriptor) })
        let file = try counted.file(key("a"), 400_000)
        for length in [300_000, 65_536, 0] {
            #expect(ftruncate(descriptor, length) == 0)
            #expect(try Self.bytes(file, 0..<400_000) == Self.content(400_000))
            #expect(try Self.bytes(file, 100..<399_999) == Array(Self.content(400_000)[100..<399_999]))
        }
        close(descriptor)
    }

    @Test("A temporary file has no name, and only its owner's rights")
    func unnamed() throws {
        let descriptor = SpillSpace.openTemporaryFile()
        defer { close(descriptor) }
        var status = stat()
        #expect(fstat(descriptor, &status) == 0)
        #expect(status.st_nlink == 0 && status.st_mode & 0o777 == 0o600)
        #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
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
