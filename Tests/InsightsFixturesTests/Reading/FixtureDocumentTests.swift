import Testing

@testable import InsightsFixtures

@Suite("JSON documents of the fixtures")
struct FixtureDocumentTests {
    @Test("A document of the maximum size is read, and one byte more is refused without being read")
    func size() throws {
        let folder = try TemporaryFolder()
        let limit = FileReading.maximumDocumentSize
        #expect(limit == 16 * 1024 * 1024)
        try folder.write(Array("[]".utf8) + [UInt8](repeating: 0x20, count: limit - 2), to: "tenants.json")
        _ = try FixtureDocument(path: "\(folder.path)/tenants.json")
        try folder.write(Array("[]".utf8) + [UInt8](repeating: 0x20, count: limit - 1), to: "tenants.json")
        #expect(
            throws: FixtureError.unreadable(
                file: "\(folder.path)/tenants.json", reason: "\(limit + 1) bytes, at most \(limit) are read")
        ) { _ = try FixtureDocument(path: "\(folder.path)/tenants.json") }
    }

    @Test("An error is one printable line, whatever the file is called and holds")
    func printable() throws {
        let folder = try TemporaryFolder()
        let name = "a\u{7F}\u{9B}\u{202E}b\nc.json"
        try folder.write("{", to: name)
        do {
            _ = try FixtureDocument(path: "\(folder.path)/\(name)")
            Issue.record("it was read")
        } catch {
            #expect(error.description.contains("/a\\u{7F}\\u{9B}\\u{202E}b c.json:"), "\(error)")
        }
        for error in [
            FixtureError.folderNotFound(tried: [name]), .unreadable(file: name, reason: name),
            .unwritable(file: name, reason: name), .malformed(file: name, line: 1, column: 1, reason: name),
            .unknownDataset(program: name, name: name, known: [name]),
        ] {
            let text = error.description
            #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F }, "\(text)")
        }
    }
}
