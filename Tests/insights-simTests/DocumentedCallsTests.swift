import Foundation
import Testing

@Suite("Documented administration calls", .mayBlock)
struct DocumentedCallsTests {
    /// Returns the curl lines of a page, as the reader would type them.
    private static func script(_ page: String) throws -> String {
        let text = try String(contentsOfFile: "\(Tool.repository)/docs/reference/\(page)", encoding: .utf8)
        var lines: [String] = []
        var isShell = false
        for line in text.components(separatedBy: "\n") {
            if line.hasPrefix("```") {
                isShell = line == "```sh"
            } else if isShell {
                lines.append(line)
            }
        }
        return lines.joined(separator: "\n")
    }

    @Test(
        "Every curl line of a page gets a 200",
        arguments: [("administration.md", 32), ("faults.md", 3), ("journal.md", 7)])
    func lines(_ page: String, _ count: Int) throws {
        let tool = try RunningTool(["--clock", "2021-01-06T05:38:34Z"])
        let address = tool.url.replacingOccurrences(of: "http://", with: "")
        let script = try Self.script(page)
        #expect(script.components(separatedBy: "curl -s").count - 1 == count)
        let adapted =
            script
            .replacingOccurrences(of: "localhost:8080", with: address)
            .replacingOccurrences(of: "curl -s", with: "curl -sS --fail-with-body --max-time 300")
        let outcome = try Tool.run(executable: "/usr/bin/env", ["bash", "-euo", "pipefail", "-c", adapted])
        #expect(outcome.exitCode == 0, "\(outcome.errors)\(outcome.output)")
        #expect(tool.stop() == 0)
    }
}
