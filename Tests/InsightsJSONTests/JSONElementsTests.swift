import Testing

@testable import InsightsJSON

@Suite("The elements of an array that is not read")
struct JSONElementsTests {
    @Test(
        "They are found where parsing finds them, and the other members are read",
        arguments: [
            #"{"value":[]}"#, #"{ "value" : [ ] , "n" : 1 }"#, #"{"a":{"value":[9]},"value":[1,-2.5e3,true,null,"x"]}"#,
            #"{"value":["]","}","\"","\\","\u005d",",",""],"value2":[1]}"#,
            #"{"value":[{"a":[{"b":"]}"},[]]}, [ [1] ,{} ] ]}"#, #"{"value":["ü","日本","😀"],"z":"ü"}"#,
        ])
    func found(_ text: String) throws {
        let bytes = Array(text.utf8)
        let whole = try JSONParser.parse(bytes)
        let list = try #require(JSONParser.unreadArray("value", in: bytes))
        #expect(try list.elements.map { try JSONParser.parse(Array(bytes[$0])) } == whole["value"]?.array)
        #expect(list.members.keys == whole.object?.keys.filter { $0 != "value" })
    }

    @Test(
        "What is no object with such an array has none",
        arguments: [
            "", "[]", "{}", "null", #"{"value":1}"#, #"{"value":[1}"#, #"{"value":[1"#, #"{"value":["a]}"#,
            #"{"value":[1,,2]}"#, #"{"value":[1 2]}"#, #"{"value":[1]"#, #"{"value" [1]}"#, #"{"values":[1]}"#,
            #"{"value":["\"#,
        ])
    func none(_ text: String) {
        #expect(JSONParser.unreadArray("value", in: Array(text.utf8))?.elements == nil)
    }
}
