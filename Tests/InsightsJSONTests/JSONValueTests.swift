import InsightsJSON
import Testing

@Suite("JSON value")
struct JSONValueTests {
    @Test("A value converts only to its kind")
    func gives() {
        #expect(JSONValue.string("a").string == "a")
        #expect(JSONValue.string("1").integer == nil)
        #expect(JSONValue.integer(48).integer == 48)
        #expect(JSONValue.number("48.0").integer == nil)
        #expect(JSONValue.number("99999999999999999999").integer == nil)
        #expect(JSONValue.bool(true).bool == true)
        #expect(JSONValue.number("1").bool == nil)
        #expect(JSONValue.array([.null])[0]?.isNull == true)
        #expect(JSONValue.array([.null])[1] == nil)
        #expect(JSONValue.null["a"] == nil)
    }

    @Test(
        "Every kind has an article and a noun",
        arguments: zip(
            [JSONValue.null, .bool(true), .integer(1), .string(""), .array([]), .object([:])],
            ["null", "a boolean", "a number", "a string", "an array", "an object"]))
    func names(_ value: JSONValue, _ kind: String) {
        #expect(value.kind == kind)
    }

    @Test("Setting a member replaces the last one of its name, adds it or removes all")
    func setsMembers() {
        var object = JSONObject([.init("a", .integer(1)), .init("b", .null), .init("a", .integer(2))])
        object["a"] = .integer(3)
        object["c"] = .bool(true)
        #expect(object.members.map(\.value) == [.integer(1), .null, .integer(3), .bool(true)])
        object["a"] = nil
        #expect(object.keys == ["b", "c"])
    }
}
