import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsTime
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

@Suite("Secrets stay secret")
struct TokenSecrecyTests {
    /// Returns everything in the fixtures that must not be repeated.
    private static func secrets() throws -> [String] {
        try FixtureStore.standard().tenants.flatMap { tenant in
            tenant.applications.flatMap(\.secrets) + tenant.users.map(\.password)
        }
    }

    /// Returns the forms a text may take in a response.
    private static func spellings(_ secret: String) -> [String] {
        let json = String(decoding: JSONWriter.encode(.string(secret)), as: UTF8.self).dropFirst().dropLast()
        return [secret, PercentEncoding.encode(secret), String(json), TokenForge.encode(Array(secret.utf8))]
    }

    private func expectNone(
        of secrets: [String], in reply: TokenReply, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var text = reply.text + "\n"
        for field in reply.fields.all { text += "\(field.name): \(field.value)\n" }
        // Tokens hide what they carry.
        for part in text.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        where part.utf8.count > 20 {
            text += TokenForge.decode(String(part)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        for secret in secrets {
            for spelling in Self.spellings(secret) {
                #expect(!text.contains(spelling), "\(name) shows \(secret)", sourceLocation: sourceLocation)
            }
        }
    }

    @Test("No response of the token endpoint repeats a secret or a password, in its right place or elsewhere")
    func tokenEndpoint() throws {
        let harness = try TokenHarness()
        let secrets = try Self.secrets()
        let parameters = [
            "grant_type", "client_id", "client_secret", "username", "password", "resource", "scope", "refresh_token",
        ]
        let accounts: [TokenAccount] = [.reader, .developer, .stranger, .neighbour, .avery, .robin, .casey]
        for account in accounts {
            for tenant in [account.tenant, "common", "nowhere.example", "nonsense"] {
                for parameter in [nil] + parameters {
                    for value in [nil, "wrong"] {
                        let changes: [(String, String?)] = parameter.map { [($0, value)] } ?? [("scope", "openid")]
                        let reply = try harness.post(account.form(changes), tenant: tenant)
                        expectNone(of: secrets, in: reply, "\(account.name) at \(tenant), \(parameter ?? "all right")")
                    }
                }
            }
        }
        for form in [
            TokenAccount.avery.form() + "&scope=a&scope=b", TokenAccount.avery.form().replacing("=", with: "=+"),
        ] {
            expectNone(of: secrets, in: try harness.post(form), "a spoiled form")
            expectNone(of: secrets, in: try harness.post(form, type: "text/plain"), "another type")
        }
    }

    @Test("No response repeats a secret of the trial tenant, one sent by Basic, or an assertion")
    func conditions() throws {
        let harness = try TokenHarness()
        let secrets = try Self.secrets()
        let trial = try FixtureStore.standard().tenants[2]
        let assertion = "eyJhbGciOiJub25lIn0.e30.c2VjcmV0LWFzc2VydGlvbg"
        for user in trial.users {
            let account = TokenTrial.user(String(user.userPrincipalName.prefix { $0 != "@" }))
            for scope in ["openid offline_access", nil] {
                expectNone(of: secrets, in: try harness.postV2(account, scope: scope), user.description)
            }
            expectNone(of: secrets, in: try harness.post(account), user.description)
        }
        for application in trial.applications {
            for secret in secrets {
                let text = "\(application.clientID):\(secret)"
                let header = ("Authorization", "Basic " + Base64.encode(Array(text.utf8)))
                let form = TokenTrial.reader.form([("client_id", nil), ("client_secret", nil)])
                let reply = try harness.post(form, tenant: TokenTrial.tenant, [header])
                expectNone(of: secrets + [header.1], in: reply, application.displayName)
            }
            let reply = try harness.post(
                TokenTrial.reader,
                [
                    ("client_id", application.clientID), ("client_secret", nil), ("client_assertion", assertion),
                    ("client_assertion_type", ClientAssertion.type),
                ])
            expectNone(of: secrets + [assertion, "secret-assertion"], in: reply, application.displayName)
        }
    }

    @Test("No response of the service repeats a secret, a password or the token of the request")
    func service() throws {
        let harness = try TokenHarness { $0.reportViewer = .redacted }
        let secrets = try Self.secrets()
        let query = #"{"Name":"n","Query":"SELECT OrderId FROM ISVOrder"}"#
        let requests: [(HTTPMethod, String, String)] = [
            (.get, "ScheduledDataset", ""), (.get, "ScheduledQueries", ""), (.post, "ScheduledQueries", query),
            (.post, "ScheduledQueries", "nonsense"), (.get, "ScheduledReport", ""), (.post, "ScheduledReport", "{}"),
            (.put, "ScheduledReport/x", "[]"), (.put, "ScheduledReport/pause/x", ""),
            (.delete, "ScheduledQueries/x", ""),
            (.get, "ScheduledReport/execution/x", ""), (.get, "ScheduledQueries/testQueryResult", ""),
            (.get, "ScheduledQueries/testQueryResult?exportQuery=SELECT%20x", ""), (.get, "Nonsense", ""),
            (.put, "ScheduledDataset", ""),
        ]
        for account in [TokenAccount.reader, .developer, .avery, .robin, .casey, .neighbour] {
            let good = try harness.token(account, [("scope", "openid")])
            for token in [good, good + "x", String(good.dropLast())] {
                for program in ["cmp", "mpn", "xyz"] {
                    for (method, path, body) in requests {
                        let reply = try harness.call("\(program)/\(path)", method, token: token, body: body)
                        expectNone(of: secrets + [token], in: reply, "\(account.name): \(method) \(program)/\(path)")
                    }
                }
            }
        }
    }

    @Test("Administration shows the default account's secret and password only in its credentials")
    func administration() throws {
        let harness = try TokenHarness()
        let secrets = try Self.secrets()
        let shown = ["offline-practice-secret", "practice-password-of-avery"]
        let requests: [(HTTPMethod, String, String)] = [
            (.get, "health", ""), (.get, "ready", ""), (.get, "clock", ""), (.post, "clock", "nonsense"),
            (.post, "reset", ""), (.get, "nonsense", ""), (.delete, "credentials", ""), (.get, "clock?tenant=x", ""),
        ]
        for (method, path, body) in requests {
            expectNone(of: secrets, in: try harness.send(method, "/_sim/\(path)", body: body), "\(method) \(path)")
        }
        let credentials = try harness.send(.get, "/_sim/credentials")
        expectNone(of: secrets.filter { !shown.contains($0) }, in: credentials, "credentials")
        for secret in shown { #expect(credentials.text.contains(secret)) }
    }

    @Test("Credentials, applications and users describe themselves without secrets")
    func descriptions() throws {
        let secrets = try Self.secrets()
        let harness = try TokenHarness()
        var texts = PartnerProgram.allCases.map { "\(harness.simulator.credentials(for: $0))" }
        for tenant in try FixtureStore.standard().tenants {
            texts += ["\(tenant)", String(reflecting: tenant)]
            var dumped = ""
            dump(tenant, to: &dumped)
            texts.append(dumped)
        }
        for text in texts {
            for secret in secrets { #expect(!text.contains(secret), "\(text)") }
        }
    }
}
