import Foundation
import Testing

@Suite("docs/reference/contracts.md")
struct ContractsPageTests {
    @Test("The Swift example is the text of the compiled tests")
    func swiftExample() throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let page = tests.deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("docs/reference/contracts.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let mark = try #require(text.range(of: "<!-- example"))
        let open = try #require(text.range(of: "```swift\n", range: mark.upperBound..<text.endIndex))
        let close = try #require(text.range(of: "```", range: open.upperBound..<text.endIndex))
        let compiled = try String(contentsOf: tests.appendingPathComponent("DocumentedExample.swift"), encoding: .utf8)
        #expect(String(text[open.upperBound..<close.lowerBound]) == compiled)
    }
}
