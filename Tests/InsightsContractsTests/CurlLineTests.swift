import InsightsAPI
import InsightsJSON
import Testing

@testable import InsightsContracts

@Suite("The curl lines of failures")
struct CurlLineTests {
    private static let credentials = Credentials(
        tenantID: "t", clientID: "app", clientSecret: "s3cret+&", username: "kim", password: "pass word")

    private static func request(_ members: String) throws -> JSONObject {
        try JSONParser.parse(members).object ?? [:]
    }

    @Test(
        "A line repeats the request exactly, with variables in place of secrets",
        arguments: [
            (
                #"{"method":"GET","path":"/insights/v1/a?b=c"}"#,
                #"-H "Authorization: Bearer $TOKEN" 'http://s/insights/v1/a?b=c'"#
            ),
            (#"{"method":"HEAD","path":"/x"}"#, "-I 'http://l/x'"),
            (#"{"method":"POST","path":"/x"}"#, "-X POST -H 'Content-Length: 0' 'http://l/x'"),
            (
                #"{"method":"GET","path":"/x","text":"@a"}"#,
                "-X GET -H 'Content-Type: application/json' --data-raw '@a' 'http://l/x'"
            ),
            (
                #"{"method":"GET","path":"/x","headers":{"Accept-Encoding":"gzip","X-Empty":""}}"#,
                "--compressed -H 'Accept-Encoding: gzip' -H 'X-Empty;' 'http://l/x'"
            ),
            (
                #"{"method":"GET","path":"/reports/a.csv?sig=abc"}"#, ""
            ),
            (#"{"method":"GET","path":"/.a/b?c=/../"}"#, "'http://l/.a/b?c=/../'"),
            (#"{"method":"GET","path":"/a/../[b]"}"#, "-g --path-as-is 'http://l/a/../[b]'"),
            (
                #"{"method":"POST","path":"/x","form":{"a":"1","client_secret":"s3cret+&","b":"it's"}}"#,
                "-X POST -H 'Content-Type: application/x-www-form-urlencoded' --data-raw 'a=1' --data-urlencode 'client_secret='\"$AZURE_CLIENT_SECRET\" --data-raw 'b=it%27s' 'http://l/x'"
            ),
            (
                #"{"method":"POST","path":"/x","json":{"k":"s3cret+&"}}"#,
                #"-X POST -H 'Content-Type: application/json' --data-raw '{"k":"'"$AZURE_CLIENT_SECRET"'"}' 'http://l/x'"#
            ),
            (
                #"{"method":"POST","path":"/x","json":{"client_secret":"s3cret+&"}}"#,
                #"-X POST -H 'Content-Type: application/json' --data-raw '{"client_secret":"'"$AZURE_CLIENT_SECRET"'"}' "#
                    + "'http://l/x'"
            ),
            (
                #"{"method":"POST","path":"/x","form":{"client_secret":" s3cret+&"}}"#,
                "-X POST -H 'Content-Type: application/x-www-form-urlencoded' "
                    + #"--data-raw 'client_secret=%20'"$AZURE_CLIENT_SECRET" 'http://l/x'"#
            ),
            (
                #"{"method":"GET","path":"/x","headers":{"Authorization":"Basic YXBwOnMzY3JldCsm"}}"#,
                #"-u "$AZURE_CLIENT_ID:$AZURE_CLIENT_SECRET" 'http://l/x'"#
            ),
            (
                #"{"method":"GET","path":"/x","headers":{"Authorization":"BEARER opaque-token"}}"#,
                #"-H 'Authorization: BEARER '"$TOKEN" 'http://l/x'"#
            ),
            (
                #"{"method":"GET","path":"/x","headers":{"Authorization":"Bearer no-token"}}"#,
                "-H 'Authorization: Bearer no-token' 'http://l/x'"
            ),
        ])
    func line(members: String, expected: String) throws {
        let call = ContractCall(
            .other, arguments: try Self.request(members), program: .cmp, credentials: Self.credentials)
        let text = CurlLine(
            call: call, baseURL: "http://s", authority: "http://l",
            redaction: ContractRedaction([Self.credentials], tokens: ["opaque-token"])
        ).text
        for secret in ["s3cret", "pass word", "abc", "opaque"] { #expect(!text.contains(secret)) }
        if !expected.isEmpty { #expect(text == "curl -sS " + expected) }
    }

    @Test("A file's line unpacks it without asking for that, and a token's line has no secret")
    func namedOperations() {
        func text(_ operation: Operation, _ arguments: JSONObject = [:]) -> String {
            CurlLine(
                call: ContractCall(operation, arguments: arguments, program: .mpn, credentials: Self.credentials),
                baseURL: "http://s", authority: "http://l", redaction: ContractRedaction(Self.credentials)
            ).text
        }
        #expect(
            text(.download, ["link": .string("http://other/f.csv?sig=abc")])
                == #"curl -sS --compressed -H 'Accept-Encoding:' 'http://other/f.csv?sig='"$SECRET""#)
        #expect(
            text(.token)
                == "curl -sS -X POST -H 'Content-Type: application/x-www-form-urlencoded'"
                + " --data-raw 'resource=\(PercentEncodedResource.text)&client_id=app'"
                + #" --data-urlencode 'client_secret='"$AZURE_CLIENT_SECRET""#
                + " --data-raw 'grant_type=password&username=kim' --data-urlencode 'password='\"$AZURE_PASSWORD\""
                + " --data-raw 'scope=openid' 'http://l/t/oauth2/token'")
    }

    @Test("A body of more than 4096 bytes is cut, and no part of a secret is left at the cut", arguments: [4080, 4093])
    func longBody(length: Int) throws {
        let text = String(repeating: "x", count: length) + "s3cret+&" + String(repeating: "y", count: 100)
        let call = ContractCall(
            .other, arguments: ["method": .string("POST"), "path": .string("/x"), "text": .string(text)],
            program: .cmp, credentials: Self.credentials)
        let line = CurlLine(
            call: call, baseURL: "http://s", authority: "http://l", redaction: ContractRedaction(Self.credentials)
        ).text
        #expect(!line.contains("s3c"))
        #expect(line.contains("… (\(length + 108) bytes)"))
    }

    /// The default resource as a form has it.
    private enum PercentEncodedResource {
        static var text: String {
            credentials.form.split(separator: "&").first.map { String($0.dropFirst("resource=".count)) } ?? ""
        }
    }
}
