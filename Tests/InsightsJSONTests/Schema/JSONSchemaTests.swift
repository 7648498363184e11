import Foundation
import InsightsJSON
import Testing

@Suite("JSON Schema")
struct JSONSchemaTests {
    /// The table, which another validator is asked about too (`Tests/peers/openapi.py`).
    static let table: [JSONValue] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Corpora/json-schema.json")
        let bytes = (try? Data(contentsOf: file)).map(Array.init) ?? []
        return (try? JSONParser.parse(bytes))?.array ?? []
    }()

    private static func text(_ value: JSONValue) -> String { String(decoding: JSONWriter.encode(value), as: UTF8.self) }

    @Test("Each value of the table is accepted or refused, with its first violation")
    func table() throws {
        #expect(Self.table.count > 40)
        for row in Self.table {
            let value = try #require(row["schema"])
            guard row["refused"] == nil else { continue }
            let schema = try JSONSchema(value)
            for item in row["cases"]?.array ?? [] {
                let violation = schema.firstViolation(in: item["value"] ?? .null)
                #expect(violation?.description == item["violation"]?.string, "\(Self.text(value)) \(Self.text(item))")
            }
        }
    }

    @Test("A schema that is wrong, or that has an unknown keyword, is refused with its place")
    func refused() throws {
        for row in Self.table {
            guard let reason = row["refused"]?.string, let value = row["schema"] else { continue }
            let error = #expect(throws: JSONSchemaError.self) { try JSONSchema(value) }
            #expect(error?.description == reason)
        }
    }

    @Test("References lead into the document of the schema, and their targets are checked")
    func document() throws {
        let document = try JSONParser.parse(
            ##"{"parts":{"a/b":{"type":"object","properties":{"x":{"$ref":"#/parts/n"}}},"n":{"type":"integer"}}}"##)
        let schema = try JSONSchema(.object(["$ref": .string("#/parts/a~1b")]), in: document)
        #expect(schema.propertyNames == ["x"])
        #expect(schema.firstViolation(in: try JSONParser.parse(#"{"x":1}"#)) == nil)
        let violation = schema.firstViolation(in: try JSONParser.parse(#"{"x":"1"}"#))
        #expect(violation?.description == #"/x: expected an integer, found "1""#)
        let broken = try JSONParser.parse(##"{"a":{"$ref":"#/b"},"b":{"typo":"string"}}"##)
        let error = #expect(throws: JSONSchemaError.self) {
            try JSONSchema(.object(["$ref": .string("#/a")]), in: broken)
        }
        #expect(error?.pointer.description == "/b/typo")
    }

    @Test("A keyword that occurs twice is refused")
    func repeated() throws {
        let value = try JSONParser.parse(#"{"type":"string","type":"integer"}"#)
        let error = #expect(throws: JSONSchemaError.self) { try JSONSchema(value) }
        #expect(error?.description == "schema /type: found the keyword twice; expected each keyword once")
    }
}

@Suite("JSON pointers")
struct JSONPointerTests {
    @Test(
        "Pointers are read, written and followed (RFC 6901 section 5)",
        arguments: [
            ("", #"{"foo":["bar","baz"],"":0,"a/b":1,"m~n":8,"~1":9}"#), ("/foo", #"["bar","baz"]"#),
            ("/foo/0", #""bar""#), ("/", "0"), ("/a~1b", "1"), ("/m~0n", "8"), ("/~01", "9"),
        ])
    func follows(_ text: String, _ found: String) throws {
        let document = try JSONParser.parse(#"{"foo":["bar","baz"],"":0,"a/b":1,"m~n":8,"~1":9}"#)
        let pointer = try #require(JSONPointer(parsing: text))
        #expect(pointer.description == text)
        #expect(pointer.value(in: document) == (try JSONParser.parse(found)))
    }

    @Test("A pointer without a target has no value", arguments: ["/bar", "/foo/2", "/foo/x", "/foo/-1", "/a~1b/0"])
    func nowhere(_ text: String) throws {
        let document = try JSONParser.parse(#"{"foo":["bar","baz"],"a/b":1}"#)
        #expect(try #require(JSONPointer(parsing: text)).value(in: document) == nil)
    }

    @Test("A text that does not begin with a slash is not a pointer")
    func malformed() {
        #expect(JSONPointer(parsing: "foo") == nil)
    }
}
