import InsightsAPI
import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsWireMutants

@Suite("Wire mutants as values")
struct WireMutantTests {
    private static let mutants = WireMutants.all(SeenAnswers())

    @Test("Names are unique, and each kind that needs no right server has some")
    func names() {
        var seen: Set<String> = []
        for mutant in Self.mutants { #expect(seen.insert(mutant.name).inserted, "\(mutant.name)") }
        let kinds = Set(Self.mutants.map(\.kind))
        #expect(Set(WireKind.allCases).subtracting(kinds) == [.header, .status, .discovery])
    }

    @Test("Header fields of the connection have no mutants: no contract can promise them")
    func connectionFields() {
        var seen = SeenAnswers()
        let fields = HTTPFields([
            ("Content-Type", "application/json"), ("Content-Length", "2"), ("Connection", "keep-alive"),
            ("Keep-Alive", "timeout=130"), ("Transfer-Encoding", "chunked"), ("x-insights-simulator-detail", "a"),
        ])
        let request = WireRequest(HTTPRequest(.get, "/insights/v1/cmp/ScheduledDataset"))
        seen.note(request, WireResponse(HTTPResponse(200, fields: fields, body: .bytes(Array("{}".utf8)))))
        #expect(seen.headers.values.flatMap { $0 } == ["Content-Type"])
    }

    @Test("Every field of every record has mutants in each operation that shows it")
    func fieldsAreCovered() {
        let names = Set(Self.mutants.map(\.name))
        for operation in Operation.ofService where operation.content != .row {
            for program in PartnerProgram.allCases {
                for field in WireMutants.fieldNames(of: operation, in: program) {
                    #expect(names.contains("field/\(operation.callName)/\(program)/\(field)/null"))
                }
            }
        }
    }

    /// An answer of the service with two records.
    private static let list = """
        {"value":[{"queryId":"q1","name":"Köln","modifiedTime":null},{"queryId":"q2","name":"Two","modifiedTime":null}],\
        "totalCount":2,"message":"Queries fetched successfully","statusCode":200}
        """

    private static let changes: [(mutant: String, expected: String)] = [
        (
            "field/getQueries/cmp/name/dropped",
            list.replacing("\"name\":\"Köln\",", with: "").replacing("\"name\":\"Two\",", with: "")
        ),
        (
            "field/getQueries/cmp/name/swapped",
            list.replacing("Köln", with: "x").replacing("Two", with: "Köln").replacing("\"x\"", with: "\"Two\"")
        ),
        ("field/getQueries/cmp/modifiedTime/filled", list.replacing("null", with: "\"none\"")),
        ("field/getQueries/cmp/name/decomposed", list.replacing("Köln", with: "Ko\u{308}ln")),
        ("field/getQueries/cmp/queryId/key-case", list.replacing("queryId", with: "QueryId")),
        (
            "list/getQueries/cmp/last-dropped",
            """
            {"value":[{"queryId":"q1","name":"Köln","modifiedTime":null}],\
            "totalCount":1,"message":"Queries fetched successfully","statusCode":200}
            """
        ),
        ("envelope/getQueries/cmp/totalCount/less", list.replacing("\"totalCount\":2", with: "\"totalCount\":1")),
        (
            "envelope/getQueries/cmp/message/key-last",
            list
                .replacing("\"message\":\"Queries fetched successfully\",", with: "")
                .replacing("200}", with: "200,\"message\":\"Queries fetched successfully\"}")
        ),
    ]

    @Test("A mutant changes an answer as its name says", arguments: changes)
    func changesAnswers(_ mutant: String, _ expected: String) throws {
        let mutant = try #require(Self.mutants.first { $0.name == mutant })
        var answer = Self.answer(200, Self.list)
        var memory = WireMemory()
        let request = WireRequest(HTTPRequest(.get, "/insights/v1/cmp/ScheduledQueries"))
        #expect(mutant.covers(request))
        mutant.change(&answer, request, &memory)
        #expect(Array(expected.utf8) == answer.bytes, "\(String(decoding: answer.bytes, as: UTF8.self))")
    }

    private static func answer(_ status: Int, _ text: String) -> WireResponse {
        WireResponse(
            HTTPResponse(
                HTTPStatus(status), fields: HTTPFields([("Content-Type", MediaType.json)]),
                body: .bytes(Array(text.utf8))))
    }

    private static let requests: [(mutant: String, sent: String, expected: String)] = [
        ("parameter/getQueries/cmp/queryName/dropped", "?queryName=A&queryId=b", "?queryId=b"),
        ("parameter/getQueries/cmp/queryName/first-item", "?QUERYNAME=A%3BB", "?QUERYNAME=A"),
        ("parameter/getQueries/cmp/queryName/first-of-two", "?queryName=A&queryName=B", "?queryName=A"),
        ("parameter/getQueries/cmp/queryName/exact-case", "?queryname=A", ""),
        ("parameter/getQueries/cmp/queryId/dropped", "?queryName=A", "?queryName=A"),
    ]

    @Test("A mutant changes a request as its name says", arguments: requests)
    func changesRequests(_ mutant: String, _ sent: String, _ expected: String) throws {
        let mutant = try #require(Self.mutants.first { $0.name == mutant })
        var memory = WireMemory()
        let path = "/insights/v1/cmp/ScheduledQueries"
        let request = WireRequest(HTTPRequest(.get, path + sent))
        guard case .send(let changed) = mutant.course(request, &memory, []) else {
            Issue.record("it sends nothing")
            return
        }
        #expect(changed.target == path + expected)
    }

    @Test("A swallowed creation is undone, and answered as if it were not")
    func swallowed() throws {
        let mutant = try #require(Self.mutants.first { $0.name == "write/createQuery/cmp/swallowed" })
        var memory = WireMemory()
        let request = WireRequest(HTTPRequest(.post, "/insights/v1/cmp/ScheduledQueries"))
        let created = Self.answer(200, Self.list)
        guard case .send(let second) = mutant.course(request, &memory, [created]) else {
            Issue.record("it is not undone")
            return
        }
        #expect(second.method == .delete)
        #expect(second.target == "/insights/v1/cmp/ScheduledQueries/q1")
        guard case .answer(let answer) = mutant.course(request, &memory, [created, Self.answer(200, "{}")]) else {
            Issue.record("it is not answered")
            return
        }
        #expect(answer.isSame(as: created))
    }

    @Test("A read is stale after one kind of write alone")
    func staleAfterAWrite() throws {
        let mutant = try #require(Self.mutants.first { $0.name == "stale/getQueries/cmp/after-createQuery" })
        var memory = WireMemory()
        let read = WireRequest(HTTPRequest(.get, "/insights/v1/cmp/ScheduledQueries"))
        let write = WireRequest(HTTPRequest(.post, "/insights/v1/cmp/ScheduledQueries"))
        let other = WireRequest(HTTPRequest(.delete, "/insights/v1/cmp/ScheduledQueries/q1"))
        func shown(_ text: String) -> String {
            var answer = Self.answer(200, text)
            memory.note(read, answer)
            mutant.change(&answer, read, &memory)
            return String(decoding: answer.bytes, as: UTF8.self)
        }
        #expect(shown("{\"value\":[]}") == "{\"value\":[]}")
        memory.note(other, Self.answer(200, "{}"))
        #expect(shown("{\"value\":[1]}") == "{\"value\":[1]}")
        memory.note(write, Self.answer(200, "{}"))
        #expect(shown("{\"value\":[2]}") == "{\"value\":[1]}")
    }

    @Test(
        "A file is changed cell by cell",
        arguments: [
            ("file/download/cells/rounded", "A,B\r\n1.5,\"x, y\"\r\n2.5,\r\n", "A,B\r\n1,\"x, y\"\r\n2,\r\n"),
            ("file/download/last-cell/null", "A,B\r\n1,\r\n2,\r\n", "A,B\r\n1,\r\n2,null\r\n"),
            ("file/download/column-1/swapped", "A,B\r\n1,2\r\n", "B,A\r\n2,1\r\n"),
            ("file/download/row-doubled", "A\tB\n1\t2\n", "A\tB\n1\t2\n1\t2\n"),
            ("file/download/line-feeds", "A\r\n1\r\n", "A\n1\n"),
            ("file/download/cells/digit", "A\r\n1\r\n", "A\r\n1\r\n"),
        ])
    func files(_ mutant: String, _ text: String, _ expected: String) throws {
        let mutant = try #require(Self.mutants.first { $0.name == mutant })
        var answer = WireResponse(
            HTTPResponse(200, fields: HTTPFields([("Content-Type", "text/csv")]), body: .bytes(Array(text.utf8))))
        var memory = WireMemory()
        mutant.change(&answer, WireRequest(HTTPRequest(.get, "/reports/x")), &memory)
        #expect(answer.text == expected)
    }

    @Test("A sample depends on its seed alone, and keeps the order")
    func samples() {
        let first = WireSample(seed: 1, count: 50).of(Self.mutants).map(\.name)
        #expect(first == WireSample(seed: 1, count: 50).of(Self.mutants).map(\.name))
        #expect(first != WireSample(seed: 2, count: 50).of(Self.mutants).map(\.name))
        #expect(first.count == 50)
        #expect(WireSample(seed: 1, count: 1_000_000).of(Self.mutants).count == Self.mutants.count)
    }

    @Test(
        "Exceptions are read strictly",
        arguments: [
            (#"{"exceptions":[{"mutants":"write/*","kind":"equivalent","reason":"r"}]}"#, true),
            (#"{"exceptions":[{"mutants":"write/*","kind":"likely","reason":"r"}]}"#, false),
            (#"{"exceptions":[{"mutants":"write/*","kind":"equivalent"}]}"#, false),
            (#"{"exceptions":[{"mutants":"a","kind":"equivalent","reason":"r","more":1}]}"#, false),
            (#"{"exceptions":{}}"#, false),
        ])
    func exceptions(_ text: String, _ isValid: Bool) {
        #expect(((try? WireExceptions(parsing: Array(text.utf8))) != nil) == isValid)
    }
}
