import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsRandomness
import InsightsTime
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

@Suite("Token endpoint v2")
struct TokenV2Tests {
    static let partner = "https://api.partnercenter.microsoft.com"

    @Test("An application gets four fields, and its numbers are numbers")
    func application() throws {
        let reply = try TokenHarness().postV2(.reader, scope: "https://graph.windows.net/.default")
        #expect(reply.status == 200)
        let object = try #require(reply.json?.object)
        #expect(object.keys == ["token_type", "expires_in", "ext_expires_in", "access_token"])
        #expect(object["expires_in"]?.integer == 3599)
        #expect(object["ext_expires_in"]?.integer == 3599)
        let token = try TokenForge(try #require(object["access_token"]?.string))
        #expect(token.claims["aud"]?.string == "https://graph.windows.net")
        // The resource decides on the version of the token, not the endpoint.
        #expect(token.claims["ver"]?.string == "1.0")
    }

    @Test("A token of the v2 endpoint opens both programs")
    func opens() throws {
        let harness = try TokenHarness()
        let cmp = try harness.postV2(.reader, scope: "https://graph.windows.net/.default")
        let mpn = try harness.postV2(.avery, scope: "\(Self.partner)/user_impersonation")
        for (reply, program) in [(cmp, "cmp"), (mpn, "mpn")] {
            let token = try #require(reply.json?["access_token"]?.string)
            #expect(try harness.call("\(program)/ScheduledDataset", token: token).status == 200)
        }
    }

    @Test(
        "The resource of a scope ends before its last slash", arguments: [("R//.default", "R/"), ("R/.default", "R")])
    func doubleSlash(_ scope: String, _ audience: String) throws {
        let reply = try TokenHarness().postV2(.reader, scope: scope.replacing("R", with: Self.partner))
        let token = try TokenForge(try #require(reply.json?["access_token"]?.string))
        #expect(token.claims["aud"]?.string == audience.replacing("R", with: Self.partner))
    }

    @Test("A user gets the tokens of the scopes: id token, refresh token, client info")
    func user() throws {
        let harness = try TokenHarness()
        let scope = "openid profile offline_access \(Self.partner)/user_impersonation"
        let reply = try harness.postV2(.avery, scope: scope, [("client_info", "1")])
        let object = try #require(reply.json?.object)
        #expect(
            object.keys == [
                "token_type", "scope", "expires_in", "ext_expires_in", "access_token", "refresh_token", "id_token",
                "client_info",
            ])
        #expect(object["scope"]?.string == "openid profile \(Self.partner)/user_impersonation")
        let info = try #require(TokenForge.decode(object["client_info"]?.string ?? ""))
        #expect(
            String(decoding: info, as: UTF8.self)
                == #"{"uid":"\#(TokenSuccessTests.averyID)","utid":"\#(TokenAccount.avery.tenant)"}"#)
        let plain = try #require(try harness.postV2(.avery, scope: "\(Self.partner)/.default").json?.object)
        #expect(plain.keys == ["token_type", "scope", "expires_in", "ext_expires_in", "access_token"])
        #expect(plain["scope"]?.string == "\(Self.partner)/user_impersonation")
    }

    @Test("The id token is signed, has version v2 and opens nothing")
    func identity() throws {
        let harness = try TokenHarness()
        let reply = try harness.postV2(.avery, scope: "openid \(Self.partner)/.default")
        let text = try #require(reply.json?["id_token"]?.string)
        let token = try TokenForge(text)
        #expect(token.header.keys == ["typ", "alg", "kid"])
        #expect(token.header["alg"]?.string == "RS256")
        #expect(token.claims["iss"]?.string == "https://login.microsoftonline.com/\(TokenAccount.avery.tenant)/v2.0")
        #expect(token.claims["aud"]?.string == TokenAccount.avery.clientID)
        #expect(token.claims["preferred_username"]?.string == "avery.holt@harborlight.example")
        #expect(token.claims["ver"]?.string == "2.0")
        let key = try #require(TokenPublicKey(certificate: SigningKey.key(seededBy: 7).certificate))
        let signature = try #require(TokenForge.decode(token.segments[2]))
        #expect(key.verifies(signature, digest: Digest.sha256(token.signedText.utf8)))
        for program in ["cmp", "mpn"] {
            #expect(try harness.call("\(program)/ScheduledDataset", token: text).status == 401)
        }
    }

    @Test("A request for identity only gets a token for Microsoft Graph")
    func identityOnly() throws {
        let reply = try TokenHarness().postV2(.avery, scope: "openid profile")
        #expect(reply.json?["scope"]?.string == "openid profile")
        let token = try TokenForge(try #require(reply.json?["access_token"]?.string))
        #expect(token.claims["aud"]?.string == "https://graph.microsoft.com")
        #expect(token.claims["scp"]?.string == "openid profile")
        let bare = try TokenHarness().postV2(.avery, scope: "user.read User.Read")
        let claims = try TokenForge(try #require(bare.json?["access_token"]?.string)).claims
        #expect(claims["scp"]?.string == "User.Read")
        #expect(bare.json?["scope"]?.string == "https://graph.microsoft.com/User.Read")
    }

    @Test(
        "A user's token without the delegated permission is refused with 403, and the detail has the reason",
        arguments: [("openid profile", "openid profile"), ("User.Read", "User.Read")])
    func withoutPermission(_ scope: String, _ granted: String) throws {
        let harness = try TokenHarness()
        let token = try #require(try harness.postV2(.avery, scope: scope).json?["access_token"]?.string)
        for program in ["cmp", "mpn"] {
            let reply = try harness.call("\(program)/ScheduledDataset", token: token)
            #expect(reply.status == 403)
            #expect(reply.message == "Forbidden")
            #expect(
                reply.fields["x-insights-simulator-detail"]
                    == "the token's scp: found '\(granted)'; expected the delegated permission "
                    + "user_impersonation; ask for the resource with /.default")
        }
    }

    @Test("A permission is granted if it exists and has consent, in the resource's spelling")
    func permissions() throws {
        let harness = try TokenHarness()
        let mixed = try harness.postV2(.avery, scope: "\(Self.partner)/USER_Impersonation")
        #expect(mixed.json?["scope"]?.string == "\(Self.partner)/user_impersonation")
        let invented = try harness.postV2(.avery, scope: "https://graph.windows.net/foo")
        #expect(invented.code == 70011)
        #expect(invented.reason?.hasSuffix("The scope 'https://graph.windows.net/foo' is not valid.") == true)
        let unconsented = try harness.postV2(.avery, scope: "User.Read mail.read")
        #expect(unconsented.code == 65001)
        #expect(unconsented.json?["suberror"]?.string == "consent_required")
        #expect(
            unconsented.reason
                == "The user or administrator has not consented to use the application with ID "
                + "'\(TokenAccount.avery.clientID)' named 'Insights Reader'. Send an interactive authorization request "
                + "for this user and resource.")
        let all = try harness.postV2(.avery, scope: "https://graph.microsoft.com/.default")
        #expect(
            all.json?["scope"]?.string
                == "https://graph.microsoft.com/User.Read https://graph.microsoft.com/user_impersonation")
    }

    @Test("Letter case does not matter in /.default, in the names of identity and in the resource's host")
    func letterCase() throws {
        let harness = try TokenHarness()
        let application = try harness.postV2(.reader, scope: "HTTPS://graph.windows.net/.DEFAULT")
        let token = try #require(application.json?["access_token"]?.string)
        #expect(try harness.call("cmp/ScheduledDataset", token: token).status == 200)
        let user = try harness.postV2(
            .avery,
            scope:
                "OPENID Offline_Access openid \(Self.partner)/.Default HTTPS://api.partnercenter.microsoft.com/.default"
        )
        #expect(user.json?["scope"]?.string == "openid \(Self.partner)/user_impersonation")
        #expect(user.json?["id_token"] != nil)
        #expect(user.json?["refresh_token"] != nil)
        #expect(try harness.post(.avery, [("scope", "OpenID")]).json?["id_token"] != nil)
    }

    @Test("A renewal for another resource has the permissions of that one")
    func otherResource() throws {
        let harness = try TokenHarness()
        let token = try #require(
            try harness.postV2(.avery, scope: "openid offline_access").json?["refresh_token"]?.string)
        let changes: [(String, String?)] = [
            ("grant_type", "refresh_token"), ("username", nil), ("password", nil), ("refresh_token", token),
        ]
        #expect(try harness.post(.avery, changes).json?["scope"]?.string == "user_impersonation")
        let kept = try harness.post(.avery, changes + [("resource", "https://graph.microsoft.com/")])
        #expect(kept.json?["scope"]?.string == "openid")
        let opened = try #require(try harness.post(.avery, changes).json?["access_token"]?.string)
        #expect(try harness.call("mpn/ScheduledDataset", token: opened).status == 200)
    }

    @Test("A resource of version 2 gets v2 access tokens, at either endpoint", arguments: [true, false])
    func secondVersion(_ isUser: Bool) throws {
        let harness = try TokenHarness()
        let account = isUser ? TokenTrial.active : TokenTrial.reader
        let first = try harness.post(account, [("resource", TokenTrial.ledger)])
        let second = try harness.postV2(account, scope: "\(TokenTrial.ledger)/.default")
        for reply in [first, second] {
            let token = try TokenForge(try #require(reply.json?["access_token"]?.string))
            #expect(token.header.keys == ["typ", "alg", "kid"])
            let middle =
                isUser
                ? ["name", "oid", "preferred_username", "rh", "scp", "sub"] : ["oid", "rh", "sub"]
            #expect(
                token.claims.keys == ["aud", "iss", "iat", "nbf", "exp", "aio", "azp", "azpacr"] + middle
                    + ["tid", "uti", "ver"])
            #expect(token.claims["aud"]?.string?.isGUID == true)
            #expect(token.claims["iss"]?.string == "https://login.microsoftonline.com/\(TokenTrial.tenant)/v2.0")
            #expect(token.claims["ver"]?.string == "2.0")
            #expect(
                try harness.call("cmp/ScheduledDataset", token: reply.json?["access_token"]?.string ?? "").status == 401
            )
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let scope: String?
        let code: Int
        let error: String
        var isUser = false
        var changes: [(String, String?)] = []
        var testDescription: String { "\(scope ?? "no scope") \(code)" }
    }

    static let refusals: [Refusal] = [
        Refusal(scope: nil, code: 90014, error: "invalid_request"),
        Refusal(scope: nil, code: 90014, error: "invalid_request", isUser: true),
        Refusal(scope: partner, code: 1_002_012, error: "invalid_scope"),
        Refusal(scope: "\(partner)/user_impersonation", code: 1_002_012, error: "invalid_scope"),
        Refusal(scope: "\(partner)/.default openid", code: 70011, error: "invalid_scope"),
        Refusal(scope: "https://example.com/.default", code: 500_011, error: "invalid_resource"),
        Refusal(scope: "\"/.default", code: 70011, error: "invalid_scope"),
        Refusal(scope: partner, code: 70011, error: "invalid_scope", isUser: true),
        Refusal(scope: "\(partner)/", code: 70011, error: "invalid_scope", isUser: true),
        Refusal(scope: "\(partner)/Reports.Read", code: 70011, error: "invalid_scope", isUser: true),
        Refusal(scope: "Reports.Invented", code: 70011, error: "invalid_scope", isUser: true),
        Refusal(scope: "Mail.Read", code: 65001, error: "invalid_grant", isUser: true),
        Refusal(scope: "/.default", code: 70011, error: "invalid_scope"),
        Refusal(scope: "/.default", code: 70011, error: "invalid_scope", isUser: true),
        Refusal(scope: "a\\b", code: 70011, error: "invalid_scope", isUser: true),
        Refusal(scope: "User.Read \(partner)/.default", code: 70011, error: "invalid_scope", isUser: true),
        Refusal(scope: "\(partner)/.default \(partner)/x", code: 70011, error: "invalid_scope", isUser: true),
        Refusal(
            scope: "\(partner)/.default", code: 901_002, error: "invalid_request", changes: [("resource", partner)]),
        Refusal(
            scope: "\(partner)/.default", code: 9_010_010, error: "invalid_target",
            changes: [("resource", "https://graph.windows.net")]),
        Refusal(scope: nil, code: 901_002, error: "invalid_request", changes: [("resource", partner)]),
        Refusal(scope: "openid", code: 90014, error: "invalid_request", isUser: true, changes: [("username", nil)]),
        Refusal(scope: "openid", code: 90014, error: "invalid_request", isUser: true, changes: [("password", nil)]),
    ]

    @Test("Scopes and fields that v2 refuses", arguments: refusals)
    func refuses(_ refusal: Refusal) throws {
        let account = refusal.isUser ? TokenAccount.avery : .reader
        let reply = try TokenHarness().postV2(account, scope: refusal.scope, refusal.changes)
        #expect(reply.status == 400)
        #expect(reply.code == refusal.code)
        #expect(reply.json?["error"]?.string == refusal.error)
    }

    @Test("Without a tenant, users sign in at /organizations only, and applications nowhere")
    func common() throws {
        let harness = try TokenHarness()
        let scope = "\(Self.partner)/.default"
        #expect(try harness.postV2(.avery, scope: scope, tenant: "organizations").status == 200)
        for tenant in ["common", "consumers"] {
            #expect(try harness.postV2(.avery, scope: scope, tenant: tenant).code == 9_001_023)
            #expect(try harness.postV2(.reader, scope: scope, tenant: tenant).code == 50059)
        }
        let nobody = try harness.postV2(.avery, scope: scope, [("username", "x@harborlight.example")])
        #expect(nobody.code == 50034)
        #expect(nobody.json?["suberror"]?.string == "bad_token")
    }

    @Test("A renewal keeps resource and permissions, also between the versions")
    func renewal() throws {
        let harness = try TokenHarness()
        let scope = "openid offline_access https://graph.microsoft.com/User.Read"
        let token = try #require(try harness.postV2(.avery, scope: scope).json?["refresh_token"]?.string)
        let changes: [(String, String?)] = [
            ("grant_type", "refresh_token"), ("username", nil), ("password", nil), ("refresh_token", token),
        ]
        for tenant in [nil, "common"] {
            let reply = try harness.postV2(.avery, scope: nil, changes, tenant: tenant)
            #expect(reply.json?["scope"]?.string == "https://graph.microsoft.com/User.Read")
            #expect(reply.json?["refresh_token"] != nil)
            #expect(reply.json?["id_token"] != nil)
        }
        let first = try harness.post(.avery, changes + [("resource", nil)])
        #expect(first.json?["resource"]?.string == "https://graph.microsoft.com")
        #expect(first.json?["scope"]?.string == "User.Read")
        let other = try harness.postV2(.avery, scope: "https://graph.windows.net/.default", changes)
        #expect(other.json?["scope"]?.string == "https://graph.windows.net/user_impersonation")
    }

    @Test("Methods: OPTIONS lists the allowed ones, any other is refused with both")
    func methods() throws {
        let harness = try TokenHarness()
        let target = "/common/oauth2/v2.0/token"
        let options = try harness.send(.options, target)
        #expect(options.status == 200)
        #expect(options.fields["Access-Control-Allow-Methods"] == "POST, OPTIONS")
        let get = try harness.send(.get, target)
        #expect(get.code == 900_561)
        #expect(get.reason == "The endpoint only accepts POST, OPTIONS requests. Received a GET request.")
    }
}
