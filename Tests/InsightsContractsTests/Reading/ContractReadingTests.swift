import InsightsAPI
import InsightsContracts
import InsightsJSON
import InsightsTime
import Testing

@Suite("Reading contracts")
struct ContractReadingTests {
    private static let head = #""title":"t","evidence":{"class":"assumed","sources":["s"]}"#

    private static func read(_ text: String) throws(InputError) -> Contract {
        try Contract(id: "area/name", parsing: Array(text.utf8))
    }

    private static func observed(_ date: String) -> String {
        #"{"title":"t","evidence":{"class":"observed","date":"\#(date)","sources":["s"]}}"#
    }

    private static func stepped(_ step: String) -> String { "{\(head),\"steps\":[\(step)]}" }

    /// A text, and the place and beginning of what is said against it.
    private static let refused: [(String, place: String, found: String)] = [
        ("{", "line 1, column 2", ""), ("[]", "text", "an array"),
        (#"{"titel":"t"}"#, "/titel", "an unknown key"),
        (#"{"title":"a","title":"b"}"#, "/title", "a second"),
        (#"{"evidence":{}}"#, "/title", "nothing"), (#"{"title":""}"#, "/title", "an empty string"),
        (#"{"title":"t"}"#, "/evidence", "nothing"),
        (#"{"title":"t","evidence":{"class":"seen","sources":["s"]}}"#, "/evidence/class", "'seen'"),
        (#"{"title":"t","evidence":{"class":"observed","sources":["s"]}}"#, "/evidence/date", "nothing"),
        (observed("2021/2022"), "/evidence/date", "'2021/2022'"),
        (observed("2021-13"), "/evidence/date", "'2021-13'"),
        (observed("2021-2-1"), "/evidence/date", "'2021-2-1'"), (observed(""), "/evidence/date", "''"),
        (observed("2021-02-03-04"), "/evidence/date", "'2021-02-03-04'"),
        (#"{"title":"t","evidence":{"class":"assumed","sources":[]}}"#, "/evidence/sources", "an array"),
        (#"{\#(head),"receiver":{"status":199}}"#, "/receiver/status", "199"),
        (#"{\#(head),"receiver":{"location":"/a"}}"#, "/receiver/status", "nothing"),
        (#"{\#(head),"receiver":{"status":302,"location":"a"}}"#, "/receiver/location", "'a'"),
        (#"{\#(head),"receiver":{"status":302,"location":"/a\nb"}}"#, "/receiver/location", "'/a"),
        (
            stepped(#"{"do":"request","with":{"method":"GET","path":"/","headers":{"a b":"c"}}}"#),
            "/steps/0/with/headers", "an object"
        ),
        ("{\(head)}", "/steps", "nothing"), (stepped("{}"), "/steps/0", "no action"),
        (stepped(#"{"do":"getReports","advance":"PT1H"}"#), "/steps/0", "do and advance"),
        (stepped(#"{"do":"getReport"}"#), "/steps/0/do", "'getReport'"),
        (stepped(#"{"do":"deleteReport"}"#), "/steps/0/with", "no reportId"),
        (stepped(#"{"do":"download","with":{"url":"x"}}"#), "/steps/0/with/url", "an unknown key"),
        (stepped(#"{"do":"getReports","repeat":0}"#), "/steps/0/repeat", "0"),
        (stepped(#"{"do":"getReports","as":"viewer"}"#), "/steps", "the actor 'viewer'"),
        (stepped(#"{"do":"getReports","expect":{"status":99}}"#), "/steps/0/expect/status", "99"),
        (stepped(#"{"do":"getReports","capture":{"a":"value"}}"#), "/steps/0/capture/a", "'value'"),
        (stepped(#"{"do":"getReports","expect":{"body":"$guid"}}"#), "/steps/0/expect/body", "'$guid'"),
        (stepped(#"{"do":"getReports","expect":{"body":"$uuid:"}}"#), "/steps/0/expect/body", "'$uuid:'"),
        (stepped(#"{"do":"getReports","expect":{"body":{"$like":1}}}"#), "/steps/0/expect/body/$like", "the condition"),
        (stepped(#"{"do":"getReports","expect":{"body":{"$pattern":"("}}}"#), "/steps/0/expect/body/$pattern", "'('"),
        (stepped(#"{"do":"getReports","expect":{"body":{"$oneOf":[]}}}"#), "/steps/0/expect/body/$oneOf", "an array"),
        (stepped(#"{"do":"getReports","expect":{"body":{"$range":[1]}}}"#), "/steps/0/expect/body/$range", "an array"),
        (
            stepped(#"{"do":"getReports","expect":{"body":{"$program":{"cmp":1}}}}"#), "/steps/0/expect/body/$program",
            "an object"
        ),
        (stepped(#"{"advance":"PT1H","expect":{}}"#), "/steps/0/expect", "an object"),
        (stepped(#"{"advance":"PT1H"}"#), "/steps", ""),
        (stepped(#"{"do":"getReports","with":{"reportId":"${id}"}}"#), "/steps/0", "${id}, which has no value there"),
        (stepped(#"{"do":"getReports","with":{"reportId":"${now+4H}"}}"#), "/steps/0", "${now+4H}"),
        (stepped(#"{"do":"getReports","with":{"reportId":"${viewer.username}"}}"#), "/steps/0", "${viewer.username}"),
        (stepped(#"{"do":"getReports","expect":{"body":{"a":"${id}","b":"$uuid:id"}}}"#), "/steps/0", "${id}"),
        (stepped(#"{"advance":"${span}"},{"do":"getReports"}"#), "/steps/0", "${span}"),
        (stepped(#"{"faults":{"rules":["${rule}"]}},{"do":"getReports"}"#), "/steps/0", "${rule}"),
        (
            stepped(#"{"do":"getReports"},{"do":"deleteReport","with":{"reportId":"${id}"},"capture":{"id":""}}"#),
            "/steps/1", "${id}"
        ),
    ]

    @Test(
        "The reason for no mutant has a current and a former key", arguments: ["noMutantReason", "killsNothingBecause"])
    func noMutantReason(_ key: String) throws {
        let text =
            #"{"title":"t","evidence":{"class":"assumed","sources":["U1"]},"\#(key)":"why","#
            + #""steps":[{"do":"getDatasets","expect":{"status":200}}]}"#
        #expect(try Contract(id: "area/name", parsing: Array(text.utf8)).noMutantReason == "why")
    }

    @Test("Faulty contracts are refused with the place", arguments: refused)
    func refusals(_ text: String, _ place: String, _ found: String) throws {
        let error = try #require(throws: InputError.self) { try Self.read(text) }
        #expect(error.place.description == place)
        #expect(error.found.hasPrefix(found))
        #expect(!error.expected.isEmpty)
    }

    @Test("A step without expectations expects status 200")
    func usualExpectation() throws {
        #expect(try Self.read(Self.stepped(#"{"do":"getReports"}"#)).steps[0].expectation.statuses == [200])
    }

    private static let templates: [(String, String?)] = [
        (#""plain $ text""#, #""plain $ text""#), (#""${text}""#, #""t""#), (#""${number}""#, "7"),
        (#""n ${number}!""#, #""n 7!""#),
        (#""${flag}""#, "true"), (#""${list}""#, "[1]"), (#""a${list}""#, nil), (#""${none}""#, nil),
        (#""${text""#, nil),
        (#"{"${text}":["${number}"]}"#, #"{"t":[7]}"#), (#""${program}""#, #""mpn""#),
        (#""${now}""#, #""2021-03-01T12:00:00Z""#), (#""${now+PT4H}""#, #""2021-03-01T16:00:00Z""#),
        (#""${now-P1D}""#, #""2021-02-28T12:00:00Z""#), (#""${now+P1M}""#, #""2021-04-01T12:00:00Z""#),
        (#""${now-P1M}""#, nil), (#""${nowhere}""#, nil), (#""${now+4}""#, nil),
    ]

    @Test("Templates", arguments: templates)
    func resolve(_ template: String, _ expected: String?) throws {
        let bindings = Variables(
            program: .mpn, now: try #require(Timestamp("2021-03-01T12:00:00Z")),
            values: ["text": .string("t"), "number": .integer(7), "flag": .bool(true), "list": .array([.integer(1)])])
        let resolved = try? bindings.resolve(try JSONParser.parse(template))
        #expect(resolved.map { String(decoding: JSONWriter.encode($0), as: UTF8.self) } == expected)
    }

    private static let patterns: [(String, String, Bool)] = [
        ("queries/list", "queries/list", true), ("queries/list", "Queries/LIST", true),
        ("queries/list", "queries/lists", false),
        ("queries/*", "queries/list", true), ("queries/*", "reports/list", false), ("*/list", "queries/list", true),
        ("*", "anything", true), ("q*l*t", "queries/list", true), ("q*x*t", "queries/list", false),
        ("ab*ba", "aba", false),
        ("a**b", "ab", true), ("", "", true), ("", "a", false), ("*a*a*", "a", false),
    ]

    @Test("Name patterns", arguments: patterns)
    func match(_ pattern: String, _ name: String, _ isMeant: Bool) {
        #expect(ContractPattern(pattern).matches(name) == isMeant)
    }

    @Test(
        "Names that have a value at their use are accepted",
        arguments: [
            #"{"do":"getReports","capture":{"id":"/a"}},{"do":"deleteReport","with":{"reportId":"${id}"}}"#,
            #"{"do":"getReports","expect":{"body":{"a":"$uuid:id","b":"${id}"}}}"#,
            #"{"do":"getReports","expect":{"body":{"a":"$uuid:id"}}},{"do":"deleteReport","with":{"reportId":"${id}"}}"#,
            #"{"do":"request","with":{"method":"GET","path":"/${tenantId}/${program}?${i}=${now-P1D}&${now}"}}"#,
            #"{"do":"createReport","with":{"StartTime":"${now+PT5H}","CallbackUrl":"${callback}/x","Name":"$ {x} $"}}"#,
        ])
    func names(_ steps: String) throws {
        _ = try Self.read(Self.stepped(steps))
    }
}
