import InsightsHTTP
import Testing

@testable import InsightsAPI

@Suite("What a request asks for")
struct RequestedOperationTests {
    @Test(
        "Method and target tell the operation, the program and the version",
        arguments: [
            ("GET", "/insights/v1/cmp/ScheduledDataset", Operation.datasets, PartnerProgram.cmp, "v1"),
            ("HEAD", "/insights/v1/mpn/ScheduledQueries?x=1", .listQueries, .mpn, "v1"),
            ("post", "/INSIGHTS/V1.1/CMP/scheduledreport", .other, .cmp, "v1.1"),
            ("POST", "/INSIGHTS/V1.1/CMP/scheduledreport", .createReport, .cmp, "v1.1"),
            ("DELETE", "/analytics/cmp/ScheduledQueries/a%20b", .deleteQuery, .cmp, "v1"),
            ("PATCH", "/insights/v1/cmp/ScheduledDataset", .other, .cmp, "v1"),
            ("GET", "http://host/insights/v1/cmp/ScheduledReport/execution/a;b", .executions, .cmp, "v1"),
            ("GET", "/insights/v1/cmp/Nothing", .other, .cmp, "v1"),
        ])
    func service(
        _ method: String, _ target: String, _ operation: Operation, _ program: PartnerProgram, _ version: String
    ) {
        let requested = RequestedOperation(HTTPMethod(method), target)
        #expect(requested.operation == operation)
        #expect(requested.program == program)
        #expect(requested.version.rawValue == version)
        #expect(requested.isForService)
        #expect(!requested.isSwagger)
    }

    @Test(
        "Outside the programs the path tells who responds",
        arguments: [
            ("/tenant/oauth2/v2.0/token", Operation.token, false),
            ("/tenant/.well-known/openid-configuration", .discovery, false),
            ("/reports/tenant/file.csv", .download, false), ("/", .other, false), ("", .other, false),
            ("/insights/v1/csp/ScheduledDataset", .other, true), ("/insights", .other, true),
            ("/analytics", .other, true), ("/token", .token, false),
        ])
    func others(_ target: String, _ operation: Operation, _ isForService: Bool) {
        let requested = RequestedOperation(.get, target)
        #expect(requested.operation == operation)
        #expect(requested.program == nil)
        #expect(requested.route == nil)
        #expect(requested.isForService == isForService)
    }

    @Test("The page about the interface and its document are told apart from routes")
    func swagger() {
        #expect(RequestedOperation(.get, "/insights/v1/mpn/swagger/index.html").isSwagger)
        #expect(RequestedOperation(.get, "/analytics/cmp/Swagger/v1/swagger.json").isSwagger)
        #expect(!RequestedOperation(.get, "/insights/v1/mpn/swagger").isSwagger)
    }
}
