import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import InsightsTesting
import Testing

@testable import InsightsContracts

@Suite("Header fields of every response")
struct ResponseWatchTests {
    /// A field of one kind of response.
    struct Field: Sendable, CustomTestStringConvertible {
        let target: String
        let status: Int
        let name: String
        let other: String
        /// The step that sees it first.
        let step: Int

        var testDescription: String { "\(name) of \(status) \(target)" }
    }

    private static let fields =
        [
            Field(target: "/insights/", status: 200, name: "x-ms-request-id", other: "x", step: 2),
            Field(target: "/insights/", status: 405, name: "Content-Type", other: "application/json", step: 8),
            Field(target: "/insights/", status: 401, name: "Content-Type", other: "text/html", step: 7),
            Field(target: "/insights/", status: 401, name: "WWW-Authenticate", other: "Basic", step: 7),
            Field(target: "/insights/", status: 405, name: "Allow", other: "none", step: 8),
        ]
        + ["Strict-Transport-Security", "X-Content-Type-Options", "P3P", "x-ms-request-id", "x-ms-ests-server"].map {
            Field(target: "/oauth2/", status: 200, name: $0, other: "x", step: 1)
        }
        + ["Cache-Control", "Pragma", "Expires"].map {
            Field(target: "/oauth2/", status: 200, name: $0, other: "0", step: 1)
        }
        + [
            "x-ms-request-id", "x-ms-version", "Content-Type", "Content-Disposition", "ETag", "Last-Modified",
            "x-ms-creation-time", "Accept-Ranges", "x-ms-blob-type",
        ].map { Field(target: "/reports/", status: 200, name: $0, other: "x", step: 6) }
        + [
            Field(target: "/reports/", status: 405, name: "x-ms-error-code", other: "", step: 9),
            Field(target: "/reports/", status: 405, name: "Content-Type", other: "text/xml", step: 9),
        ]
        + ["P3P", "x-ms-request-id", "x-ms-ests-server"].map {
            Field(target: "/.well-known/", status: 200, name: $0, other: "x", step: 10)
        }

    enum Change: String, CaseIterable, Sendable {
        case dropped, changed, doubled
    }

    /// A simulator that sends one field wrongly.
    private struct WrongHandler: HTTPHandler {
        let simulator: Simulator
        let change: @Sendable (HTTPRequest, inout HTTPResponse) -> Void

        func handle(_ request: HTTPRequest) -> HTTPReply {
            simulator.handle(request).map { response in
                var changed = response
                change(request, &changed)
                return changed
            }
        }
    }

    private static func contract() throws -> Contract {
        let steps = [
            #"{"do":"request","with":{"method":"POST","path":"/${tenantId}/oauth2/token","form":{"grant_type":"#
                + #""client_credentials","client_id":"${clientId}","client_secret":"${clientSecret}","#
                + #""resource":"https://graph.windows.net"}}}"#,
            #"{"do":"createQuery","with":{"Name":"A","Query":"SELECT OrderId FROM ISVOrder"},"#
                + #""capture":{"q":"/value/0/queryId"}}"#,
            #"{"do":"createReport","with":{"ReportName":"R","QueryId":"${q}","ExecuteNow":true},"#
                + #""capture":{"r":"/value/0/reportId"}}"#,
            #"{"advance":"PT1M"}"#,
            #"{"do":"getExecutions","with":{"reportId":"${r}"},"capture":{"link":"/value/0/reportAccessSecureLink"}}"#,
            #"{"do":"request","with":{"method":"GET","path":"${link}"}}"#,
            #"{"do":"getDatasets","as":"nobody","expect":{"status":401}}"#,
            #"{"do":"request","with":{"method":"PATCH","path":"/insights/v1/cmp/ScheduledDataset"},"#
                + #""expect":{"status":405}}"#,
            #"{"do":"request","with":{"method":"POST","path":"${link}"},"expect":{"status":405}}"#,
            #"{"do":"request","with":{"method":"GET","path":"/${tenantId}/.well-known/openid-configuration"}}"#,
        ].joined(separator: ",")
        return try Contract(
            id: "responses/example",
            parsing: Array(
                #"{"title":"t","programs":["cmp"],"evidence":{"class":"assumed","sources":["S1"]},"steps":[\#(steps)]}"#
                    .utf8))
    }

    private static func verdict(
        watches: Bool = true, _ change: @escaping @Sendable (HTTPRequest, inout HTTPResponse) -> Void = { _, _ in }
    ) async throws -> ContractResult.Verdict {
        var target = SimulatorTarget.inProcess(through: { WrongHandler(simulator: $0, change: change) })
        target.watchesFrame = watches
        let item = ContractCase(contract: try contract(), program: .cmp, edition: .year2021)
        return await ContractRunner(target).run(item).verdict
    }

    @Test("A right simulator passes")
    func right() async throws {
        let verdict = try await Self.verdict()
        guard case .passed = verdict else {
            Issue.record("\(verdict)")
            return
        }
    }

    @Test("A field that is absent, another or doubled fails", arguments: Self.fields, Change.allCases)
    func wrong(_ field: Field, _ change: Change) async throws {
        let make: @Sendable (HTTPRequest, inout HTTPResponse) -> Void = { request, response in
            guard request.target.contains(field.target), response.status.code == field.status else { return }
            switch change {
            case .dropped: response.fields.set(field.name, to: nil)
            case .changed: response.fields.set(field.name, to: field.other)
            case .doubled: response.fields.append(field.name, field.other)
            }
        }
        let verdict = try await Self.verdict(make)
        guard case .failed(let failure) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(failure.part == "every response: header \(field.name)")
        #expect(failure.isOfEveryResponse)
        #expect(failure.step == field.step)
        guard case .passed = try await Self.verdict(watches: false, make) else {
            Issue.record("the contract alone sees it")
            return
        }
    }

    @Test("An identifier that comes again fails at the second response")
    func repeated() async throws {
        let verdict = try await Self.verdict { request, response in
            guard request.target.contains("/insights/") else { return }
            response.fields.set("x-ms-request-id", to: "00000000-0000-4000-8000-000000000000")
        }
        guard case .failed(let failure) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(failure.step == 3)
        #expect(failure.mismatch.expected == "another value than each response before")
    }

    @Test("A link below the path of a proxy is a link")
    func belowAPath() throws {
        var watch = try #require(ResponseWatch(try Self.contract(), baseURL: "http://host/sim"))
        let outcome = ContractResponse(
            status: 404,
            headers: HTTPFields([
                (name: "x-ms-request-id", value: "00000000-0000-4000-8000-000000000000"),
                (name: "x-ms-version", value: "2020-10-02"), (name: "x-ms-error-code", value: "BlobNotFound"),
                (name: "Content-Type", value: "application/xml"),
            ]), body: .string("<Error/>"))
        func call(_ path: String) -> ContractCall {
            ContractCall(
                .other, arguments: ["method": .string("GET"), "path": .string(path)], program: .cmp, credentials: nil)
        }
        #expect(watch.mismatch(in: outcome, to: call("http://host/sim/reports/tenant/file.csv")) == nil)
        // The identifier comes again; elsewhere it would be a document about the tenant.
        #expect(watch.mismatch(in: outcome, to: call("http://host/sim/reports/b"))?.field == "x-ms-request-id")
        #expect(watch.mismatch(in: outcome, to: call("http://host/reports/b"))?.field == "x-ms-request-id")
        #expect(watch.mismatch(in: outcome, to: call("/tenant/discovery/keys"))?.field == "Strict-Transport-Security")
    }

    @Test("Fields that proxies extend may be there twice, others may not")
    func repetitions() async throws {
        for (name, passes) in [
            ("Via", true), ("vary", true), ("Server", true), ("Retry-After", false), ("x-own", false),
        ] {
            let verdict = try await Self.verdict { _, response in
                response.fields.append(name, "1")
                response.fields.append(name, "2")
            }
            if case .passed = verdict { #expect(passes, "\(name)") } else { #expect(!passes, "\(name): \(verdict)") }
        }
    }
}
