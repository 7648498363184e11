import InsightsJSON
import Testing

@testable import InsightsContracts

@Suite("A list of an account, of which only differences are read")
struct AccountListTests {
    private static func list(_ records: [String], _ rest: String = #","nextLink":null"#) -> AccountList {
        AccountList(body: Array("{\"value\":[\(records.joined(separator: ","))]\(rest)}".utf8))
    }

    private static let a = #"{"id":"a","n":[1,{"x":"]}\""}]}"#
    private static let b = #"{"id":"b","n":null}"#
    private static let c = #"{"id":"c"}"#

    struct Row: Sendable, CustomTestStringConvertible {
        let before: [String]
        let after: [String]
        let differing: [String]
        var testDescription: String { "\(before) -> \(after)" }
    }

    @Test(
        "Records that were added, changed, removed or doubled differ; their order does not matter",
        arguments: [
            Row(before: [], after: [], differing: []),
            Row(before: [a, b, c], after: [a, b, c], differing: []),
            Row(before: [a, b, c], after: [a, c, b], differing: []),
            Row(before: [a, b], after: [a, b, c], differing: ["c"]),
            Row(before: [a, b, c], after: [b, c], differing: ["a"]),
            Row(before: [a, b, c], after: [a, #"{"id":"b","n":1}"#, c], differing: ["b"]),
            Row(before: [a, b, c], after: [a, #"{ "n": null, "id": "b" }"#, c], differing: ["b"]),
            Row(before: [a, b, c], after: [a, #"{"id":"b", "n":null}"#, c], differing: []),
            Row(before: [a, c], after: [a, a, c], differing: ["a"]),
            Row(before: [a, b, c], after: [c, #"{"id":"b"}"#, "{\"id\":\"d\"}"], differing: ["a", "b", "d"]),
        ])
    func differences(_ row: Row) throws {
        let found = try #require(AccountList.differences(Self.list(row.before), Self.list(row.after), by: "id"))
        #expect(found.map(\.id) == row.differing)
    }

    @Test(
        "A list that cannot be seen whole is not judged",
        arguments: [
            #"{"value":[{"id":"a"}],"nextLink":"http://x/"}"#, #"{"value":[{"name":"a"}]}"#, #"{"value":{}}"#, "[]",
            "", #"{"value":[{"id":"a"]}"#, #"{"value":[{"id":"a"}"#, #"{"values":[]}"#,
        ])
    func unseen(_ text: String) {
        let list = AccountList(body: Array(text.utf8))
        #expect(AccountList.differences(Self.list([Self.b]), list, by: "id") == nil)
        #expect(list.identifiers(by: "id") == nil)
    }

    @Test("A record is found by its identifier")
    func record() throws {
        let list = Self.list([Self.a, Self.b, #"{"id":"x","of":"a"}"#])
        #expect(list.record("b", by: "id") == .some(.some(try JSONParser.parse(Self.b))))
        #expect(list.record("a", by: "id") == .some(.some(try JSONParser.parse(Self.a))))
        #expect(list.record("y", by: "id") == .some(nil))
        #expect(Self.list([Self.a], #","nextLink":"http://x/""#).record("a", by: "id") == nil)
        #expect(list.identifiers(by: "id") == ["a", "b", "x"])
    }
}
