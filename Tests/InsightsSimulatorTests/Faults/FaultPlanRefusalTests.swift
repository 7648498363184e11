import InsightsFaults
import InsightsHTTP
import InsightsJSON
import InsightsSimulator
import Testing

@Suite("Refused fault plans")
struct FaultPlanRefusalTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let rule: String
        let error: String
        var testDescription: String { rule }

        init(_ rule: String, _ error: String) {
            self.rule = rule
            self.error = error
        }
    }

    static let refusals = [
        Refusal(
            #""route":"createReports","fault":{"kind":"status","status":500}"#,
            "rules[0].route: found 'createReports'; expected "),
        Refusal(
            #""route":"token","program":"cmp","fault":{"kind":"status","status":500}"#,
            "rules[0].program: found 'cmp' with the route 'token'; expected no program"),
        Refusal(#""nth":0,"fault":{"kind":"corrupt-gzip"}"#, "rules[0].nth: found 0; expected a whole number, 1 to "),
        Refusal(#""every":0,"fault":{"kind":"corrupt-gzip"}"#, "rules[0].every: found 0; "),
        Refusal(#""limit":0,"fault":{"kind":"corrupt-gzip"}"#, "rules[0].limit: found 0; "),
        Refusal(#""nth":3,"every":2,"fault":{"kind":"corrupt-gzip"}"#, "rules[0].nth: found 3 with every 2; "),
        Refusal(
            #""probability":0,"fault":{"kind":"corrupt-gzip"}"#,
            "rules[0].probability: found 0; expected a number above 0 and at most 1"),
        Refusal(#""probability":1.5,"fault":{"kind":"corrupt-gzip"}"#, "rules[0].probability: found 1.5; "),
        Refusal(
            #""until":"2021-01-06T05:38:34Z","fault":{"kind":"corrupt-gzip"}"#,
            "rules[0].until: found '2021-01-06T05:38:34Z'; expected an instant after the clock's"),
        Refusal(
            #""from":"2022-01-01T00:00:00Z","until":"2022-01-01T00:00:00Z","fault":{"kind":"corrupt-gzip"}"#,
            "rules[0].until: found '2022-01-01T00:00:00Z'; expected an instant after from"),
        Refusal(
            #""route":"datasets","fault":{"kind":"hold-execution"}"#,
            "rules[0].route: found 'datasets' with the fault 'hold-execution'; expected createReport, executions"),
        Refusal(
            #""route":"datasets","fault":{"kind":"corrupt-gzip"}"#,
            "rules[0].route: found 'datasets' with the fault 'corrupt-gzip'; expected download"),
        Refusal(
            #""route":"token","fault":{"kind":"expired-token"}"#,
            "rules[0].route: found 'token' with the fault 'expired-token'; expected datasets, "),
        Refusal(
            #""route":"token","fault":{"kind":"status","status":404}"#,
            "rules[0].fault.status: found 404 with the route 'token'; expected one of 429, 500, 502, 503, 504"),
        Refusal(
            #""fault":{"kind":"status","status":418}"#,
            "rules[0].fault.status: found 418; expected one of 401, 403"),
        Refusal(#""fault":{"kind":"statsu"}"#, "rules[0].fault.kind: found 'statsu'; expected status, throttle"),
        Refusal(#""fault":{"kind":"status"}"#, "rules[0].fault.status: found nothing; expected one of 401, 403"),
        Refusal(
            #""fault":{"kind":"throttle","retryAfer":3}"#,
            "rules[0].fault.retryAfer: found an unknown key; expected kind, retryAfter, retryAfterAs, body; did you mean 'retryAfter'?"
        ),
        Refusal(
            #""fault":{"kind":"latency","milliseconds":0}"#,
            "rules[0].fault.milliseconds: found 0; expected a whole number, 1 to 3600000"),
        Refusal(
            #""fault":{"kind":"latency","distribution":"uniform","from":9,"to":1}"#,
            "rules[0].fault.to: found 1; expected a whole number, 9 to 3600000"),
        Refusal(#""fault":{"kind":"latency","mean":1}"#, "rules[0].fault.mean: found 1; expected nothing"),
        Refusal(#""fault":{"kind":"reset","afterBytes":1}"#, "rules[0].fault.afterBytes: found 1; expected nothing"),
        Refusal(#""fault":{"kind":"slow-drip","bytesPerSecond":0}"#, "rules[0].fault.bytesPerSecond: found 0; "),
        Refusal(#""fault":{"kind":"wrong-content-length","by":0}"#, "rules[0].fault.by: found 0; "),
        Refusal(
            #""fault":{"kind":"throttle","retryAfterAs":"hour"}"#,
            "rules[0].fault.retryAfterAs: found 'hour'; expected seconds, date"),
        Refusal(
            #""fault":{"kind":"throttle","body":"html"}"#,
            "rules[0].fault.body: found 'html'; expected usual, json, text"),
        Refusal(
            #""fault":{"kind":"error-in-200"}"#,
            "rules[0].fault.status: found nothing; expected one of 401, 403, 404, 429, 500, 502, 503, 504"),
        Refusal(
            #""route":"token","fault":{"kind":"error-in-200","status":404}"#,
            "rules[0].fault.status: found 404 with the route 'token'; expected one of 429, 500, 502, 503, 504"),
        Refusal(
            #""route":"download","fault":{"kind":"error-in-200","status":404}"#,
            "rules[0].route: found 'download' with the fault 'error-in-200'; expected "),
        Refusal(
            #""fault":{"kind":"html-page","status":418}"#,
            "rules[0].fault.status: found 418; expected one of 200, 400, 401, 403, 404, 429, 500, 502, 503, 504"),
        Refusal(
            #""fault":{"kind":"redirect","status":304}"#,
            "rules[0].fault.status: found 304; expected one of 301, 302, 303, 307, 308"),
        Refusal(
            #""route":"token","fault":{"kind":"unknown-instance"}"#,
            "rules[0].route: found 'token' with the fault 'unknown-instance'; expected discovery"),
        Refusal(
            #""route":"datasets","fault":{"kind":"token-field","field":"scope","value":1}"#,
            "rules[0].route: found 'datasets' with the fault 'token-field'; expected token"),
        Refusal(
            #""fault":{"kind":"token-field","value":1}"#,
            "rules[0].fault.field: found nothing; expected the name of a member, 1 to 100 characters"),
        Refusal(
            #""fault":{"kind":"token-field","field":"","value":1}"#,
            "rules[0].fault.field: found ''; expected the name of a member"),
        Refusal(
            #""fault":{"kind":"token-field","field":"expires_in"}"#,
            "rules[0].fault.value: found nothing; expected any JSON value, or 'missing' instead"),
        Refusal(
            #""fault":{"kind":"token-field","field":"expires_in","value":null,"missing":true}"#,
            "rules[0].fault.value: found null; expected nothing: 'missing' leaves the member out"),
        Refusal(
            #""route":"download","fault":{"kind":"gzip"}"#,
            "rules[0].route: found 'download' with the fault 'gzip'; expected "),
        Refusal(#""nth":1"#, "rules[0].fault: found nothing; expected an object"),
        Refusal(#""fault":"500""#, "rules[0].fault: found '500'; expected an object with a kind"),
        Refusal(
            #""rout":"token","fault":{"kind":"corrupt-gzip"}"#, "rules[0].rout: found an unknown key; expected name, "),
    ]

    @Test("A rule that can never fire is refused with its place and the reason", arguments: refusals)
    func refused(_ refusal: Refusal) throws {
        let harness = try SandboxHarness()
        let tenant = "faults?tenant=\(harness.sandbox.tenantID)"
        let (status, response) = try harness.admin(tenant, .post, #"{"rules":[{\#(refusal.rule)}]}"#)
        #expect(status == 400)
        let error = try #require(response["error"]?.string)
        #expect(error.hasPrefix(refusal.error), "\(error)")
        #expect(harness.sandbox.faults.isEmpty)
    }
}
