import Foundation
import Testing

/// The README is run, not believed.
@Suite("README", .mayBlock)
struct ReadmeTests {
    private static let readme = try? String(contentsOfFile: Tool.repository + "/README.md", encoding: .utf8)

    /// Returns the first block of a language after a place in the text, without its fences.
    private func block(_ language: String, after place: String) throws -> String {
        let text = try #require(Self.readme)
        let start = try #require(text.range(of: place))
        let open = try #require(text.range(of: "```\(language)\n", range: start.upperBound..<text.endIndex))
        let close = try #require(text.range(of: "```", range: open.upperBound..<text.endIndex))
        return String(text[open.upperBound..<close.lowerBound])
    }

    /// One command of a transcript with the output printed under it.
    private struct Exchange {
        var command: String
        var output = ""
    }

    private func exchanges(_ transcript: String) -> [Exchange] {
        var exchanges: [Exchange] = []
        for line in transcript.components(separatedBy: "\n") where !line.isEmpty {
            if line.hasPrefix("$ ") {
                exchanges.append(Exchange(command: String(line.dropFirst(2))))
            } else if line.hasPrefix("> "), exchanges.last?.output == "" {
                exchanges[exchanges.count - 1].command += "\n" + line.dropFirst(2)
            } else if !exchanges.isEmpty {
                exchanges[exchanges.count - 1].output += line + "\n"
            }
        }
        return exchanges
    }

    @Test("The curl transcript gives exactly the output of the page")
    func transcript() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        // The README's own command line decides the options; only the port is the test's.
        let serve = try block("sh", after: "## The five steps with curl")
        let options = try #require(serve.range(of: "insights-sim serve "))
        let arguments = serve[options.upperBound...].split(whereSeparator: \.isWhitespace).map(String.init)
        let ready = try #require(arguments.firstIndex(of: "ready.json"))
        var placed = arguments
        placed[ready] = folder.path("ready.json")
        let tool = try RunningTool(placed)
        let exchanges = exchanges(try block("console", after: "<!-- transcript"))
        #expect(exchanges.count > 15)
        let mark = "-- end of output --"
        let script = exchanges.map { "\($0.command)\necho '\(mark)'\n" }.joined()
        let outcome = try Tool.run(executable: "/usr/bin/env", ["bash", "-c", script], folder: folder.path)
        #expect(outcome.errors == "")
        // The lines of a CSV file end in CR LF, which a terminal does not show.
        let outputs = outcome.output.replacing("\r\n", with: "\n").components(separatedBy: mark + "\n").dropLast()
        #expect(outputs.count == exchanges.count)
        for (exchange, output) in zip(exchanges, outputs) {
            #expect(output == exchange.output, "\(exchange.command)")
        }
        #expect(tool.stop() == 0)
    }

    @Test("The Swift example is the text of the compiled tests")
    func swiftExample() throws {
        let example = try block("swift", after: "<!-- example")
        let compiled = try String(
            contentsOfFile: Tool.repository + "/Tests/InsightsSimulatorTests/ReadmeExample.swift", encoding: .utf8)
        #expect(compiled == example)
    }

    @Test("Every link to a file of the repository has a target")
    func links() throws {
        let text = try #require(Self.readme)
        for match in text.matches(of: #/\]\(([^)#:]+)\)/#) {
            #expect(FileManager.default.fileExists(atPath: Tool.repository + "/" + match.1), "\(match.1)")
        }
    }
}
