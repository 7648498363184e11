import InsightsAPI
import InsightsHTTP
import InsightsJSON
import Testing

@Suite("OpenAPI documents")
struct OpenAPIDocumentTests {
    static let text = ##"""
        {"openapi":"3.1.0","x-letter-case":"ignored","paths":{
          "/things/{id}":{"delete":{"operationId":"deleteThing","responses":{"200":{"description":"gone"}}}},
          "/things/count":{
            "parameters":[{"name":"kind","in":"query","required":true,"schema":{"type":"string"}}],
            "get":{"operationId":"count","parameters":[{"$ref":"#/components/parameters/Wide"},
              {"name":"from","in":"query","schema":{"type":"integer","minimum":1}}],
              "responses":{"200":{"description":"","content":{"text/plain":{}}}}}},
          "/things":{"post":{"operationId":"makeThing",
            "requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Thing"}}}},
            "responses":{"200":{"description":"","content":{"application/json":{"schema":{
              "$ref":"#/components/schemas/Thing"}}}},"400":{"$ref":"#/components/responses/Refused"}}}},
          "/form":{"put":{"requestBody":{"content":{"application/x-www-form-urlencoded":{"schema":{
            "type":"object","properties":{"a":{"enum":["1"]}},"required":["a"]}}}},"responses":{"200":{}}}}
        },"components":{
          "parameters":{"Wide":{"name":"wide","in":"query","schema":{"type":"boolean"}}},
          "schemas":{"Thing":{"type":"object","properties":{"Name":{"type":"string"}},"required":["Name"]}},
          "responses":{"Refused":{"description":"","content":{"application/json":{"schema":{"const":"no"}}}}}
        },"x-unmatched":[{"prefix":"/things","responses":{"405":{"description":""}}},
          {"prefix":"/","responses":{"404":{"description":"","content":{"text/plain":{}}}}}]}
        """##

    struct Exchange: Sendable, CustomTestStringConvertible {
        let method: HTTPMethod
        let target: String
        var sent = ""
        let status: Int
        var type: String?
        var reply = ""
        var violations: [String] = []
        var testDescription: String { "\(method) \(target) \(sent) \(status) \(reply)" }
    }

    static let exchanges: [Exchange] = [
        Exchange(method: .delete, target: "/things/x%2Fy", status: 200),
        Exchange(method: .delete, target: "/THINGS//x", status: 200),
        Exchange(
            method: .delete, target: "/things/x", status: 200, reply: "x",
            violations: ["response: expected no body, found 1 bytes"]),
        Exchange(
            method: .delete, target: "/things/x", status: 404, violations: ["status: expected one of 200, found 404"]),
        Exchange(method: .get, target: "/things/count?kind=a", status: 200, type: "Text/Plain; charset=utf-8"),
        Exchange(method: .head, target: "/things/count?Kind=a&wide=TRUE&from=1", status: 200, type: "text/plain"),
        Exchange(
            method: .get, target: "/things/count?wide=maybe&from=0", status: 200, type: "application/json",
            violations: [
                "parameter kind: expected a value, found none", #"parameter wide: expected a boolean, found "maybe""#,
                #"parameter from: expected an integer, found "0""#,
                "content type: expected one of text/plain, found application/json",
            ]),
        Exchange(
            method: .post, target: "/things", sent: #"{"name":"a","NAME":"b","x":1}"#, status: 200,
            type: "application/json", reply: #"{"Name":"b"}"#),
        Exchange(
            method: .post, target: "/things", sent: "[", status: 200, type: "application/json", reply: "{}",
            violations: [
                "request body: expected JSON, found line 1, column 2: expected a value, found the end",
                "response: expected the member 'Name', found none",
            ]),
        Exchange(method: .post, target: "/things", sent: "[", status: 400, type: "application/json", reply: #""no""#),
        Exchange(
            method: .post, target: "/things", status: 400, type: "application/json", reply: #"{"a":"yes"}"#,
            violations: [#"response: expected "no", found {"a":"yes"}"#]),
        Exchange(
            method: .post, target: "/things", status: 400, type: "application/json", reply: "no",
            violations: ["response: expected JSON, found line 1, column 1: expected a value"]),
        Exchange(method: .put, target: "/form", sent: "A=1", status: 200),
        Exchange(
            method: .put, target: "/form", sent: "a=2", status: 200,
            violations: [#"request body /a: expected "1", found "2""#]),
        Exchange(method: .get, target: "/things", status: 405),
        Exchange(method: .delete, target: "/things/count", status: 405),
        Exchange(method: .get, target: "/else", status: 404, type: "text/plain"),
        Exchange(
            method: .get, target: "/else", status: 405, type: "text/plain",
            violations: ["status: expected one of 404, found 405"]),
    ]

    @Test("Exchanges are compared with the document", arguments: exchanges)
    func compares(_ exchange: Exchange) throws {
        let document = try OpenAPIDocument(parsing: Array(Self.text.utf8))
        let violations = document.validate(
            exchange.method, exchange.target, requestBody: Array(exchange.sent.utf8), status: exchange.status,
            contentType: exchange.type, body: Array(exchange.reply.utf8))
        #expect(violations.map(\.description) == exchange.violations)
    }

    @Test("A whole response is accepted too, with its pieces read to the end")
    func values() throws {
        let document = try OpenAPIDocument(parsing: Array(Self.text.utf8))
        var response = HTTPResponse(200, body: .bytes(Array("{}".utf8)))
        response.fields.append("Content-Type", "application/json")
        let request = HTTPRequest(.post, "/things", body: Array(#"{"Name":"a"}"#.utf8))
        let violations = try document.validate(request: request, response: response)
        #expect(violations.map(\.part) == [.responseBody])
    }

    @Test("Operations are found by method and target")
    func finds() throws {
        let document = try OpenAPIDocument(parsing: Array(Self.text.utf8))
        #expect(document.operationIDs == ["deleteThing", "count", "makeThing", "put /form"])
        #expect(document.operationID(.get, "/things/count?x=1") == "count")
        #expect(document.operationID(.delete, "/things/7") == "deleteThing")
        #expect(document.operationID(.get, "/things/7") == nil)
    }

    @Test(
        "An unusable document is refused with the place",
        arguments: [
            ("{", "OpenAPI document : found line 1, column 2: expected a member name in double quotes; expected JSON"),
            (#"{"openapi":"3.0.3"}"#, "OpenAPI document /openapi: found 3.0.3; expected 3.1.x"),
            (#"{"openapi":"3.1.0"}"#, "OpenAPI document /paths: found nothing; expected an object"),
            (
                ##"{"openapi":"3.1.0","paths":{"/a":{"get":{"responses":{"200":{"$ref":"#/x"}}}}}}"##,
                "OpenAPI document /paths/~1a/get/responses/200/$ref: found '#/x'; expected '#' and a pointer to "
                    + "something in the document"
            ),
            (
                ##"{"openapi":"3.1.0","paths":{"/a":{"get":{"responses":{"ok":{}}}}}}"##,
                "OpenAPI document /paths/~1a/get/responses/ok: found 'ok'; expected a status of three digits"
            ),
            (
                ##"{"openapi":"3.1.0","paths":{"/a":{"get":{"responses":{"200":{"content":{"x/y":{"schema":"##
                    + ##"{"typ":1}}}}}}}}}"##,
                "OpenAPI document /paths/~1a/get/responses/200/content/x~1y/schema/typ: found the keyword 'typ'; "
                    + "expected a keyword that is known"
            ),
        ])
    func refuses(_ text: String, _ reason: String) {
        let error = #expect(throws: OpenAPIError.self) { try OpenAPIDocument(parsing: Array(text.utf8)) }
        #expect(error?.description == reason)
    }
}
