import InsightsAPI
import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsRandomness
import InsightsTime
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

@Suite("Settings of the token endpoint, each with both values")
struct TokenSettingsTests {
    private func harness(_ name: String, _ value: String) throws -> TokenHarness {
        var settings = Settings()
        try settings.set(name, to: value)
        let changed = settings
        return try TokenHarness { $0 = changed }
    }

    @Test("`token-expires-in`", arguments: [("shortened", "3599"), ("full", "3600")])
    func expiresIn(_ value: String, _ shown: String) throws {
        let reply = try harness("token-expires-in", value).post(.reader)
        #expect(reply.json?["expires_in"]?.string == shown)
        #expect(reply.json?["ext_expires_in"]?.string == shown)
        #expect(reply.json?["expires_on"]?.string == "1709290800")
    }

    @Test("`token-lifetime-jitter-seconds`: at most that many seconds more, the same for the same seed")
    func jitter() throws {
        func lives(_ value: String) throws -> [Int] {
            let harness = try harness("token-lifetime-jitter-seconds", value)
            return try (0..<12).map { _ in
                let json = try #require(try harness.post(.reader).json)
                let seconds = Int(json["expires_in"]?.string ?? "") ?? 0
                #expect(json["expires_on"]?.string == String(1_709_287_200 + seconds + 1))
                return seconds + 1
            }
        }
        #expect(try lives("0").allSatisfy { $0 == 3600 })
        let varied = try lives("1800")
        #expect(varied.allSatisfy { (3600...5400).contains($0) })
        #expect(Set(varied).count > 6)
        #expect(try lives("1800") == varied)
    }

    @Test("`token-trim`", arguments: [("on", nil), ("off", 500_011 as Int?)])
    func trim(_ value: String, _ code: Int?) throws {
        let harness = try harness("token-trim", value)
        let reply = try harness.post(.reader, [("resource", " https://graph.windows.net")])
        #expect(reply.code == code)
        if code != nil {
            #expect(reply.reason?.contains("named  https://graph.windows.net was") == true)
        }
        #expect(
            try harness.post(.reader, [("client_id", TokenAccount.reader.clientID + " ")]).code
                == (code == nil ? nil : 700_016))
        #expect(try harness.post(.reader, [("resource", " ")]).status == 200)
    }

    @Test("`token-error-lines`", arguments: [("crlf", "\r\n"), ("blank", " ")])
    func lines(_ value: String, _ separator: String) throws {
        let text = try #require(
            try harness("token-error-lines", value).post("grant_type=x").json?["error_description"]?
                .string)
        #expect(text.contains("'x'.\(separator)Trace ID: "))
        #expect(text.contains("\(separator)Timestamp: 2024-03-01 10:00:00Z"))
    }

    @Test(
        "`token-v1-id-token`: signed or not, it opens nothing",
        arguments: [("unsigned", "none"), ("signed", "RS256")])
    func idToken(_ value: String, _ algorithm: String) throws {
        let harness = try harness("token-v1-id-token", value)
        let text = try #require(
            try harness.post(.avery, [("scope", "openid")]).json?["id_token"]?.string)
        let token = try TokenForge(text)
        #expect(token.header["alg"]?.string == algorithm)
        #expect(text.hasSuffix(".") == (value == "unsigned"))
        #expect(token.header["kid"] == token.header["x5t"])
        #expect(token.claims["ver"]?.string == "1.0")
        for program in ["cmp", "mpn"] {
            #expect(try harness.call("\(program)/ScheduledDataset", token: text).status == 401)
        }
    }

    @Test(
        "`token-issuer`: tokens of either form open the service, or only those",
        arguments: [("microsoft", "https://sts.windows.net/"), ("own", "http://sim.test/")])
    func issuer(_ value: String, _ prefix: String) throws {
        let harness = try harness("token-issuer", value)
        let text = try harness.token(.reader)
        var token = try TokenForge(text)
        #expect(token.claims["iss"]?.string == "\(prefix)\(TokenAccount.reader.tenant)/")
        #expect(try harness.call("cmp/ScheduledDataset", token: text).status == 200)
        let metadata = try harness.send(
            .get, "/\(TokenAccount.reader.tenant)/.well-known/openid-configuration")
        #expect(metadata.json?["issuer"] == token.claims["iss"])
        let other = value == "own" ? "https://sts.windows.net/" : "http://sim.test/"
        token.claims["iss"] = .string("\(other)\(TokenAccount.reader.tenant)/")
        #expect(try harness.call("cmp/ScheduledDataset", token: token.signed()).status == 401)
    }

    @Test(
        "`token-issuer=own`: metadata and tokens have the address that the client uses",
        arguments: [
            ("localhost:8443", true, "https://localhost:8443"), ("[::1]:8443", true, "https://[::1]:8443"),
            ("sim.test:8443", true, "https://sim.test:8443"), ("localhost:8080", false, "http://sim.test:8080"),
            ("login.microsoftonline.com", true, "https://sim.test:8443"),
            ("login.microsoftonline.com", false, "https://sim.test:8443"),
            ("evil.example", true, "https://sim.test:8443"), ("evil.example", false, "http://sim.test:8080"),
        ])
    func ownIssuer(_ host: String, _ isSecure: Bool, _ base: String) throws {
        let harness = try harness("token-issuer", "own")
        harness.simulator.baseURL = "http://sim.test:8080"
        harness.simulator.tlsURL = "https://sim.test:8443"
        let tenant = TokenAccount.avery.tenant
        let fields = [("Host", host)]
        for version in ["", "/v2.0"] {
            let metadata = try harness.send(
                .get, "/\(tenant)\(version)/.well-known/openid-configuration", fields, isSecure: isSecure)
            #expect(metadata.json?["issuer"]?.string == "\(base)/\(tenant)\(version.isEmpty ? "/" : version)")
        }
        let keys = try harness.send(.get, "/\(tenant)/discovery/v2.0/keys", fields, isSecure: isSecure)
        #expect(keys.json?["keys"]?[0]?["issuer"]?.string == "\(base)/\(tenant)/v2.0")
        let reply = try harness.post(
            TokenAccount.avery.form([("scope", "openid")]), fields, isSecure: isSecure)
        for name in ["access_token", "id_token"] {
            let token = try TokenForge(try #require(reply.json?[name]?.string))
            #expect(token.claims["iss"]?.string == "\(base)/\(tenant)/")
        }
        let token = try #require(reply.json?["access_token"]?.string)
        #expect(try harness.call("mpn/ScheduledDataset", token: token).status == 200)
        var forged = try TokenForge(token)
        for issuer in ["https://evil.example/\(tenant)/", "\(base)/\(tenant)", "https://sts.windows.net/\(tenant)/"] {
            forged.claims["iss"] = .string(issuer)
            #expect(try harness.call("mpn/ScheduledDataset", token: forged.signed()).status == 401)
        }
    }

    @Test("`token-missing-resource`", arguments: [("graph", nil), ("refused", 900_144 as Int?)])
    func missingResource(_ value: String, _ code: Int?) throws {
        #expect(
            try harness("token-missing-resource", value).post(.reader, [("resource", nil)]).code == code)
    }

    @Test("`token-wrong-method`: JSON unless a page is requested, or always a page")
    func wrongMethod() throws {
        let json = try harness("token-wrong-method", "json")
        #expect(try json.send(.get, "/common/oauth2/token").code == 900_561)
        #expect(
            try json.send(.get, "/common/oauth2/token", [("Accept", "application/json, text/html")]).code
                == 900_561)
        let browser = try json.send(
            .get, "/common/oauth2/token", [("Accept", "text/html,application/xhtml+xml")])
        let always = try harness("token-wrong-method", "html").send(.get, "/common/oauth2/token")
        for page in [browser, always] {
            #expect(page.status == 400)
            #expect(page.fields["Content-Type"] == "text/html; charset=utf-8")
            #expect(page.fields["Allow"] == "POST")
            #expect(page.text.contains("AADSTS900561: The endpoint only accepts POST requests."))
            #expect(page.text.contains("Timestamp: 2024-03-01T10:00:00Z"))
        }
        let hostile = try json.send(
            HTTPMethod("<b>"), "/common/oauth2/token", [("Accept", "text/html")])
        #expect(hostile.text.contains("&lt;b&gt;") && !hostile.text.contains("<b>"))
    }

    @Test(
        "`token-graph-audience-end`: from that day tokens for Graph are refused, by the tenant's clock"
    )
    func retirement() throws {
        let harness = try harness("token-graph-audience-end", "2024-03-02")
        func status(_ resource: String, _ path: String = "cmp/ScheduledDataset") throws -> TokenReply {
            let account = path.hasPrefix("cmp") ? TokenAccount.reader : .avery
            return try harness.call(path, token: try harness.token(account, [("resource", resource)]))
        }
        let graphs = ["https://graph.windows.net", "https://graph.microsoft.com/"]
        harness.simulator.advance(to: Timestamp("2024-03-01T23:59:59Z")!)
        for graph in graphs { #expect(try status(graph).status == 200) }
        harness.simulator.advance(by: ISODuration(seconds: 1))
        for graph in graphs {
            for path in ["cmp/ScheduledDataset", "mpn/ScheduledDataset"] {
                let refused = try status(graph, path)
                #expect(refused.status == 401)
                let text =
                    "900420: The audience '\(graph)' in the token is invalid and is no longer supported in Partner Center "
                    + "API."
                #expect(
                    refused.fields["WWW-Authenticate"]
                        == "Bearer error=\"invalid_token\", error_description=\"\(text)\"")
                #expect(refused.message == text)
                #expect(refused.json?["statusCode"]?.integer == 401)
            }
        }
        for path in ["cmp/ScheduledDataset", "mpn/ScheduledDataset"] {
            #expect(try status("https://api.partnercenter.microsoft.com/", path).status == 200)
        }
    }

    @Test("`token-mfa`: mpn needs a second factor of users", arguments: [("off", 200), ("on", 401)])
    func secondFactor(_ value: String, _ status: Int) throws {
        let harness = try harness("token-mfa", value)
        let plain = try harness.call(
            "mpn/ScheduledDataset", token: try harness.token(TokenTrial.active))
        #expect(plain.status == status)
        if status == 401 {
            // The published response: a special reason phrase and no body (token-endpoint section 12.3).
            #expect(plain.fields["WWW-Authenticate"] == "Bearer error=\"invalid_token\"")
            #expect(plain.reasonPhrase == "Unauthorized - MFA required")
            #expect(plain.fields["Request-Context"]?.hasPrefix("appId=cid-v1:") == true)
            #expect(plain.fields["Content-Type"] == nil)
            #expect(plain.body.isEmpty)
        }
        let strong = try harness.token(TokenTrial.user("sasha.bright"))
        #expect(try harness.call("mpn/ScheduledDataset", token: strong).status == 200)
        #expect(
            try harness.call("cmp/ScheduledDataset", token: try harness.token(.reader)).status == 200)
    }

    @Test(
        "`token-lockout`: that many wrong passwords lock an account for a minute; a right one resets the count")
    func lockout() throws {
        let harness = try harness("token-lockout", "3")
        func sign(_ password: String? = nil) throws -> Int? {
            try harness.post(.avery, password.map { [("password", $0)] } ?? []).code
        }
        for _ in 0..<2 { #expect(try sign("wrong") == 50126) }
        #expect(try sign() == nil)
        for _ in 0..<3 { #expect(try sign("wrong") == 50126) }
        #expect(try sign() == 50053)
        #expect(try harness.post(.robin).status == 200)
        harness.simulator.advance(by: ISODuration(seconds: 59))
        #expect(try sign() == 50053)
        harness.simulator.advance(by: ISODuration(seconds: 1))
        #expect(try sign("wrong") == 50126)
        #expect(try sign() == nil)
        let off = try self.harness("token-lockout", "off")
        for _ in 0..<20 { #expect(try off.post(.avery, [("password", "wrong")]).code == 50126) }
    }

    @Test("`token-loop-limit`: the same request that often in a minute is a loop, another is not")
    func loop() throws {
        let harness = try harness("token-loop-limit", "3")
        for _ in 0..<3 { #expect(try harness.post(.reader).status == 200) }
        let refused = try harness.post(.reader)
        #expect(refused.code == 50196)
        #expect(refused.status == 400)
        #expect(try harness.post(.reader, [("scope", "x")]).status == 200)
        harness.simulator.advance(by: ISODuration(seconds: 59))
        #expect(try harness.post(.reader).code == 50196)
        harness.simulator.advance(by: ISODuration(seconds: 1))
        #expect(try harness.post(.reader).status == 200)
    }

    @Test("`token-rate-limit`: the requests of an application in a minute, for any resource")
    func rate() throws {
        let harness = try harness("token-rate-limit", "2")
        #expect(try harness.post(.reader).status == 200)
        harness.simulator.advance(by: ISODuration(seconds: 10))
        #expect(try harness.post(.reader, [("client_secret", "x")]).status == 401)
        let refused = try harness.post(.avery)
        #expect(refused.status == 429)
        #expect(refused.fields["Retry-After"] == "50")
        #expect(try harness.post(.developer).status == 200)
        harness.simulator.advance(by: ISODuration(seconds: 50))
        #expect(try harness.post(.avery).status == 200)
        harness.simulator.reset()
        for _ in 0..<2 { #expect(try harness.post(.reader).status == 200) }
    }

    @Test("100 parameters are accepted, one more is malformed")
    func parameters() throws {
        let form = TokenAccount.reader.form()
        let extra = (1...96).map { "&p\($0)=1" }.joined()
        #expect(try TokenHarness().post(form + extra).status == 200)
        #expect(try TokenHarness().post(form + extra + "&last=1").code == 9_002_313)
    }
}
