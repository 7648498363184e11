import Foundation
import InsightsContracts
import Testing

/// Generated pages must match the current contracts.
///
/// With `INSIGHTS_UPDATE_DOCS=1` the tests write the pages instead.
@Suite("Pages made from the contracts")
struct PagesTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let isUpdating = ProcessInfo.processInfo.environment["INSIGHTS_UPDATE_DOCS"] == "1"

    private func compare(_ name: String, _ wanted: (String) throws -> String) throws {
        let file = Self.root.appending(path: name)
        let present = try String(contentsOf: file, encoding: .utf8)
        let text = try wanted(present)
        if Self.isUpdating { try text.write(to: file, atomically: true, encoding: .utf8) }
        let isCurrent = try String(contentsOf: file, encoding: .utf8) == text
        #expect(isCurrent, "\(name) is old: INSIGHTS_UPDATE_DOCS=1 swift test --filter PagesTests writes it anew")
    }

    @Test("docs/generated/fidelity.md")
    func fidelity() throws {
        let page = FidelityPage(suite: try .standard)
        try compare("docs/generated/fidelity.md") { _ in page.markdown }
    }

    @Test("The counts in README.md")
    func counts() throws {
        let page = FidelityPage(suite: try .standard)
        try compare("README.md") { readme in
            let begin = "<!-- counts of contracts -->\n"
            let end = "<!-- end of counts -->"
            let head = try #require(readme.range(of: begin))
            let tail = try #require(readme.range(of: end))
            return readme[..<head.upperBound] + page.countsTable + readme[tail.lowerBound...]
        }
    }
}
