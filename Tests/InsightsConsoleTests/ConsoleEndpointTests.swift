import InsightsConsole
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

@Suite("The console's files and what leads to them")
struct ConsoleEndpointTests {
    private struct Simulated: HTTPHandler {
        func handle(_ request: HTTPRequest) -> HTTPReply {
            .response(HTTPResponse(404, body: .bytes(Array("the simulator".utf8))))
        }
    }

    private static func respond(
        _ target: String, _ fields: [(String, String)] = [], method: HTTPMethod = .get, mode: ConsoleMode = .on,
        needsKey: Bool = false
    ) throws -> HTTPResponse {
        let console = ConsoleEndpoint(
            mode: mode, token: "of the page", needsKey: needsKey, version: "1.2.3", next: Simulated(),
            date: { "Wed, 06 Jan 2021 05:38:34 GMT" })
        let fields = HTTPFields(fields.map { (name: $0.0, value: $0.1) })
        return console.handle(HTTPRequest(method, target, fields: fields)).finish()
    }

    private static func isSimulators(_ response: HTTPResponse) throws -> Bool {
        try response.bodyBytes() == Array("the simulator".utf8)
    }

    static let page = [("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")]

    @Test(
        "A browser at / is led to the page, and every client still gets the service's response",
        arguments: [
            ("/", page, HTTPMethod.get, "_sim/ui/"), ("/", page, .head, "_sim/ui/"),
            ("/?x=1", page, .get, "_sim/ui/"), ("/_sim/ui", [], .get, "ui/"),
            ("/", page, .post, nil), ("/", [], .get, nil), ("/", [("Accept", "*/*")], .get, nil),
            ("/", [("Accept", "application/json")], .get, nil), ("/x", page, .get, nil), ("//", page, .get, nil),
            ("/", page + [("Host", "api.partnercenter.microsoft.com")], .get, nil),
            ("/", page + [("Host", "login.microsoftonline.com")], .get, nil),
            ("/", page + [("Host", "localhost:8080")], .get, "_sim/ui/"),
            ("http://localhost/", page, .get, nil), ("/_sim/uix", page, .get, nil), ("/_sim/", page, .get, nil),
        ] as [(String, [(String, String)], HTTPMethod, String?)])
    func redirects(_ target: String, _ fields: [(String, String)], _ method: HTTPMethod, _ location: String?) throws {
        let response = try Self.respond(target, fields, method: method)
        #expect(response.fields["Location"] == location)
        #expect(response.status == (location == nil ? 404 : 302))
        #expect(try Self.isSimulators(response) == (location == nil))
        #expect(try Self.isSimulators(try Self.respond(target, fields, method: method, mode: .off)))
    }

    @Test(
        "A browser at the documented Swagger addresses gets the page there; clients get the service's own",
        arguments: [
            ("/insights/v1/cmp/swagger/index.html", page, HTTPMethod.get, "../../../../_sim/ui/"),
            ("/insights/v1/mpn/swagger/index.html?x=1", page, .head, "../../../../_sim/ui/"),
            ("/Insights/V1/CMP/Swagger/Index.html", page, .get, "../../../../_sim/ui/"),
            ("/analytics/cmp/swagger/index.html", page, .get, "../../../_sim/ui/"),
            ("/insights/v1/cmp/swagger/index.html", [], .get, nil),
            ("/insights/v1/cmp/swagger/index.html", [("Accept", "*/*")], .get, nil),
            ("/insights/v1/cmp/swagger/index.html", page, .post, nil),
            ("/insights/v1/cmp/swagger/index.html", page + [("Host", "api.partnercenter.microsoft.com")], .get, nil),
            ("/insights/v1/cmp/swagger/v1/swagger.json", page, .get, nil),
            ("/insights/v1/cmp/swagger/index.html/", page, .get, nil),
            ("/insights/v1/cmp//swagger/index.html", page, .get, nil),
            ("/insights/v1/xyz/swagger/index.html", page, .get, nil),
            ("/insights/cmp/swagger/index.html", page, .get, nil),
            ("/analytics/v1/cmp/swagger/index.html", page, .get, nil),
            ("/insights/v1/cmp/swagger/%69ndex.html", page, .get, nil),
        ] as [(String, [(String, String)], HTTPMethod, String?)])
    func swagger(_ target: String, _ fields: [(String, String)], _ method: HTTPMethod, _ root: String?) throws {
        let response = try Self.respond(target, fields, method: method)
        #expect(try Self.isSimulators(response) == (root == nil))
        #expect(try Self.isSimulators(try Self.respond(target, fields, method: method, mode: .off)))
        guard let root else { return }
        #expect(response.status == 200)
        #expect(response.fields["Vary"] == "Accept")
        #expect(response.fields["Content-Security-Policy"]?.contains("script-src 'self'") == true)
        let text = String(decoding: try response.bodyBytes(), as: UTF8.self)
        for name in ["app.js", "console.css", "icon.svg", "#/home"] { #expect(text.contains("=\"\(root)\(name)\"")) }
        let again = try Self.respond(
            target, fields + [("If-None-Match", response.fields["ETag"] ?? "")], method: method)
        #expect(again.status == 304)
    }

    @Test(
        "Each file has its type, a strict policy and a tag",
        arguments: [
            ("", "text/html; charset=utf-8"), ("index.html", "text/html; charset=utf-8"),
            ("console.css", "text/css; charset=utf-8"), ("icon.svg", "image/svg+xml"),
            ("app.js", "text/javascript; charset=utf-8"), ("core.js?x", "text/javascript; charset=utf-8"),
        ])
    func files(_ name: String, _ type: String) throws {
        let response = try Self.respond("/_sim/ui/" + name)
        #expect(response.status == 200)
        #expect(response.fields["Content-Type"] == type)
        #expect(response.fields["Cache-Control"] == "no-cache")
        #expect(response.fields["X-Content-Type-Options"] == "nosniff")
        let policy = try #require(response.fields["Content-Security-Policy"])
        for part in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'none'"] {
            #expect(policy.contains(part))
        }
        #expect(!policy.contains("unsafe") && !policy.contains("http"))
        let tag = try #require(response.fields["ETag"])
        for known in [tag, "\"x\", " + tag, "W/" + tag] {
            let again = try Self.respond("/_sim/ui/" + name, [("If-None-Match", known)])
            #expect(again.status == 304)
            #expect(try again.bodyBytes().isEmpty)
        }
        #expect(try Self.respond("/_sim/ui/" + name, [("If-None-Match", "\"x\"")]).status == 200)
    }

    @Test(
        "What is no file is 404, and a method that changes something is 405",
        arguments: ["nothing.js", "../app.js", "%2e%2e/app.js", "APP.JS", "app.js/", "session.jso"])
    func others(_ name: String) throws {
        #expect(try Self.respond("/_sim/ui/" + name).status == 404)
        #expect(try Self.respond("/_sim/ui/" + name, method: .post).status == 405)
    }

    @Test("All files together weigh less than 150 KB, and the page names each module")
    func weight() throws {
        let names = [
            "index.html", "console.css", "icon.svg", "app.js", "core.js", "home.js", "timeline.js", "query.js",
            "grid.js",
            "journal.js", "faults.js", "contracts.js", "settings.js", "sandboxes.js", "explorer.js",
        ]
        let files = try names.map { try Self.respond("/_sim/ui/" + $0).bodyBytes() }
        #expect(files.reduce(0) { $0 + $1.count } < 150_000)
        #expect(files.allSatisfy { !$0.isEmpty && String(validating: $0, as: UTF8.self) != nil })
        // An address elsewhere would be a request that the policy refuses.
        for (name, file) in zip(names, files) where name != "icon.svg" {
            let text = String(decoding: file, as: UTF8.self).replacing("http://www.w3.org/2000/svg", with: "")
                .replacing("https://graph.windows.net", with: "")
            #expect(!text.contains("http://") && !text.contains("https://") && !text.contains("innerHTML"), "\(name)")
        }
    }

    @Test("The session names the mode, and gives its token to its own page alone")
    func session() throws {
        for (mode, token) in [(ConsoleMode.on, "of the page"), (.readOnly, nil)] {
            for site in [nil, "same-origin", "none"] {
                let response = try Self.respond(
                    "/_sim/ui/session.json", site.map { [("Sec-Fetch-Site", $0)] } ?? [], mode: mode, needsKey: true)
                let session = try JSONParser.parse(try response.bodyBytes())
                #expect(response.fields["Cache-Control"] == "no-store")
                #expect(session["mode"]?.string == mode.rawValue)
                #expect(session["needsKey"] == .bool(true))
                #expect(session["version"]?.string == "1.2.3")
                #expect(session["token"]?.string == token)
            }
            for site in ["cross-site", "same-site", "SAME-SITE"] {
                let response = try Self.respond("/_sim/ui/session.json", [("Sec-Fetch-Site", site)], mode: mode)
                #expect(response.status == 403)
            }
        }
    }
}
