import InsightsHTTP
import InsightsJSON
import Testing

@Suite("Token endpoint: order of two faults")
struct TokenOrderTests {
    struct Pair: Sendable, CustomTestStringConvertible {
        let name: String
        let code: Int
        var account = TokenAccount.avery
        var tenant = TokenAccount.avery.tenant
        var changes: [(String, String?)]
        var extra = ""
        var testDescription: String { name }
    }

    static let noTenantHere = "nowhere.example"

    /// The steps of the reference's section 12.1, each next to a later one.
    static let pairs: [Pair] = [
        Pair(
            name: "repeated parameter before missing grant type", code: 9_002_313, changes: [("grant_type", nil)],
            extra: "&a=1&a=2"),
        Pair(
            name: "missing grant type before missing client", code: 900_144,
            changes: [("grant_type", nil), ("client_id", nil)]),
        Pair(
            name: "unknown grant before missing credential", code: 70003, account: .reader,
            changes: [("grant_type", "x"), ("client_secret", nil)]),
        Pair(name: "unknown grant before unknown tenant", code: 70003, tenant: "x.y", changes: [("grant_type", "x")]),
        Pair(
            name: "missing credential before unknown tenant", code: 7_000_216, account: .reader, tenant: noTenantHere,
            changes: [("client_secret", nil)]),
        Pair(
            name: "unknown tenant before missing client", code: 90002, account: .reader, tenant: noTenantHere,
            changes: [("client_id", nil)]),
        Pair(
            name: "unknown tenant before missing user name", code: 90002, tenant: noTenantHere,
            changes: [("username", nil)]),
        Pair(
            name: "missing client before missing user name", code: 900_144,
            changes: [("client_id", nil), ("username", nil)]),
        Pair(
            name: "missing password before unknown user", code: 900_144,
            changes: [("password", nil), ("username", "a@b.c")]),
        Pair(
            name: "unknown user before unknown client", code: 50034,
            changes: [("username", "a@b.c"), ("client_id", "x")]),
        Pair(
            name: "wrong password before unknown client", code: 50126, changes: [("password", "x"), ("client_id", "x")]),
        Pair(
            name: "wrong password before missing resource", code: 50126,
            changes: [("password", "x"), ("resource", nil)]),
        Pair(
            name: "unknown client before missing secret", code: 700_016,
            changes: [("client_id", "x"), ("client_secret", nil)]),
        Pair(
            name: "missing secret before missing resource", code: 7_000_218,
            changes: [("client_secret", nil), ("resource", nil)]),
        Pair(
            name: "wrong secret before unknown resource", code: 7_000_215, account: .reader,
            changes: [("client_secret", "x"), ("resource", "x")]),
        Pair(
            name: "wrong secret before bad refresh token", code: 7_000_215,
            changes: [("grant_type", "refresh_token"), ("refresh_token", "0.Ax"), ("client_secret", "x")]),
        Pair(
            name: "missing refresh token before unknown client", code: 900_144,
            changes: [("grant_type", "refresh_token"), ("client_id", "x")]),
        Pair(
            name: "bad refresh token before unknown resource", code: 70000,
            changes: [("grant_type", "refresh_token"), ("refresh_token", "0.Ax"), ("resource", "x")]),
    ]

    @Test("Of two faults the one that is checked first is reported", arguments: pairs)
    func order(_ pair: Pair) throws {
        let reply = try TokenHarness().post(pair.account.form(pair.changes) + pair.extra, tenant: pair.tenant)
        #expect(reply.code == pair.code)
    }

    @Test(
        "The first missing parameter is named",
        arguments: [
            (["grant_type", "client_id"], "grant_type"), (["client_id", "username"], "client_id"),
            (["username", "password"], "username"), (["password", "resource"], "password"),
        ])
    func names(_ missing: [String], _ named: String) throws {
        let reply = try TokenHarness().post(.avery, missing.map { ($0, nil) })
        #expect(reply.reason == TokenErrorTests.missing(named))
    }

    @Test("The method is checked before the size, and the size before the form")
    func methodFirst() throws {
        let harness = try TokenHarness()
        let large = String(repeating: "a=1&", count: 20000)
        let target = "/x/oauth2/token"
        #expect(try harness.send(.put, target, body: large).code == 900_561)
        #expect(try harness.post(large, tenant: "x").status == 413)
    }
}
