import InsightsConsole
import InsightsContracts
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import InsightsTime
import Testing

@Suite("The console's contracts: lists, and what is refused")
struct ContractRouteTests {
    private static func ids(_ reply: ContractHarness.Reply) -> [String] {
        reply.json["contracts"]?.array?.compactMap { $0["id"]?.string } ?? []
    }

    @Test(
        "A list has the contracts that patterns, program and evidence choose",
        arguments: [
            ("", ["lists/datasets", "lists/queries", "wrong/status"], 5),
            ("?match=lists/*", ["lists/datasets", "lists/queries"], 3), ("?match=LISTS/QUERIES", ["lists/queries"], 1),
            ("?match=*status+*queries", ["lists/queries", "wrong/status"], 3),
            ("?program=mpn", ["lists/datasets", "wrong/status"], 2), ("?evidence=documented", ["lists/datasets"], 2),
            ("?evidence=documented+assumed&program=cmp", ContractHarness.names, 3),
            ("?edition=2023&match=lists/queries", ["lists/queries"], 1),
        ])
    func lists(_ query: String, _ names: [String], _ cases: Int) throws {
        let reply = try ContractHarness().call("contracts" + query)
        #expect(reply.status == 200)
        #expect(Self.ids(reply) == names)
        #expect(reply.json["cases"]?.integer == cases)
        #expect(reply.fields["Content-Type"] == "application/json; charset=utf-8")
        #expect(reply.fields["Cache-Control"] == "no-store")
    }

    @Test("A contract of a list has what its row shows")
    func row() throws {
        let reply = try ContractHarness().call("contracts?match=lists/datasets")
        let text = try #require(reply.json["contracts"]?[0])
        #expect(
            String(decoding: JSONWriter.encode(text), as: UTF8.self)
                == #"{"id":"lists/datasets","title":"A list","programs":["cmp","mpn"],"#
                + #""editions":["2021","2023","2026"],"evidence":{"class":"documented","sources":["ours"]},"#
                + #""settings":{},"file":"contracts/lists/datasets.json","steps":1}"#)
    }

    @Test(
        "A bad parameter is refused with what is accepted",
        arguments: [
            ("contracts?match=lists/querys", "similar: lists/queries"), ("contracts?match=", "an empty match"),
            ("contracts?match=%20", "an empty match"), ("contracts?matsch=x", "did you mean 'match'?"),
            ("contracts?match=a&match=b", "a second 'match'"), ("contracts?edition=2020", "2021, 2023, 2026"),
            ("contracts?program=cpm", "did you mean 'cmp'?"),
            ("contracts?evidence=sure", "observed, documented, assumed"),
            ("contracts?evidence=assumed+assumed", "each once"),
            ("contracts?match=lists/queries&program=mpn", "satisfies all options"),
            ("contracts?tenant=x", "match, edition, program, evidence"), ("contracts/lists/queries?x", "no parameters"),
            ("contract-runs?after=1", "no parameters"), ("mutants?x=1", "no parameters"),
        ])
    func badParameters(_ path: String, _ message: String) throws {
        let reply = try ContractHarness().call(path)
        #expect(reply.status == 400)
        #expect(reply.error.contains(message), "\(reply.error)")
    }

    @Test(
        "What is not there is 404 with what there is",
        arguments: [
            ("contracts/lists/querys", "similar: lists/queries"), ("contracts/x", "found 'x'"),
            ("contract-runs/1", "start one with POST /_sim/contract-runs"), ("mutants", "found no mutants.json"),
        ])
    func missing(_ path: String, _ message: String) throws {
        let reply = try ContractHarness().call(path)
        #expect(reply.status == 404)
        #expect(reply.error.contains(message), "\(reply.error)")
    }

    @Test(
        "A method that a route does not support is 405 with the supported ones",
        arguments: [
            ("contracts", HTTPMethod.post, "GET, HEAD"), ("contracts/lists/queries", .delete, "GET, HEAD"),
            ("contract-runs", .delete, "GET, HEAD, POST"), ("contract-runs/1", .post, "GET, HEAD, DELETE"),
            ("mutants", .put, "GET, HEAD"),
        ])
    func methods(_ path: String, _ method: HTTPMethod, _ allowed: String) throws {
        let reply = try ContractHarness().call(path, method)
        #expect(reply.status == 405)
        #expect(reply.fields["Allow"] == allowed)
        #expect(reply.error.contains(allowed))
    }

    @Test(
        "Every other path goes to the next handler",
        arguments: ["contract", "contractsx", "contract-run", "contract-runs/1/2", "clock", "", "mutants/x", "ui/"])
    func others(_ path: String) throws {
        let harness = ContractHarness()
        for target in ["/_sim/" + path, "/" + path, "/_SIM/contracts", "/%5Fsim/contracts", "http://h/_sim/contracts"] {
            #expect(harness.endpoint.respond(to: HTTPRequest(.get, target)).status == 418, "\(target)")
        }
    }

    @Test("A contract is explained by the name of its file or of its element")
    func explanations() throws {
        let harness = ContractHarness(read: { () throws(ContractError) in try .standard })
        for name in ["queries/create-record", "access/each-scheme-in-any-case:createQuery"] {
            let reply = try harness.call("contracts/" + name)
            #expect(reply.json["id"]?.string == name)
            let words = try #require(reply.json["explanation"]?.string)
            #expect(words.hasPrefix(name + "\n") && words.contains("evidence   "), "\(words)")
            let file = try JSONParser.parse(Array(try #require(reply.json["text"]?.string).utf8))
            #expect(file["steps"]?.array?.isEmpty == false)
            #expect(reply.json["kills"]?.array?.isEmpty == false)
        }
    }

    @Test("Only a list reads the files again, and an error of a file is said")
    func reading() throws {
        let count = Counter()
        let harness = ContractHarness(read: { () throws(ContractError) in
            guard count.next() < 2 else {
                throw ContractError(InputError(place: "x.json", found: "nothing", expected: "a contract"))
            }
            return try ContractHarness.suite()
        })
        #expect(try harness.call("contracts/lists/queries").status == 200)
        #expect(try harness.call("contracts/lists/queries").status == 200)
        #expect(try harness.call("contracts").status == 200)
        #expect(count.value == 2)
        let reply = try harness.call("contracts")
        #expect(reply.status == 500)
        #expect(reply.error == "the contracts cannot be read: x.json: found nothing; expected a contract")
        #expect(try harness.call("contracts/lists/queries").status == 200)
    }

    @Test("The callers of the administration may call, a page needs the token, and a read-only one starts nothing")
    func access() throws {
        let simulator = Simulator(
            clock: .manual(try #require(Timestamp("2021-01-06T05:38:34Z"))), seed: 1, fixtures: try .standard())
        let harness = ContractHarness(
            on: { GatedTarget() }, refusal: { simulator.administrationRefusal(of: $0) })
        let own = [("Host", "localhost:8080"), ("Origin", "http://localhost:8080")]
        for (rule, fields, status) in [
            (PageRule.token("t"), own, 403), (.token("t"), own + [("x-insights-simulator-page", "u")], 403),
            (.readOnly, own + [("x-insights-simulator-page", "t")], 403),
            (.token("t"), [("Sec-Fetch-Site", "cross-site")], 403),
            (.token("t"), own + [("x-insights-simulator-key", "k")], 403),
            (.token("t"), own + [("x-insights-simulator-page", "t")], 200),
        ] {
            simulator.pageRule = rule
            #expect(
                try harness.call("contracts", fields: fields).status
                    == (fields.count > 2 && status == 403
                        && fields[2].0.hasSuffix("key") ? 403 : 200))
            let reply = try harness.call("contract-runs", .post, "", fields: fields)
            #expect(reply.status == status, "\(rule) \(fields)")
            #expect(try harness.call("contract-runs").json["runs"]?.array?.count == (status == 200 ? 1 : 0))
        }
        let other = HTTPRequest(.get, "/_sim/contracts", remoteAddress: "192.0.2.7")
        #expect(harness.endpoint.respond(to: other).status == 403)
        harness.runs.end()
    }
}
