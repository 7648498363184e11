import Foundation
import Testing

@Suite("https callbacks", .mayBlock)
struct SecureCallbackTests {
    @Test("A receiver over TLS is called if its authority is trusted, and refused otherwise", arguments: [true, false])
    func callback(isTrusted: Bool) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let receiver = try RunningTool(["--tls", "--ca-dir", folder.path("ca")])
        let ready = folder.path("ready.json")
        let sender = try RunningTool(
            ["--clock", "2021-01-06T05:38:34Z", "--ready-file", ready],
            environment: ["SSL_CERT_FILE": isTrusted ? folder.path("ca/ca.pem") : "", "SSL_CERT_DIR": ""])
        let script = """
            set -euo pipefail
            ready() { jq -r ".$1" '\(ready)'; }
            TOKEN=$(curl -sS --fail-with-body "$(ready url)/$(ready tenantId)/oauth2/token" -d resource=https://graph.windows.net \
              -d grant_type=client_credentials -d client_id="$(ready clientId)" \
              --data-urlencode client_secret="$(ready clientSecret)" | jq -r .access_token)
            call() { curl -sS --fail-with-body "$(ready url)/insights/v1/cmp/$1" -H "Authorization: Bearer $TOKEN" "${@:2}"; }
            ID=$(call ScheduledQueries -d '{"Name":"q","Query":"SELECT OrderId FROM ISVOrder"}' | jq -r '.value[0].queryId')
            call ScheduledReport -d '{"ReportName":"r","QueryId":"'$ID'","ExecuteNow":true,"CallbackUrl":"\(receiver.url)/x"}' \
              >/dev/null
            curl -sS --fail-with-body "$(ready url)/_sim/clock" -d '{"advance":"PT1S"}' >/dev/null
            curl -sS --fail-with-body "$(ready url)/_sim/journal" | jq -r '.events[].event'
            """
        let outcome = try Tool.run(executable: "/usr/bin/env", ["bash", "-c", script])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let events = outcome.output
        #expect(events.contains(isTrusted ? "try 1: answered 404" : "try 1: no answer: "), "\(events)")
        #expect(events.lowercased().contains("certificate") == !isTrusted, "\(events)")
        #expect(sender.stop() == 0)
        #expect(receiver.stop() == 0)
    }
}
