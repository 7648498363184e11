import InsightsHTTP
import InsightsJSON
import InsightsQuery
import InsightsRandomness
import InsightsTime
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

@Suite("Token endpoint: grants")
struct TokenSuccessTests {
    static let averyID = "91f0c6e4-7b2d-4a58-a3c9-84d5e17b60f2"
    static let issuer = "https://sts.windows.net/5b1d2f60-93c4-4e0b-8a57-0c6e41d7a201/"

    @Test("An application gets the seven fields of seed 002 in their order, every value as text")
    func applicationResponse() throws {
        let reply = try TokenHarness().post(.reader)
        #expect(reply.status == 200)
        let object = try #require(reply.json?.object)
        #expect(
            object.keys == [
                "token_type", "expires_in", "ext_expires_in", "expires_on", "not_before", "resource", "access_token",
            ])
        #expect(object.members.allSatisfy { $0.value.string != nil })
        #expect(object["token_type"]?.string == "Bearer")
        #expect(object["expires_in"]?.string == "3599")
        #expect(object["ext_expires_in"]?.string == "3599")
        // The worked example of the reference: issued at 1709287200.
        #expect(object["expires_on"]?.string == "1709290800")
        #expect(object["not_before"]?.string == "1709286900")
        #expect(object["resource"]?.string == "https://graph.windows.net")
    }

    @Test("A user who asks for openid gets ten fields, one who does not gets nine")
    func userResponse() throws {
        let keys = [
            "token_type", "scope", "expires_in", "ext_expires_in", "expires_on", "not_before", "resource",
            "access_token", "refresh_token", "id_token",
        ]
        let harness = try TokenHarness()
        let open = try #require(try harness.post(.avery, [("scope", "openid")]).json?.object)
        #expect(open.keys == keys)
        #expect(open.members.allSatisfy { $0.value.string != nil })
        #expect(open["scope"]?.string == "user_impersonation")
        #expect(open["resource"]?.string == "https://api.partnercenter.microsoft.com")
        for scope in [nil, "", "profile", "openidx"] {
            let plain = try #require(try harness.post(.avery, [("scope", scope)]).json?.object)
            #expect(plain.keys == keys.dropLast(), "scope \(scope ?? "absent")")
        }
        let among = try #require(try harness.post(.avery, [("scope", "profile openid email")]).json?.object)
        #expect(among.keys == keys)
    }

    @Test("Times of the response and of the token agree, for any lifetime", arguments: [1, 600, 3600, 86400])
    func times(_ lifetime: Int) throws {
        let reply = try TokenHarness { $0.tokenLifetime = .seconds(lifetime) }.post(.reader)
        let issued = TokenHarness.start.secondsSinceEpoch
        #expect(reply.json?["expires_in"]?.string == String(lifetime - 1))
        #expect(reply.json?["expires_on"]?.string == String(issued + lifetime))
        #expect(reply.json?["not_before"]?.string == String(issued - 300))
        let claims = try TokenForge(try #require(reply.json?["access_token"]?.string)).claims
        #expect(claims["iat"]?.integer == issued - 300)
        #expect(claims["nbf"]?.integer == issued - 300)
        #expect(claims["exp"]?.integer == issued + lifetime)
    }

    @Test("The header of an access token names the one key twice")
    func header() throws {
        let token = try TokenForge(try TokenHarness().token(.reader))
        #expect(token.header.keys == ["typ", "alg", "x5t", "kid"])
        #expect(token.header["typ"]?.string == "JWT")
        #expect(token.header["alg"]?.string == "RS256")
        #expect(token.header["kid"]?.string == token.header["x5t"]?.string)
        #expect(token.header["kid"]?.string?.count == 27)
        let digest = Digest.sha1(SigningKey.key(seededBy: 7).certificate)
        #expect(token.header["kid"]?.string == TokenForge.encode(digest))
    }

    @Test("The certificate's key made the signature, by the definition of RSASSA-PKCS1-v1_5")
    func signature() throws {
        let token = try TokenForge(try TokenHarness().token(.reader))
        let key = try #require(TokenPublicKey(certificate: SigningKey.key(seededBy: 7).certificate))
        let signature = try #require(TokenForge.decode(token.segments[2]))
        #expect(key.verifies(signature, digest: Digest.sha256(token.signedText.utf8)))
        #expect(!key.verifies(signature, digest: Digest.sha256((token.signedText + "x").utf8)))
    }

    @Test("An application's token has subject, audience and issuer, and no claims of a user")
    func applicationClaims() throws {
        let claims = try TokenForge(try TokenHarness().token(.reader)).claims
        #expect(
            claims.keys == [
                "aud", "iss", "iat", "nbf", "exp", "aio", "appid", "appidacr", "idp", "oid", "rh", "sub", "tid", "uti",
                "ver",
            ])
        #expect(claims["aud"]?.string == "https://graph.windows.net")
        #expect(claims["iss"]?.string == Self.issuer)
        #expect(claims["idp"]?.string == Self.issuer)
        #expect(claims["appid"]?.string == TokenAccount.reader.clientID)
        #expect(claims["appidacr"]?.string == "1")
        #expect(claims["oid"]?.string == "0d94b7ae-62f1-4c38-b5e0-7a19c2f48d63")
        #expect(claims["sub"] == claims["oid"])
        #expect(claims["tid"]?.string == TokenAccount.reader.tenant)
        #expect(claims["uti"]?.string?.count == 22)
        #expect(claims["ver"]?.string == "1.0")
    }

    @Test("A user's token has the user, the method of the sign-in and the application")
    func userClaims() throws {
        let harness = try TokenHarness()
        let reply = try harness.post(TokenAccount.avery.form(), [], from: "192.0.2.9")
        let claims = try TokenForge(try #require(reply.json?["access_token"]?.string)).claims
        #expect(
            claims.keys == [
                "aud", "iss", "iat", "nbf", "exp", "acr", "aio", "amr", "appid", "appidacr", "family_name",
                "given_name", "ipaddr", "name", "oid", "puid", "rh", "scp", "sub", "tenant_region_scope", "tid",
                "unique_name",
                "upn", "uti", "ver",
            ])
        #expect(claims["acr"]?.string == "1")
        #expect(claims["amr"] == .array([.string("pwd")]))
        #expect(claims["name"]?.string == "Avery Holt")
        #expect(claims["ipaddr"]?.string == "192.0.2.9")
        #expect(claims["oid"]?.string == Self.averyID)
        #expect(claims["scp"]?.string == "user_impersonation")
        #expect(claims["upn"]?.string == "avery.holt@harborlight.example")
        #expect(claims["unique_name"] == claims["upn"])
        #expect(claims["ver"]?.string == "1.0")
        #expect(claims["sub"]?.string?.count == 43)
        #expect(claims["sub"] != claims["oid"])
        let number = try #require(claims["puid"]?.string)
        #expect(number.count == 16)
        #expect(number.hasPrefix("1003"))
        let robin = try TokenForge(try harness.token(.robin)).claims
        #expect(robin["puid"] != claims["puid"])
    }

    @Test("A user's subject follows the resource, by each of its names")
    func subject() throws {
        let harness = try TokenHarness()
        func subject(_ resource: String) throws -> String? {
            try TokenForge(try harness.token(.avery, [("resource", resource)])).claims["sub"]?.string
        }
        let names = [
            "https://graph.windows.net", "https://graph.windows.net/", "HTTPS://Graph.Windows.Net",
            "00000002-0000-0000-c000-000000000000",
        ]
        #expect(Set(try names.map(subject)).count == 1)
        #expect(try subject(names[0]) != subject("https://api.partnercenter.microsoft.com"))
        #expect(
            try subject("https://graph.ppe.windows.net") == subject("https://graph.ppe.windows.net/"))
    }

    @Test("The id token is unsigned, for the application, with another subject than the access token")
    func identityToken() throws {
        let reply = try TokenHarness().post(.avery, [("scope", "openid")])
        let text = try #require(reply.json?["id_token"]?.string)
        #expect(text.hasSuffix("."))
        let token = try TokenForge(text)
        #expect(token.header == ["typ": .string("JWT"), "alg": .string("none")])
        #expect(
            token.claims.keys == [
                "aud", "iss", "iat", "nbf", "exp", "amr", "family_name", "given_name", "ipaddr", "name", "oid", "sub",
                "tid", "unique_name", "upn", "uti", "ver",
            ])
        #expect(token.claims["aud"]?.string == TokenAccount.avery.clientID)
        #expect(token.claims["oid"]?.string == Self.averyID)
        let access = try TokenForge(try #require(reply.json?["access_token"]?.string)).claims
        #expect(token.claims["sub"] != access["sub"])
    }

    @Test("Two tokens of one account at one instant differ, and both are valid")
    func distinct() throws {
        let harness = try TokenHarness()
        let tokens = [try harness.token(.reader), try harness.token(.reader)]
        #expect(tokens[0] != tokens[1])
        for token in tokens { #expect(try harness.call("cmp/ScheduledDataset", token: token).status == 200) }
    }

    @Test("The same seed, clock and calls give the same bytes; another seed gives others")
    func deterministic() throws {
        let first = try TokenHarness().post(.avery, [("scope", "openid")])
        let second = try TokenHarness().post(.avery, [("scope", "openid")])
        #expect(first.body == second.body)
        #expect(first.fields == second.fields)
        #expect(try TokenHarness(seed: 8).post(.avery, [("scope", "openid")]).body != first.body)
    }

    @Test(
        "Tenants, client ids and user names are found in any letter case, tenants also by domain",
        arguments: [
            "5B1D2F60-93C4-4E0B-8A57-0C6E41D7A201", "harborlight.example", "HarborLight.Example",
        ])
    func letterCase(_ tenant: String) throws {
        let harness = try TokenHarness()
        let reply = try harness.post(
            TokenAccount.avery.form([
                ("client_id", TokenAccount.avery.clientID.uppercased()), ("username", "AVERY.Holt@harborlight.EXAMPLE"),
            ]), tenant: tenant)
        #expect(reply.status == 200)
        let claims = try TokenForge(try #require(reply.json?["access_token"]?.string)).claims
        #expect(claims["tid"]?.string == TokenAccount.avery.tenant)
        #expect(claims["appid"]?.string == TokenAccount.avery.clientID)
        #expect(claims["upn"]?.string == "avery.holt@harborlight.example")
    }

    @Test(
        "The address matches without regard to letter case, empty segments and the old version parameter",
        arguments: ["/T/OAUTH2/Token", "//T//oauth2/token/", "/T/oauth2/token?api-version=1.0", "/T/%6Fauth2/token"])
    func address(_ pattern: String) throws {
        let target = pattern.replacing("T/", with: TokenAccount.reader.tenant + "/", maxReplacements: 1)
        let type = [("Content-Type", "Application/X-WWW-Form-URLEncoded ; charset=utf-8")]
        #expect(try TokenHarness().send(.post, target, type, body: TokenAccount.reader.form()).status == 200)
    }

    @Test(
        "A user signs in at /common and /organizations: the domain of the name decides the tenant",
        arguments: ["common", "Organizations"])
    func commonTenant(_ tenant: String) throws {
        let reply = try TokenHarness().post(TokenAccount.avery.form(), tenant: tenant)
        let claims = try TokenForge(try #require(reply.json?["access_token"]?.string)).claims
        #expect(claims["tid"]?.string == TokenAccount.avery.tenant)
        #expect(claims["iss"]?.string == Self.issuer)
    }

    @Test(
        "The resource is echoed unchanged, in `resource` and in `aud`",
        arguments: [
            "https://graph.windows.net/", "https://GRAPH.windows.net", "https://api.partnercenter.microsoft.com",
            "https://graph.microsoft.com", "https://api.partner.microsoft.com", "https://graph.ppe.windows.net",
            "00000002-0000-0000-c000-000000000000", "20e940b3-4c77-4b0b-9a53-9e16a1b010a7",
            "https://management.azure.com", "https://management.azure.com/", "https://management.core.windows.net",
            "https://management.core.windows.net/", "797f4846-ba00-4fd7-ba43-dac1f8f63013",
            "https://vault.azure.net", "https://vault.azure.net/", "cfa8b339-82a2-471a-a3c9-0fc0be7a4093",
            "https://storage.azure.com", "https://storage.azure.com/", "e406a681-f3d4-42a8-90b6-c2b029497af1",
        ])
    func resources(_ resource: String) throws {
        let reply = try TokenHarness().post(.reader, [("resource", resource)])
        #expect(reply.json?["resource"]?.string == resource)
        let token = try TokenForge(try #require(reply.json?["access_token"]?.string))
        #expect(token.claims["aud"]?.string == resource)
    }

    @Test("An application without a resource gets a token for Azure AD Graph", arguments: [nil, "", " "])
    func absentResource(_ resource: String?) throws {
        let reply = try TokenHarness().post(.reader, [("resource", resource)])
        #expect(reply.status == 200)
        #expect(reply.json?["resource"]?.string == "00000002-0000-0000-c000-000000000000")
    }
}
