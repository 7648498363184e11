import Foundation
import FoundationXML
import InsightsContracts
import InsightsJSON
import TestSupport
import Testing

@Suite("Reports in independent readers")
struct ReportSyntaxTests {
    /// Reads the elements and attributes of an XML document.
    private final class Reader: NSObject, XMLParserDelegate {
        var elements: [(name: String, attributes: [String: String])] = []
        var parents: [String?] = []
        var texts: [String: String] = [:]
        private var open: [String] = []

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            elements.append((name, attributes))
            parents.append(open.last)
            open.append(name)
        }

        func parser(_ parser: XMLParser, foundCharacters text: String) {
            texts[open.last ?? "", default: ""] += text
        }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
        ) {
            open.removeLast()
        }
    }

    private func read(_ text: String) throws -> Reader {
        let reader = Reader()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = reader
        #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
        return reader
    }

    /// The elements that the schemas of Surefire and Jenkins' xUnit plugin both know, with their attributes.
    private static let strictElements: [String: (attributes: Set<String>, parent: String?)] = [
        "testsuite": (["name", "time", "tests", "errors", "skipped", "failures"], nil),
        "properties": ([], "testsuite"), "property": (["name", "value"], "properties"),
        "testcase": (["name", "classname", "time"], "testsuite"), "failure": (["message", "type"], "testcase"),
        "skipped": (["message"], "testcase"), "error": (["message", "type"], "testcase"),
        "system-out": ([], "testcase"),
    ]

    @Test("The strict JUnit file has only what both schemas know, and loses nothing of the other form")
    func strictJUnit() throws {
        let strict = try read(JUnitFormat().text(of: SampleReport.report))
        for (element, parent) in zip(strict.elements, strict.parents) {
            let known = try #require(Self.strictElements[element.name], "\(element.name)")
            #expect(Set(element.attributes.keys) == known.attributes, "\(element.name)")
            #expect(parent == known.parent, "\(element.name)")
        }
        // Surefire has them in this order.
        let order = ["testsuite", "properties", "property", "testcase", "failure", "skipped", "error", "system-out"]
        let last = strict.elements.reversed().prefix { $0.name != "testcase" }.reversed().map(\.name)
        #expect(last == last.sorted { order.firstIndex(of: $0) ?? 0 < order.firstIndex(of: $1) ?? 0 })
        let open = try read(JUnitFormat(hasProperties: true).text(of: SampleReport.report))
        let output = try #require(strict.texts["system-out"])
        for property in open.elements.filter({ $0.name == "property" }).dropFirst().map(\.attributes) {
            #expect(output.contains("\(property["name"] ?? ""): \(property["value"] ?? "")"), "\(property)")
        }
        for file in open.elements.compactMap({ $0.attributes["file"] }) { #expect(output.contains("file: \(file)")) }
        #expect(open.texts["failure"] == strict.texts["failure"])
    }

    @Test("The JUnit file with properties is well-formed and complete")
    func junit() throws {
        let reader = try read(JUnitFormat(hasProperties: true).text(of: SampleReport.report))
        let cases = reader.elements.filter { $0.name == "testcase" }.map(\.attributes)
        #expect(cases.map { $0["name"] } == SampleReport.report.checks.map(\.id))
        #expect(cases[1]["classname"] == "contracts.queries")
        #expect(cases[1]["time"] == "1.500")
        let suite = try #require(reader.elements.first { $0.name == "testsuite" }).attributes
        #expect(
            suite == [
                "name": "contracts", "tests": "6", "failures": "1", "errors": "1", "skipped": "2", "time": "2.042",
            ])
        let names = reader.elements.map(\.name)
        for (name, count) in [("failure", 1), ("error", 1), ("skipped", 2), ("system-out", 1)] {
            #expect(names.count { $0 == name } == count, "\(name)")
        }
        let properties = reader.elements.filter { $0.name == "property" }.map(\.attributes)
        #expect(properties.contains(["name": "evidence", "value": "observed 2021-03: page: \"first call\""]))
        #expect(properties.contains(["name": "sources", "value": "page: \"first call\""]))
        #expect(properties.contains(["name": "outcome", "value": "reported"]))
        let failure = try #require(reader.texts["failure"])
        #expect(failure.contains("actual: \"tab\t, escape \u{FFFD}[31m, nul \u{FFFD}, next \u{85}, \u{FFFD}\r\n```x\""))
        #expect(failure.contains("at: step 2, getQueries (once more): body /value/0/query"))
    }

    @Test("The JUnit file is well-formed with any character, and keeps those that XML allows")
    func characters() throws {
        let scalars = (0...0xFFFF).compactMap { Unicode.Scalar(UInt32($0)) } + ["\u{1F600}", "\u{10FFFF}"]
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        let check = Check(
            id: "a", group: "b", title: text,
            outcome: .failed(CheckFinding(message: "m", expected: text, actual: "x")))
        let reader = try read(
            JUnitFormat(hasProperties: true).text(
                of: CheckReport(suite: "s", subject: text, checks: [check], seconds: 0)))
        let title = reader.elements.first { $0.attributes["name"] == "title" }?.attributes["value"]
        let expected = scalars.map { scalar in
            let isCharacter =
                scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
                || ["\t", "\n", "\r"].contains(scalar)
            return isCharacter ? scalar : "\u{FFFD}"
        }
        #expect(title.map { Array($0.unicodeScalars) } == expected)
    }

    @Test("The JSON report follows its schema, and has every member")
    func json() throws {
        let schema = try JSONParser.parse(Array(try String(contentsOf: Self.schema, encoding: .utf8).utf8))
        let report = try JSONParser.parse(Array(JSONFormat().text(of: SampleReport.report).utf8))
        let validator = SchemaValidator(schema)
        #expect(validator.faults(of: report) == [])
        #expect(report["checks"]?[1]?["finding"]?["pointer"]?.string == "/value/0/query")
        #expect(report["counts"]?["total"] == .integer(6))
    }

    @Test(
        "The schema refuses invalid reports",
        arguments: [
            (#"{}"#, ": no suite"), (#"{"suite":1}"#, "/suite: a number"),
            (
                #"{"suite":"","subject":"","seconds":0,"counts":{},"checks":[{"outcome":"good"}]}"#,
                "/checks/0/outcome: not among the values"
            ),
            (
                #"{"suite":"","subject":"","seconds":0,"counts":{"odd":1},"checks":[]}"#,
                "/counts/odd: not known"
            ),
        ])
    func schemaRefuses(text: String, fault: String) throws {
        let schema = try JSONParser.parse(Array(try String(contentsOf: Self.schema, encoding: .utf8).utf8))
        #expect(SchemaValidator(schema).faults(of: try JSONParser.parse(Array(text.utf8))).contains(fault))
    }

    private static let schema = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("contracts/report.schema.json")

    @Test("Each TAP point has its number, and each line of its YAML is a JSON text, which is also YAML")
    func tap() throws {
        let lines = TAPFormat().text(of: SampleReport.report).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.prefix(2) == ["TAP version 13", "1..6"])
        let points = lines.filter { $0.hasPrefix("ok ") || $0.hasPrefix("not ok ") }
        #expect(
            points.map { $0.prefix { $0 != "-" } } == [
                "ok 1 ", "not ok 2 ", "not ok 3 ", "ok 4 ", "ok 5 ", "not ok 6 ",
            ])
        #expect(points[2].hasSuffix(" # TODO only assumed"))
        #expect(points[3].hasSuffix(" # SKIP it moves the clock"))
        for line in lines where line.hasPrefix("  ") && line != "  ---" && line != "  ..." && line != "  remarks:" {
            let value = line.hasPrefix("    - ") ? line.dropFirst(6) : line.drop { $0 != "\"" }
            #expect(throws: Never.self, "\(line)") { try JSONParser.parse(Array(value.utf8)) }
        }
    }
}
