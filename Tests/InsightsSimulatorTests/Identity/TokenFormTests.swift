import InsightsHTTP
import InsightsJSON
import Testing

@Suite("Token endpoint: reading forms")
struct TokenFormTests {
    @Test(
        "A body that is not a form has no parameters",
        arguments: [
            "application/json", "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencode",
            nil,
        ])
    func otherTypes(_ type: String?) throws {
        let reply = try TokenHarness().post(TokenAccount.reader.form(), type: type)
        #expect(reply.code == 900_144)
        #expect(reply.reason == TokenErrorTests.missing("grant_type"))
    }

    @Test("A JSON body, and parameters in the address, are ignored")
    func unseen() throws {
        let harness = try TokenHarness()
        let json = #"{"grant_type":"client_credentials"}"#
        #expect(try harness.post(json, type: "application/json").reason == TokenErrorTests.missing("grant_type"))
        let target = "/\(TokenAccount.reader.tenant)/oauth2/token?\(TokenAccount.reader.form())"
        let reply = try harness.send(.post, target, [("Content-Type", "application/x-www-form-urlencoded")])
        #expect(reply.reason == TokenErrorTests.missing("grant_type"))
    }

    @Test(
        "A parameter that occurs twice is malformed, with any name and any values",
        arguments: ["resource=x", "client_id=", "Grant_Type=password", "%63lient_secret=y", "unknown=1&unknown=1"])
    func repeated(_ extra: String) throws {
        let reply = try TokenHarness().post(TokenAccount.reader.form() + "&" + extra)
        #expect(reply.status == 400)
        #expect(reply.code == 9_002_313)
        #expect(reply.json?["error"]?.string == "invalid_request")
        #expect(reply.reason == "Invalid request. Request is malformed or invalid.")
    }

    @Test("Unknown parameters and empty pairs are ignored")
    func unknown() throws {
        let form = "&&client_info=1&x-client-SKU=node&" + TokenAccount.reader.form() + "&"
        #expect(try TokenHarness().post(form).status == 200)
    }

    @Test("A body of 64 KiB is read; one byte more is refused with 413")
    func bodyLimit() throws {
        let harness = try TokenHarness()
        let form = TokenAccount.reader.form() + "&padding="
        let full = form + String(repeating: "x", count: 65536 - form.utf8.count)
        #expect(try harness.post(full).status == 200)
        let reply = try harness.post(full + "x")
        #expect(reply.status == 413)
        #expect(reply.code == 9_002_313)
        #expect(reply.json?["error"]?.string == "invalid_request")
    }

    @Test(
        "Blanks around identifiers are trimmed",
        arguments: ["resource", "client_id", "grant_type", "scope", "username"], [" ", "\t\r\n"])
    func trimmed(_ parameter: String, _ blanks: String) throws {
        let account = TokenAccount.avery
        let values = [
            "resource": account.resource, "client_id": account.clientID, "grant_type": "password", "scope": "openid",
            "username": try #require(account.username),
        ]
        let value = try #require(values[parameter])
        let reply = try TokenHarness().post(account, [("scope", "openid"), (parameter, blanks + value + blanks)])
        #expect(reply.status == 200)
        #expect(reply.json?["resource"]?.string == account.resource)
        #expect(reply.json?["id_token"] != nil)
    }

    @Test("The first call as printed, with a blank before every value, fails only at the password")
    func printed() throws {
        let harness = try TokenHarness()
        let account = TokenAccount.avery
        let form = account.form().split(separator: "&").map { $0.replacing("=", with: "=+") }.joined(separator: "&")
        #expect(try harness.post(form).code == 50126)
        let password = try #require(account.password)
        #expect(
            try harness.post(form.replacing("password=+\(password)", with: "password=\(password)")).code == 7_000_215)
    }

    @Test("Secrets are never trimmed", arguments: [" ", "\n"], [true, false])
    func untrimmed(_ blank: String, _ isBefore: Bool) throws {
        let harness = try TokenHarness()
        func altered(_ text: String) -> String { isBefore ? blank + text : text + blank }
        let account = TokenAccount.avery
        #expect(try harness.post(account, [("client_secret", altered(account.secret))]).code == 7_000_215)
        #expect(try harness.post(account, [("password", altered(try #require(account.password)))]).code == 50126)
        let refresh = try #require(try harness.post(account).json?["refresh_token"]?.string)
        let renewal: [(String, String?)] = [("grant_type", "refresh_token"), ("refresh_token", altered(refresh))]
        #expect(try harness.post(account, renewal).code == 9_002_313)
    }

    @Test("A secret of blanks counts as sent, and is wrong", arguments: [" ", "\t\t"])
    func blankSecret(_ blank: String) throws {
        let harness = try TokenHarness()
        #expect(try harness.post(.reader, [("client_secret", blank)]).code == 7_000_215)
        #expect(try harness.post(.avery, [("password", blank)]).code == 50126)
    }

    struct Encoded: Sendable, CustomTestStringConvertible {
        let text: String
        let isRight: Bool
        var testDescription: String { text }
    }

    @Test(
        "A secret with + / = ~ works encoded; unencoded only the plus is lost",
        arguments: [
            Encoded(text: "practice%2Bsecret%2Fodd%3Dsigns%7Eonly", isRight: true),
            Encoded(text: "practice%2bsecret%2fodd%3dsigns%7eonly", isRight: true),
            Encoded(text: "practice%2Bsecret/odd=signs~only", isRight: true),
            Encoded(text: "practice+secret/odd=signs~only", isRight: false),
            Encoded(text: "practice%252Bsecret%252Fodd%253Dsigns%257Eonly", isRight: false),
            Encoded(text: "practice+secret+%26+its+successor", isRight: true),
            Encoded(text: "practice%20secret%20%26%20its%20successor", isRight: true),
            Encoded(text: "practice+secret+&+its+successor", isRight: false),
        ])
    func encodedSecrets(_ encoded: Encoded) throws {
        let form = TokenAccount.developer.form([("client_secret", nil)]) + "&client_secret=" + encoded.text
        let reply = try TokenHarness().post(form)
        #expect(reply.status == (encoded.isRight ? 200 : 401))
        #expect(reply.code == (encoded.isRight ? nil : 7_000_215))
    }

    @Test("A password with + / = ~ works encoded, and loses its plus unencoded")
    func encodedPasswords() throws {
        let harness = try TokenHarness()
        let form = TokenAccount.robin.form([("password", nil)]) + "&password="
        #expect(try harness.post(form + "practice%2Bpassword%2Fof%3Drobin%7E").status == 200)
        #expect(try harness.post(form + "practice+password/of=robin~").code == 50126)
    }
}
