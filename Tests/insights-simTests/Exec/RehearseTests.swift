import Foundation
import Testing

@Suite("rehearse", .mayBlock)
struct RehearseTests {
    /// Signs a user in by the grant of `$1`, and lists datasets of mpn.
    private static let client = """
        token=$(curl -sf "https://login.microsoftonline.com/$AZURE_TENANT_ID/oauth2/token" -d grant_type=$1 \
          -d client_id=$AZURE_CLIENT_ID --data-urlencode client_secret="$AZURE_CLIENT_SECRET" \
          --data-urlencode username=$AZURE_USERNAME --data-urlencode password="$AZURE_PASSWORD" \
          --data-urlencode refresh_token=$INSIGHTS_REFRESH_TOKEN -d resource=https://api.partnercenter.microsoft.com \
          | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
        curl -sf -H "Authorization: Bearer $token" https://api.partnercenter.microsoft.com/insights/v1/mpn/ScheduledDataset
        """

    @Test("A password breaks where a second factor is needed; the refresh token that the client was given survives")
    func factor() throws {
        let arguments = ["rehearse", "--only", "mfa", "--", "sh", "-c", Self.client, "client"]
        let password = try Tool.run(executable: Tool.path, arguments + ["password"])
        #expect(password.exitCode == 1, "\(password)")
        #expect(password.output.contains("2026-04-01  breaks    mfa: mpn needs a sign-in with a second factor"))
        #expect(password.output.contains("survives 0 of 1 changes"))
        let refresh = try Tool.run(executable: Tool.path, arguments + ["refresh_token"])
        #expect(refresh.exitCode == 0, "\(refresh)")
        #expect(refresh.output.contains("survives 1 of 1 changes"))
    }

    @Test(
        "A client of cmp v1 breaks where v1.1 alone answers; one of v1.1 survives, in every edition",
        arguments: ["2021", "2026"], ["v1", "v1.1"])
    func version(_ edition: String, _ version: String) throws {
        let script = """
            token=$(curl -sf "https://login.microsoftonline.com/$AZURE_TENANT_ID/oauth2/token" \
              -d grant_type=client_credentials -d client_id=$AZURE_CLIENT_ID \
              --data-urlencode client_secret="$AZURE_CLIENT_SECRET" -d resource=https://api.partnercenter.microsoft.com \
              | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
            curl -sf -H "Authorization: Bearer $token" \
              https://api.partnercenter.microsoft.com/insights/$1/cmp/ScheduledDataset
            """
        let outcome = try Tool.run(
            executable: Tool.path,
            ["rehearse", "--edition", edition, "--only", "v1.1", "--", "sh", "-c", script, "client", version])
        #expect(outcome.exitCode == (version == "v1" ? 1 : 0), "\(outcome)")
        #expect(outcome.output.contains("survives \(version == "v1" ? 0 : 1) of 1 changes"))
    }

    @Test("The results alone are on standard output, also as JSON")
    func json() throws {
        let outcome = try Tool.run(
            executable: Tool.path,
            ["rehearse", "--only", "secret", "--json", "--", "sh", "-c", "echo said; " + Self.client, "c", "password"])
        #expect(outcome.exitCode == 1)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(object["total"] as? Int == 1 && object["survived"] as? Int == 0)
        #expect(outcome.errors.contains("said"))
    }

    @Test(
        "A client that fails before the changes, or calls nothing, is not rehearsed",
        arguments: [
            ("exit 3", 2, "before the changes, the command must succeed; it ended with 3"),
            ("true", 5, "the command made no call to the simulator"),
        ])
    func unfit(_ script: String, _ code: Int32, _ message: String) throws {
        let outcome = try Tool.run("rehearse", "--", "sh", "-c", script)
        #expect(outcome.exitCode == code)
        #expect(outcome.errors.contains("error: \(message)"))
        #expect(outcome.output == "")
    }

    @Test("An unknown change is refused with the known ones")
    func unknown() throws {
        let outcome = try Tool.run("rehearse", "--only", "mfaa", "--", "true")
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.contains("graph-windows, mfa, secret"))
    }
}
