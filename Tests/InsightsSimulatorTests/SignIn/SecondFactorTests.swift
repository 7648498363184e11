import InsightsHTTP
import InsightsJSON
import InsightsTime
import Testing

@testable import InsightsSimulator

@Suite("Second factors of mpn calls, in the form of 2026")
struct SecondFactorTests {
    private func call(_ harness: TokenHarness, _ token: String, asks: Bool = true) throws -> TokenReply {
        try harness.send(
            .get, "/insights/v1/mpn/ScheduledDataset",
            [("Authorization", "Bearer \(token)")] + (asks ? [("validatemfa", "True")] : []))
    }

    @Test(
        "From the day of the rule a password token is refused, with code 900421",
        arguments: [
            ("2026-03-31T23:59:59Z", 200), ("2026-04-01T00:00:00Z", 401),
        ])
    func day(_ instant: String, _ status: Int) throws {
        let now = try #require(Timestamp(instant))
        let harness = try TokenHarness(clock: .manual(now)) { settings in
            settings.token.secondFactorRule = .from(CivilDate("2026-04-01")!)
            settings.token.secondFactorRefusal = .year2026
            settings.token.tellsSecondFactor = true
        }
        let reply = try call(harness, try harness.token(.avery))
        #expect(reply.status == status)
        #expect(reply.fields["isMfaCompliant"] == "false")
        if status == 401 {
            #expect(reply.json?.object?.keys == ["code", "description", "data", "source"])
            #expect(reply.json?["code"]?.string == "900421")
            #expect(reply.fields["WWW-Authenticate"] == "Bearer error=\"invalid_token\"")
        }
        #expect(try call(harness, try harness.token(.avery), asks: false).fields["isMfaCompliant"] == nil)
        #expect(try call(harness, try harness.token(.reader)).fields["isMfaCompliant"] == nil)
    }

    @Test(
        "The header tells of a second factor, and nothing without the setting",
        arguments: [(true, "true"), (false, nil)] as [(Bool, String?)])
    func header(_ isOn: Bool, _ value: String?) throws {
        let harness = try TokenHarness { $0.token.tellsSecondFactor = isOn }
        let reply = try call(harness, try harness.token(TokenTrial.user("sasha.bright")))
        #expect(reply.status == 200 && reply.fields["isMfaCompliant"] == value)
    }

    @Test("A share of the calls is refused", arguments: [(0, 0...0), (30, 20...40), (100, 100...100)])
    func share(_ percent: Int, _ expected: ClosedRange<Int>) throws {
        let harness = try TokenHarness { $0.token.secondFactorRule = .share(percent) }
        let token = try harness.token(.avery)
        let refused = try (0..<100).count { _ in try call(harness, token).status == 401 }
        #expect(expected.contains(refused))
    }
}
