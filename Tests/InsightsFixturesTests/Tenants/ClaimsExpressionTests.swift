import InsightsJSON
import Testing

@testable import InsightsFixtures

@Suite("Tenants: conditions on the claims of trusted issuers")
struct ClaimsExpressionTests {
    private static let claims: JSONObject = [
        "sub": .string("repo:me/reports:ref:refs/heads/main"), "actor": .string("jo"), "run": .integer(1),
    ]

    static let rows: [(String, Bool)] = [
        ("claims['sub'] eq 'repo:me/reports:ref:refs/heads/main'", true),
        ("claims['sub'] eq 'repo:me/*'", false), ("claims['sub'] matches 'repo:me/*'", true),
        ("claims['sub'] matches '*'", true), ("claims['sub'] matches '*main'", true),
        ("claims['sub'] matches '*:re?:*/main'", true),
        ("claims['sub'] matches 'repo:me/reports:ref:refs/heads/mai'", false),
        ("claims['sub'] matches 'repo:me/reports:ref:refs/heads/main?'", false),
        ("claims['sub'] matches 'REPO:*'", false), ("claims['sub'] matches '*a*b*'", false),
        ("claims['sub'] matches 'repo:*' and claims['actor'] eq 'jo'", true),
        ("claims['sub'] matches 'repo:*' and claims['actor'] eq 'al'", false),
        ("  claims[ 'actor' ]  matches  'j?' ", true), ("claims['none'] matches '*'", false),
        ("claims['run'] eq '1'", false),
    ]

    @Test("A text matches as a whole, letter for letter but for wildcards", arguments: rows)
    func matches(_ text: String, _ isMet: Bool) throws {
        #expect(try #require(ClaimsExpression(text)).matches(Self.claims) == isMet)
    }

    @Test("Many stars take no long time")
    func stars() throws {
        let pattern = String(repeating: "*a", count: 2000)
        let claims: JSONObject = ["sub": .string(String(repeating: "a", count: 4000) + "b")]
        let expression = try #require(ClaimsExpression("claims['sub'] matches '\(pattern)'"))
        #expect(!expression.matches(claims))
    }

    @Test(
        "Another text is refused",
        arguments: [
            "", "sub", "claims['sub']", "claims['sub'] like 'a'", "claims['sub'] eq", "claims['sub'] eq 'a' or",
            "claims['sub'] eq 'a' and", "claims[sub] eq 'a'", "claims['sub'] eq \"a\"", "claims['sub'] eq 'a",
            "claims['sub'] eq ''", "claims['sub'] eq 'a' x",
        ])
    func refuses(_ text: String) {
        #expect(ClaimsExpression(text) == nil)
    }
}
