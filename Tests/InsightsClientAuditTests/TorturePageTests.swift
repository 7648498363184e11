import Foundation
import Testing

@Suite("The page about torture")
struct TorturePageTests {
    @Test("Its Swift example is the text that is compiled and run here")
    func example() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let page = folder.deletingLastPathComponent().deletingLastPathComponent().appending(
            path: "docs/how-to/torture.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let example = try String(contentsOf: folder.appending(path: "TortureExample.swift"), encoding: .utf8)
        #expect(text.contains("```swift\n\(example)```\n"))
    }
}
