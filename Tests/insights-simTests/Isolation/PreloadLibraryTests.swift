import Foundation
import Testing

@testable import insights_sim

/// The library is C, loaded into other programs, and cannot read the tool's tables: it has copies of some facts.
@Suite("exec: the preload library")
struct PreloadLibraryTests {
    private static func source(_ name: String) throws -> String {
        try String(contentsOfFile: "\(Tool.repository)/Sources/CPreload/\(name)", encoding: .utf8)
    }

    @Test("It reads the variables that the tool sets, and leads names to the address of namespaces")
    func header() throws {
        let header = try Self.source("include/preload.h")
        let defined = header.matches(of: /#define CPRELOAD_[A-Z]+ "([^"]+)"/).map { String($0.1) }
        let changes = PreloadLibrary.changes(
            path: "x", names: [], tlsPort: 1, port: 2, bundle: "y", inherited: { _ in nil })
        let address = NamespaceIsolation.serviceAddress.map { String($0) }.joined(separator: ".")
        #expect(Set(defined) == Set(changes.map(\.name)).subtracting(["LD_PRELOAD"]).union([address]))
    }

    @Test("It replaces the same files of certificates as a namespace")
    func bundles() throws {
        let text = try Self.source("preload.c")
        let start = try #require(text.firstRange(of: "bundles[] = {")).upperBound
        let end = try #require(text[start...].firstIndex(of: "}"))
        let bundles = text[start..<end].matches(of: /"([^"]+)"/).map { String($0.1) }
        #expect(bundles == SystemCertificates.files)
    }
}
