import Foundation
import Testing

@Suite("exec: the environment of its command", .mayBlock)
struct ExecTests {
    @Test(
        "The command's exit code is passed through; a command that cannot run has the shell's codes",
        arguments: [
            (["true"], 0), (["sh", "-c", "exit 7"], 7), (["sh", "-c", "exit 255"], 255),
            (["sh", "-c", "kill -KILL $$"], 137), (["sh", "-c", "kill -SEGV $$"], 139), (["no-such-program"], 127),
            (["/no/such/program"], 127), (["/"], 126), (["/etc/passwd"], 126), ([""], 127),
        ] as [([String], Int32)])
    func exitCodes(_ command: [String], _ code: Int32) throws {
        let outcome = try Tool.run(executable: Tool.path, ["exec", "--"] + command)
        #expect(outcome.exitCode == code, "\(outcome.errors)")
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix([126, 127].contains(code) ? "error: " : "insights-sim: 0 calls"))
    }

    @Test("The shell runs a script without an interpreter line")
    func plainScript() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try "echo \"$1 $2\"; exit 5\n".write(toFile: folder.path("script"), atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path("script"))
        let outcome = try Tool.run("exec", "--quiet", "--", folder.path("script"), "a", "b c")
        #expect(outcome.exitCode == 5)
        #expect(outcome.output == "a b c\n")
        #expect(outcome.errors == "")
    }

    @Test("The command has the variables that clients read, a separate folder for their files, and no blocked signal")
    func environment() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let script = """
            env; echo "MODE=$(stat -c %a "$(dirname "$SSL_CERT_FILE")")"; echo "FILES=$(stat -c %a "$SSL_CERT_FILE")"
            grep -c 'PRIVATE' "$SSL_CERT_FILE"; echo "IN=$(ls -A "$SSL_CERT_DIR")"
            sed -n 's/SigBlk:[[:space:]]*/BLOCKED=/p' /proc/self/status
            """
        let outcome = try Tool.run(
            "exec", "--seed", "7", "--quiet", "--", "sh", "-c", script,
            environment: [
                "TMPDIR": folder.path, "NO_PROXY": "db.example,*", "AZURE_FEDERATED_TOKEN_FILE": "/real",
                "KEPT": "as is",
            ])
        let lines = outcome.output.components(separatedBy: "\n")
        let pairs = lines.compactMap { line in line.firstIndex(of: "=").map { (line[..<$0], line[$0...].dropFirst()) } }
        let variables = Dictionary(pairs) { $1 }
        let url = try #require(variables["INSIGHTS_BASE_URL"])
        #expect(url.hasPrefix("http://127.0.0.1:"))
        #expect(variables["HTTPS_PROXY"] == url)
        #expect(variables["NO_PROXY"] == "localhost,127.0.0.1,::1,db.example")
        #expect(variables["AZURE_AUTHORITY_HOST"] == "https://login.microsoftonline.com")
        #expect(variables["AZURE_CLIENT_SECRET"]?.isEmpty == false)
        #expect(variables["AZURE_FEDERATED_TOKEN_FILE"] == nil)
        #expect(variables["KEPT"] == "as is")
        #expect(variables["SSL_CERT_FILE"]?.hasPrefix(folder.path + "/") == true)
        #expect(variables["MODE"] == "700")
        #expect(variables["FILES"] == "600")
        #expect(variables["IN"] == "")
        #expect(variables["BLOCKED"] == "0000000000000000")
        #expect(lines.contains("0"), "no private key is in a file")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test("curl reaches the real hosts, without other set-up, and no host outside the service")
    func curl() throws {
        let script = """
            curl -sS "https://login.microsoftonline.com/$AZURE_TENANT_ID/oauth2/token" -d grant_type=client_credentials \
              -d resource=https://graph.windows.net -d client_id="$AZURE_CLIENT_ID" \
              --data-urlencode client_secret="$AZURE_CLIENT_SECRET" | grep -o '"token_type":"Bearer"'
            TOKEN=$(curl -sS "https://login.microsoftonline.com/$AZURE_TENANT_ID/oauth2/token" \
              -d grant_type=client_credentials -d resource=https://graph.windows.net -d client_id="$AZURE_CLIENT_ID" \
              --data-urlencode client_secret="$AZURE_CLIENT_SECRET" | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
            show() { curl -sS -o /dev/null -w '%{http_code}\\n' "$@"; }
            show https://api.partnercenter.microsoft.com/insights/v1/cmp/ScheduledDataset -H "Authorization: Bearer $TOKEN"
            show https://api.partnercenter.microsoft.com/insights/v1/cmp/ScheduledDataset
            show "$INSIGHTS_BASE_URL/_sim/health"; show "$INSIGHTS_TLS_URL/_sim/health"
            show https://example.org/ 2> /dev/null; show http://example.org/
            """
        let outcome = try Tool.run("exec", "--", "sh", "-c", script)
        #expect(outcome.exitCode == 0)
        #expect(outcome.output == "\"token_type\":\"Bearer\"\n200\n401\n200\n200\n000\n403\n", "\(outcome.errors)")
        #expect(
            outcome.errors == """
                insights-sim: 4 calls to the simulator; the command ended with 0
                  route     calls  answers
                  token     2      200 x 2
                  datasets  2      200, 401
                refused:
                  4  GET /insights/v1/cmp/ScheduledDataset: answered 401: Authorization: found nothing; expected 'Bearer' and an access token
                not simulated, or not understood:
                  the proxy refused 127.0.0.1 the host 'example.org', which is not simulated (2 times)

                """)
    }

    @Test("A Python client works as it would against the service")
    func python() throws {
        let client = """
            import json, os, urllib.parse, urllib.request
            login = os.environ["AZURE_AUTHORITY_HOST"] + "/" + os.environ["AZURE_TENANT_ID"] + "/oauth2/token"
            form = urllib.parse.urlencode({"grant_type": "client_credentials", "resource": "https://graph.windows.net",
                "client_id": os.environ["AZURE_CLIENT_ID"], "client_secret": os.environ["AZURE_CLIENT_SECRET"]})
            token = json.load(urllib.request.urlopen(login, form.encode()))["access_token"]
            request = urllib.request.Request("https://api.partnercenter.microsoft.com/insights/v1/cmp/ScheduledDataset",
                headers={"Authorization": "Bearer " + token})
            print(json.load(urllib.request.urlopen(request))["totalCount"])
            """
        let outcome = try Tool.run("exec", "--", "python3", "-c", client)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output == "4\n")
        #expect(outcome.errors.contains("2 calls to the simulator; the command ended with 0\n"))
    }

    @Test(
        "A Java client trusts the simulator and uses its proxy",
        .enabled(if: ["/usr/bin/java", "/usr/bin/javac"].allSatisfy(FileManager.default.isExecutableFile(atPath:))))
    func java() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let program = """
            import java.net.*;
            class Get {
                public static void main(String[] addresses) throws Exception {
                    for (String address : addresses)
                        System.out.println(((HttpURLConnection) new URL(address).openConnection()).getResponseCode());
                }
            }
            """
        try program.write(toFile: folder.path("Get.java"), atomically: true, encoding: .utf8)
        // A blank in the folder's name must not split an option of Java.
        try FileManager.default.createDirectory(atPath: folder.path("with blank"), withIntermediateDirectories: true)
        let outcome = try Tool.run(
            "exec", "--quiet", "--", "sh", "-c",
            """
            java "$1" https://api.partnercenter.microsoft.com/insights/v1/cmp/ScheduledDataset \
              "$INSIGHTS_TLS_URL/_sim/health" "$INSIGHTS_BASE_URL/_sim/health"
            """, "sh", folder.path("Get.java"), environment: ["TMPDIR": folder.path("with blank")])
        #expect(outcome.output == "401\n200\n200\n", "\(outcome.errors)")
    }

    @Test("The token endpoint of a region works too")
    func region() throws {
        let outcome = try Tool.run(
            "exec", "--quiet", "--", "sh", "-c",
            """
            token="https://westus2.login.microsoft.com/$AZURE_TENANT_ID"
            curl -sS "$token/v2.0/.well-known/openid-configuration" | tr ',' '\n' | grep token_endpoint\\\"
            curl -sS -o /dev/null -w '%{http_code}\n' "$token/oauth2/token" -d grant_type=client_credentials \
              -d resource=https://graph.windows.net -d client_id="$AZURE_CLIENT_ID" \
              --data-urlencode client_secret="$AZURE_CLIENT_SECRET"
            """)
        let tenant = "5b1d2f60-93c4-4e0b-8a57-0c6e41d7a201"
        #expect(
            outcome.output
                == "{\"token_endpoint\":\"https://westus2.login.microsoft.com/\(tenant)/oauth2/v2.0/token\"\n200\n",
            "\(outcome.errors)")
    }

    @Test("The tool's commands find the simulator, also if the environment has another simulator's key")
    func administration() throws {
        let outcome = try Tool.run(
            "exec", "--quiet", "--clock", "2021-01-06T05:38:34Z", "--", Tool.path, "clock", "advance", "PT14H",
            environment: ["INSIGHTS_SIM_ADMIN_KEY": "another's"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("2021-01-06T19:38:34Z"))
    }

    @Test("Another process of this machine has no key of the simulator, and each run has its own")
    func ownKey() throws {
        let script = """
            echo "$INSIGHTS_SIM_ADMIN_KEY"
            for route in clock health; do curl -sS -o /dev/null -w '%{http_code} ' "$INSIGHTS_BASE_URL/_sim/$route"; done
            curl -sS -o /dev/null -w '%{http_code}' -H 'x-insights-simulator-key: another' "$INSIGHTS_BASE_URL/_sim/clock"
            """
        let outputs = try (0..<2).map { _ in
            try Tool.run("exec", "--quiet", "--", "sh", "-c", script).output.split(separator: "\n").map(String.init)
        }
        for output in outputs {
            try #require(output.count == 2)
            #expect(output[0].count >= 16)
            #expect(output[1] == "403 200 403")
        }
        #expect(outputs[0][0] != outputs[1][0])
    }

    @Test("The options select the simulator")
    func options() throws {
        let outcome = try Tool.run(
            "exec", "--clock", "2021-01-06T05:38:34Z", "--seed", "7", "--set", "journal-capacity=1", "--", "sh", "-c",
            """
            curl -sS -H "x-insights-simulator-key: $INSIGHTS_SIM_ADMIN_KEY" "$INSIGHTS_BASE_URL/_sim/clock"
            for name in a b c; do curl -sS -o /dev/null "$INSIGHTS_BASE_URL/$name"; done
            """)
        #expect(outcome.output == #"{"now":"2021-01-06T05:38:34Z","mode":"manual"}"#)
        #expect(
            outcome.errors.hasPrefix(
                """
                insights-sim: 3 calls to the simulator; the command ended with 0
                2 earlier calls not shown: the journal is bounded (docs/reference/limits.md)
                """))
    }
}
