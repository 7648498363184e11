import Glibc
import Testing

@testable import insights_sim

@Suite("Files that are read whole")
struct InputFileTests {
    @Test("A file of the maximum size is read; one byte more is refused")
    func limit() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.path("file")
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        let limit = 64 * 1024 * 1024
        try #require(ftruncate(descriptor, limit) == 0)
        #expect(try FileIO.read(path).count == limit)
        try #require(ftruncate(descriptor, limit + 1) == 0)
        #expect(throws: UsageError.configuration("\(path) is larger than \(limit) bytes")) {
            try FileIO.read(path).count
        }
    }
}
