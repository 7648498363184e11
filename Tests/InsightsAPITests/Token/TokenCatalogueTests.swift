import InsightsAPI
import InsightsHTTP
import InsightsJSON
import Testing

@Suite("The catalogue of token errors")
struct TokenCatalogueTests {
    static let known: [(TokenError, Int, HTTPStatus, String)] = [
        (.missingField("scope"), 90014, 400, "invalid_request"), (.grantNeedsTenant, 9_001_023, 400, "invalid_request"),
        (.invalidInstance, 50049, 400, "invalid_instance"), (.transientFault, 90033, 503, "temporarily_unavailable"),
        (.requestLoop, 50196, 400, "invalid_grant"), (.publicClient, 700_025, 401, "invalid_client"),
        (.expiredClientSecret(clientID: "x"), 7_000_222, 401, "invalid_client"),
        (.assertionOutsideTime(now: "a", from: "b", until: "c"), 700_024, 401, "invalid_client"),
        (.assertionOfAnother, 700_021, 401, "invalid_client"), (.assertionForAnother, 700_023, 401, "invalid_client"),
        (.accountLocked, 50053, 400, "invalid_grant"), (.passwordExpired, 50055, 400, "invalid_grant"),
        (.noPassword, 50056, 400, "invalid_grant"), (.userDisabled, 50057, 400, "invalid_grant"),
        (.factorRequired(resource: "r", version: .v1), 50076, 400, "interaction_required"),
        (.factorRequired(resource: "r", version: .v2), 50076, 400, "invalid_grant"),
        (.factorEnrollmentRequired(resource: "r"), 50079, 400, "interaction_required"),
        (.blockedByPolicy(version: .v2), 53003, 400, "invalid_grant"),
        (.malformedGrant, 9_002_313, 400, "invalid_grant"), (.revokedGrant, 50173, 400, "invalid_grant"),
        (.idleRefreshToken(issued: "i", days: 90), 700_082, 400, "invalid_grant"),
        (.invalidScope("s"), 70011, 400, "invalid_scope"), (.scopeWithoutDefault("s"), 1_002_012, 400, "invalid_scope"),
        (.resourceNotSupported, 901_002, 400, "invalid_request"),
        (.resourceContradictsScope, 9_010_010, 400, "invalid_target"),
        (.resourceNotRegistered, 650_057, 400, "invalid_resource"),
        (.consentRequired(clientID: "c", name: "n"), 65001, 400, "invalid_grant"),
        (.tenantNotFound("t").ofMetadata, 90002, 400, "invalid_tenant"),
    ]

    @Test("A refusal has its number, status and OAuth error, and a sentence", arguments: known)
    func numbers(_ error: TokenError, _ code: Int, _ status: HTTPStatus, _ name: String) {
        #expect(error.code == code)
        #expect(error.status == status)
        #expect(error.error == name)
        #expect(error.text.hasSuffix("."))
        #expect(error.json(timestamp: "t", traceID: "i", correlationID: "c")["error_codes"] == .array([.integer(code)]))
    }

    @Test("Additions to a refusal are last; a refusal without a help page has no error URI")
    func additions() {
        func keys(_ error: TokenError) -> [String] {
            Array(error.json(timestamp: "t", traceID: "i", correlationID: "c").object?.keys.dropFirst(6) ?? [])
        }
        #expect(keys(.passwordExpired) == ["error_uri", "suberror", "password_change_url"])
        #expect(keys(.factorRequired(resource: "r", version: .v2)) == ["error_uri", "suberror", "claims"])
        #expect(keys(.transientFault) == [])
        #expect(keys(.consentRequired(clientID: "c", name: "n")) == ["suberror"])
    }

    @Test("The gateway's refusal is text with a waiting time")
    func throttled() {
        let error = TokenError.throttled(retryAfter: 60)
        #expect(error.status == 429 && error.retryAfter == 60 && error.isPlainText)
        #expect(error.text == "Too Many Requests")
    }

    @Test("A v2 response writes the fields that have a value, and numbers as numbers")
    func reply() {
        var response = TokenResponseV2(expiresIn: 3599, accessToken: "a")
        #expect(
            String(decoding: JSONWriter.encode(response.json), as: UTF8.self)
                == #"{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"a"}"#)
        response.scope = "s"
        response.refreshToken = "f"
        response.idToken = "i"
        response.clientInfo = "c"
        #expect(
            response.json.object?.keys == [
                "token_type", "scope", "expires_in", "ext_expires_in", "access_token", "refresh_token", "id_token",
                "client_info",
            ])
    }
}
