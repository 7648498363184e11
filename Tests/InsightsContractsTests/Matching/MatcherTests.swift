import InsightsAPI
import InsightsContracts
import InsightsJSON
import InsightsTime
import Testing

/// Every form and condition in both directions: what fits, and where and how something else does not.
@Suite("Matchers")
struct MatcherTests {
    /// A value, a matcher, and the first place that does not fit; nil for none.
    struct Row: Sendable, CustomTestStringConvertible {
        let value: String
        let matcher: String
        let place: String?
        var testDescription: String { "\(value) \(matcher)" }

        init(_ value: String, _ matcher: String, _ place: String? = nil) {
            self.value = value
            self.matcher = matcher
            self.place = place
        }
    }

    private static func mismatch(_ row: Row, _ program: PartnerProgram = .cmp) throws -> Mismatch? {
        let now = try #require(Timestamp("2021-03-01T12:00:00Z"))
        var bindings = Variables(
            program: program, now: now,
            values: [
                "known": .string("k"), "two": .integer(2), "name": .string("known"), "accent": .string("\u{e9}"),
            ])
        let matcher = try Matcher(JSONParser.parse(row.matcher), at: JSONPointer())
        return matcher.mismatch(of: try JSONParser.parse(row.value), &bindings)
    }

    private static let values: [Row] = [
        .init("1", "1"), .init("1", "2", ""), .init("1", #""1""#, ""), .init("1.0", "1", ""), .init("null", "null"),
        .init("null", "false", ""), .init("true", "true"), .init(#""a""#, #""A""#, ""),
        .init(#"{"a":1,"b":2}"#, #"{"a":1}"#), .init(#"{"b":2}"#, #"{"a":1}"#, "/a"),
        .init(#"{"a":null}"#, #"{"a":1}"#, "/a"), .init("[1,2]", "[1,2]"), .init("[1]", "[1,2]", "/1"),
        .init("[1,2,3]", "[1,2]", "/2"), .init("[2,1]", "[1,2]", "/0"), .init("[]", "[]"), .init("{}", "[]", ""),
        .init("[]", "{}", ""), .init(#"{"a":[{"b":1}]}"#, #"{"a":[{"b":2}]}"#, "/a/0/b"),
        .init(#""k""#, #""${known}""#), .init(#""x""#, #""${known}""#, ""), .init("2", #""${two}""#),
        .init(#""2""#, #""${two}""#, ""), .init(#""k-2""#, #""${known}-${two}""#),
        .init(#""x""#, #""${unknown}""#, ""), .init(#""KNOWN""#, #""${name|upper}""#),
        .init(#""%C3%A9""#, #""${accent|encoded}""#), .init(#""KNOWN""#, #""${name|lower}""#, ""),
        .init(
            #""N,F,Z\r\n1.50,true,\r\n""#,
            #"{"$csv":{"$rows":[{"N":1.50,"F":true,"Z":null}]}}"#),
        .init(#""N\r\n1.5\r\n""#, #"{"$csv":{"$rows":[{"N":1.50}]}}"#, "/1/0"),
        .init(#""N\r\n1\r\n2\r\n""#, #"{"$csv":{"$rows":[{"N":1}]}}"#, "/2"),
        // Canonically equivalent is not the same: one code point, or a letter and an accent.
        .init(#""\u00e9""#, #""\u00e9""#), .init(#""e\u0301""#, #""\u00e9""#, ""),
        .init(#""e\u0301""#, #""${accent}""#, ""), .init(#""\u00e9""#, #""${accent}""#),
        .init(#"{"e\u0301":1}"#, #"{"\u00e9":1}"#, "/\u{e9}"), .init(#"{"e\u0301":1}"#, #"{"$keys":["\u00e9"]}"#, ""),
        .init(#""e\u0301""#, #"{"$pattern":"\u00e9"}"#, ""), .init(#""e\u0301""#, #"{"$length":2}"#),
        .init(#"{"a":[{"e\u0301":1}]}"#, #"{"a":{"$exactly":[{"\u00e9":1}]}}"#, "/a/0/\u{e9}"),
        .init(#"["\u00e9","e\u0301"]"#, #"["$string:same","$string:same"]"#, "/1"),
    ]

    private static let forms: [Row] = [
        .init("null", #""$any""#), .init(#"{"a":1}"#, #"{"b":"$absent"}"#),
        .init(#"{"b":null}"#, #"{"b":"$absent"}"#, "/b"),
        .init(#"{"a":1}"#, #"{"b":"$any"}"#, "/b"), .init(#""""#, #""$string""#), .init("1", #""$string""#, ""),
        .init(#""a""#, #""$text""#), .init(#""""#, #""$text""#, ""), .init("7", #""$integer""#),
        .init("7.5", #""$integer""#, ""), .init("7.5", #""$number""#), .init(#""7""#, #""$number""#, ""),
        .init("false", #""$boolean""#), .init("0", #""$boolean""#, ""), .init("[]", #""$array""#),
        .init("{}", #""$array""#, ""), .init("{}", #""$object""#), .init("null", #""$object""#, ""),
        .init(#""7d19305c-56db-4edc-b776-428340e3a9c8""#, #""$uuid""#),
        .init(#""7D19305C-56DB-4EDC-B776-428340E3A9C8""#, #""$uuid""#, ""),
        .init(#""7d19305c56db4edcb776428340e3a9c8""#, #""$uuid""#, ""),
        .init(#""2021-01-06T19:00:00Z""#, #""$utc""#), .init(#""2021-01-06T19:00:00""#, #""$utc""#, ""),
        .init(#""2021-02-30T19:00:00Z""#, #""$utc""#, ""), .init(#""2021-01-06 19:00:00Z""#, #""$utc""#, ""),
        .init(#""2021-01-06T19:00:00""#, #""$local""#), .init(#""2021-01-06T19:00:00Z""#, #""$local""#, ""),
        .init(#""https://a/b""#, #""$url""#), .init(#""/b""#, #""$url""#, ""), .init(#""042""#, #""$digits""#),
        .init(#""4a""#, #""$digits""#, ""), .init(#""""#, #""$digits""#, ""), .init("42", #""$digits""#, ""),
    ]

    private static let conditions: [Row] = [
        .init(#"{"a":1}"#, #"{"$exactly":{"a":1}}"#), .init(#"{"a":1,"b":2}"#, #"{"$exactly":{"a":1}}"#, "/b"),
        .init(#"{"b":2,"a":1}"#, #"{"$exactly":{"a":1,"b":2}}"#), .init(#""$any""#, #"{"$exactly":"$any"}"#),
        .init(#""x""#, #"{"$exactly":"$any"}"#, ""), .init(#"{"a":1,"b":2}"#, #"{"$keys":["a","b"]}"#),
        .init(#"{"b":1,"a":2}"#, #"{"$keys":["a","b"]}"#, ""), .init(#"{"a":1}"#, #"{"$keys":["a","b"]}"#, ""),
        .init(#"{"a":1,"b":2,"c":3}"#, #"{"$keys":["a","b"]}"#, ""), .init("[1,2]", #"{"$each":"$integer"}"#),
        .init("[]", #"{"$each":"$integer"}"#, ""), .init("[]", #"{"$each":"$integer","$atLeast":0}"#),
        .init(#"[1,"2"]"#, #"{"$each":"$integer"}"#, "/1"), .init("[1]", #"{"$each":"$integer","$atLeast":2}"#, ""),
        .init("[1,2]", #"{"$contains":2}"#), .init("[1,3]", #"{"$contains":2}"#, ""),
        .init("2", #"{"$contains":2}"#, ""),
        .init("[1,2]", #"{"$length":2}"#), .init("[1,2]", #"{"$length":"${two}"}"#),
        .init("[1]", #"{"$length":2}"#, ""),
        .init(#""ab""#, #"{"$length":2}"#), .init("12", #"{"$length":2}"#, ""), .init("[1,2]", #"{"$atLeast":2}"#),
        .init("[1]", #"{"$atLeast":2}"#, ""), .init("[1,2]", #"{"$atMost":2}"#),
        .init("[1,2,3]", #"{"$atMost":2}"#, ""),
        .init(#""ab1""#, #"{"$pattern":"[a-z]+[0-9]"}"#), .init(#""xab1 ""#, #"{"$pattern":"[a-z]+[0-9]"}"#, ""),
        .init("1", #"{"$pattern":".*"}"#, ""), .init("2", #"{"$oneOf":[1,2]}"#), .init("3", #"{"$oneOf":[1,2]}"#, ""),
        .init("3", #"{"$all":["$integer",3]}"#), .init("4", #"{"$all":["$integer",3]}"#, ""),
        .init("4", #"{"$not":3}"#), .init("3", #"{"$not":3}"#, ""), .init("3", #"{"$range":[3,4]}"#),
        .init("4.0", #"{"$range":[3,4]}"#), .init("4.01", #"{"$range":[3,4]}"#, ""),
        .init(#""3""#, #"{"$range":[3,4]}"#, ""),
        .init(#""2021-03-01T12:00:05Z""#, #"{"$near":{"time":"${now}","seconds":5}}"#),
        .init(#""2021-03-01T12:00:05""#, #"{"$near":{"time":"${now}","seconds":5}}"#),
        .init(#""2021-03-01T11:59:54Z""#, #"{"$near":{"time":"${now}","seconds":5}}"#, ""),
        .init(#""2021-03-01T16:00:00Z""#, #"{"$near":{"time":"${now+PT4H}","seconds":0}}"#),
        .init(#""soon""#, #"{"$near":{"time":"${now}","seconds":5}}"#, ""),
    ]

    private static let orders: [Row] = [
        .init(#"[{"a":1},{"a":1},{"a":10}]"#, #"{"$rising":"/a"}"#),
        .init(#"[{"a":2},{"a":10},{"a":9}]"#, #"{"$rising":"/a"}"#, "/2"),
        .init("[3,2,1]", #"{"$falling":""}"#), .init("[1,2]", #"{"$falling":""}"#, "/1"),
        .init(#"["a","B","c"]"#, #"{"$rising":""}"#), .init("[1]", #"{"$rising":""}"#, ""),
        .init(#"[{"a":1},{"b":2}]"#, #"{"$rising":"/a"}"#, ""), .init(#"[{"b":1},{"b":2}]"#, #"{"$rising":"/a"}"#, ""),
        .init(#"[1,"2"]"#, #"{"$rising":""}"#, ""), .init("[1,2,null]", #"{"$rising":""}"#),
        .init(#"[{"a":1},{"a":2}]"#, #"{"$unique":"/a"}"#), .init(#"[{"a":1},{"a":1}]"#, #"{"$unique":"/a"}"#, ""),
        .init("[1,1]", #"{"$unique":""}"#, ""),
    ]

    private static let texts: [Row] = [
        .init(#""A,B\r\n1,\"x,\"\"y\"\r\n""#, #"{"$csv":[["A","B"],["1","x,\"y"]]}"#),
        .init(#""A,B\r\n1,2\r\n""#, #"{"$csv":[["A","B"],["1","3"]]}"#, "/1/1"),
        .init(#""A\tB\n1\t2""#, #"{"$tsv":[["A","B"],["1","2"]]}"#),
        .init(#""A,B\r\n""#, #"{"$tsv":[["A","B"]]}"#, "/0/0"),
        .init("1", #"{"$csv":[]}"#, ""), .init(#""{\"a\":1}""#, #"{"$json":{"a":1}}"#),
        .init(#""{\"a\":1}""#, #"{"$json":{"a":2}}"#, "/a"), .init(#""{""#, #"{"$json":"$any"}"#, ""),
        .init(
            #""eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.""#, #"{"$token":{"header":{"alg":"none"},"claims":{"sub":"x"}}}"#),
        .init(#""eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.""#, #"{"$token":{"claims":{"sub":"y"}}}"#, "/claims/sub"),
        .init(#""a.b""#, #"{"$token":"$any"}"#, ""),
        .init(
            #""https://a.example/b?code=x%20y&state=a+b%26c#""#,
            #"{"$urlParts":{"address":"https://a.example/b","query":{"code":"x y","state":"a b&c"},"fragment":{}}}"#),
        .init(
            #""http://localhost:1#code=x&code=y""#, #"{"$urlParts":{"fragment":{"code":["x","y"]},"query":"$absent"}}"#),
        .init(#""http://localhost?a=1&b""#, #"{"$urlParts":{"query":{"$keys":["a","b"]},"fragment":"$absent"}}"#),
        .init(#""http://localhost/?code=x""#, #"{"$urlParts":{"query":{"code":"y"}}}"#, "/query/code"),
        .init(#""http://localhost/?code=x""#, #"{"$urlParts":{"fragment":{"code":"x"}}}"#, "/fragment"),
        .init(#""/path?code=x""#, #"{"$urlParts":{"query":{"code":"x"}}}"#, ""),
    ]

    @Test("Match, or report the place", arguments: values + forms + conditions + orders + texts)
    func judge(_ row: Row) throws {
        #expect(try Self.mismatch(row)?.pointer.description == row.place)
    }

    @Test("A value for each program")
    func programs() throws {
        let row = Row("1", #"{"$program":{"cmp":1,"mpn":2}}"#)
        #expect(try Self.mismatch(row, .cmp) == nil)
        #expect(try Self.mismatch(row, .mpn)?.expected == "2")
    }

    private static let names: [Row] = [
        .init(#"["a","a"]"#, #"["$text:x","$text:x"]"#), .init(#"["a","b"]"#, #"["$text:x","$text:x"]"#, "/1"),
        .init(#"["a","b"]"#, #"["$text:x","$text:y"]"#), .init(#"["a","a"]"#, #"["$text:x","${x}"]"#),
        .init(#"["http://a/?code=x","x"]"#, #"[{"$urlParts":{"query":{"code":"$text:code"}}},"${code}"]"#),
        .init(#"["k"]"#, #"["$text:known"]"#), .init(#"["a"]"#, #"["$text:known"]"#, "/0"),
        // An alternative or element that does not match leaves no names.
        .init(#"[["a",1],"b"]"#, #"[{"$oneOf":[["$text:x",2],["$text",1]]},"$text:x"]"#),
        .init(#"[["a","b"],"b"]"#, #"[{"$contains":{"$all":["$text:x","b"]}},"${x}"]"#),
        .init(#"["a","b"]"#, #"[{"$not":{"$all":["$text:x","b"]}},"$text:x"]"#),
    ]

    @Test("A name has one value", arguments: names)
    func unify(_ row: Row) throws {
        #expect(try Self.mismatch(row)?.pointer.description == row.place)
    }

    private static let words: [(Row, String)] = [
        (.init("1", "2"), "expected 2, found 1"),
        (.init("{}", #"{"a":"$uuid"}"#), "/a: expected a UUID in lower case, found nothing"),
        (.init(#"["a","b"]"#, #"["$text:x","$text:x"]"#), #"/1: expected "a", as x was before, found "b""#),
        (.init("[1]", "[]"), "/0: expected no further element, found 1"),
    ]

    @Test("The description of a mismatch", arguments: words)
    func inWords(_ row: Row, _ text: String) throws {
        #expect(try Self.mismatch(row)?.description == text)
    }
}
