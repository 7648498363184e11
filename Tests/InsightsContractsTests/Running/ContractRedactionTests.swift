import InsightsAPI
import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsContracts

@Suite("Secrets in messages about contracts")
struct ContractRedactionTests {
    private static let redaction = ContractRedaction(
        Credentials(
            tenantID: "t", clientID: "me", clientSecret: "test", username: "u", password: "P4ss+of/me=~"))

    @Test(
        "A short secret is replaced as the value of a field only, a long one in every spelling, and labels never nest",
        arguments: [
            ("a test of the client_secret of a tester", "a test of the client_secret of a tester"),
            ("-d 'client_id=me&client_secret=test&x=1'", "-d 'client_id=me&client_secret=<client secret>&x=1'"),
            (#"{"client_secret":"test","note":"test"}"#, #"{"client_secret":"<client secret>","note":"test"}"#),
            ("client_secret=other&password=P4ss%2Bof%2Fme%3D~", "client_secret=<secret>&password=<password>"),
            ("Basic \(Base64.encode("me:test".utf8))", "Basic <credentials>"),
            ("u=P4ss+of/me=~ and password=P4ss%2Bof%2Fme%3D~&a=b", "u=<password> and password=<password>&a=b"),
            ("x \(Base64.encode("P4ss+of/me=~".utf8)) y", "x <password> y"),
            ("x \(Base64URL.encode("--P4ss+of/me=~--".utf8)) y", "x <password> y"),
            ("https://me:hunter2@host/?code=1234&sig=abc", "https://<credentials>@host/?code=<secret>&sig=<secret>"),
            ("eyJhbGciOiJub25lIn0.e30.c2lnbmF0dXJl", "<token>"),
            (#"{"access_token":"eyJhbGciOiJub25lIn0.e30.c2lnbmF0dXJl"}"#, #"{"access_token":"<secret>"}"#),
        ])
    func texts(_ text: String, _ shown: String) {
        #expect(Self.redaction.hidden(text) == shown)
        #expect(Self.redaction.hidden(shown) == shown)
    }

    @Test("The text of a member with the name of a secret is hidden in a mismatch")
    func mismatch() {
        for name in ["client_secret", "apiKey", "refreshToken", "password"] {
            let mismatch = Mismatch(
                pointer: JSONPointer([name]), expected: "a text", actual: "\"hunter2\"")
            #expect(Self.redaction.hidden(mismatch).actual == "<secret>")
        }
        let other = Mismatch(pointer: JSONPointer(["token_type"]), expected: "a text", actual: "\"Bearer\"")
        #expect(Self.redaction.hidden(other).actual == "\"Bearer\"")
    }
}
