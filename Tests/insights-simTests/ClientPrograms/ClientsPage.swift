import Foundation
import Synchronization
import Testing

/// docs/how-to/clients.md: its set-ups, its programs and its table.
struct ClientsPage {
    /// A program the page shows.
    struct SampleProgram: CustomTestStringConvertible, Sendable {
        let runtime: ClientRuntime
        let name: String
        let text: String

        var testDescription: String { name }
    }

    static let path = Tool.repository + "/docs/how-to/clients.md"
    private static let tableHead = "| client | by | token | workflow | expired | refresh | wrong secret |\n|"
    private static let tableEnd = "<!-- end of the matrix -->"
    private static let writing = Mutex(())

    private let text: String

    init() throws {
        text = try String(contentsOfFile: Self.path, encoding: .utf8)
    }

    /// Returns the commands that start the simulator and set the environment, and those a runtime needs as well.
    func setUp(for runtime: ClientRuntime) throws -> String {
        let general = try #require(block(after: "<!-- set-up -->\n"))
        return general + (block(after: "<!-- set-up for \(runtime.rawValue) -->\n") ?? "")
    }

    /// Returns the programs, in the page's order.
    func programs() throws -> [SampleProgram] {
        try text.matches(of: /<!-- run with (\w+): (\S+) -->\n/).map { match in
            SampleProgram(
                runtime: try #require(ClientRuntime(rawValue: String(match.1)), "\(match.0)"),
                name: String(match.2), text: try #require(block(after: String(match.0))))
        }
    }

    /// How many blocks of programs there are, and of set-ups, marked or not.
    var blockCount: Int { text.matches(of: /\n```\w+\n/).count }

    /// Returns the table's rows.
    func rows() throws -> [String] {
        let head = try #require(text.range(of: Self.tableHead))
        let end = try #require(text.range(of: Self.tableEnd, range: head.upperBound..<text.endIndex))
        return text[head.upperBound..<end.lowerBound].split(separator: "\n").dropFirst().map(String.init)
    }

    /// Puts a row into the table, in place of one for the same client, and orders the rows.
    static func write(row: String, order: [String]) throws {
        try writing.withLock { _ in
            let page = try ClientsPage()
            var rows = Dictionary(try page.rows().map { (client(ofRow: $0), $0) }) { $1 }
            rows[client(ofRow: row)] = row
            let head = try #require(page.text.range(of: tableHead))
            let rule = try #require(page.text.range(of: "\n", range: head.upperBound..<page.text.endIndex))
            let end = try #require(page.text.range(of: tableEnd))
            let table = order.compactMap { rows[$0] }.map { $0 + "\n" }.joined()
            let updated = page.text.replacingCharacters(in: rule.upperBound..<end.lowerBound, with: table)
            try updated.write(toFile: path, atomically: true, encoding: .utf8)
        }
    }

    /// Returns the first cell of a row.
    static func client(ofRow row: String) -> String {
        row.split(separator: "|").first.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
    }

    /// Returns the text of the code block directly after a marker.
    private func block(after marker: String) -> String? {
        guard let start = text.range(of: marker + "```"),
            let open = text.range(of: "\n", range: start.upperBound..<text.endIndex),
            let close = text.range(of: "\n```\n", range: open.lowerBound..<text.endIndex)
        else { return nil }
        return text[open.upperBound..<close.lowerBound] + "\n"
    }
}
