import InsightsAPI
import InsightsHTTP
import InsightsJSON
import Testing

@Suite("Token errors and responses")
struct TokenErrorTextTests {
    static let known: [(TokenError, Int, HTTPStatus, String)] = [
        (.missingParameter("resource"), 900_144, 400, "invalid_request"),
        (.missingCredential, 7_000_216, 401, "invalid_client"),
        (.missingClientSecret, 7_000_218, 401, "invalid_client"),
        (.unsupportedGrant("x"), 70003, 400, "unsupported_grant_type"),
        (.malformedRequest, 9_002_313, 400, "invalid_request"), (.wrongMethod(.get), 900_561, 400, "invalid_request"),
        (.tenantNotFound("x"), 90002, 400, "invalid_request"),
        (.malformedTenant("x"), 900_023, 400, "invalid_request"), (.noTenant, 50059, 400, "invalid_request"),
        (.applicationNotFound(clientID: "x", tenant: "y"), 700_016, 400, "unauthorized_client"),
        (.invalidClientSecret(clientID: "x"), 7_000_215, 401, "invalid_client"),
        (.userNotFound(tenant: "x"), 50034, 400, "invalid_grant"), (.invalidPassword, 50126, 400, "invalid_grant"),
        (.resourceNotFound(resource: "x", tenant: "y"), 500_011, 400, "invalid_resource"),
        (.invalidGrant, 70000, 400, "invalid_grant"), (.bodyTooLarge(limit: 1), 9_002_313, 413, "invalid_request"),
    ]

    @Test("A refusal has its number, status and OAuth error", arguments: known)
    func numbers(_ error: TokenError, _ code: Int, _ status: HTTPStatus, _ name: String) {
        #expect(error.code == code)
        #expect(error.status == status)
        #expect(error.error == name)
        #expect(error.text.hasSuffix("."))
    }

    @Test("The body has its keys in order, four lines, and the error code as a number")
    func body() {
        let json = TokenError.invalidPassword.json(timestamp: "2024-03-01 10:00:00Z", traceID: "t", correlationID: "c")
        #expect(
            String(decoding: JSONWriter.encode(json), as: UTF8.self)
                == #"{"error":"invalid_grant","error_description":"AADSTS50126: Error validating credentials due to "#
                + #"invalid username or password.\r\nTrace ID: t\r\nCorrelation ID: c\r\nTimestamp: 2024-03-01 10:00:00Z","#
                + #""error_codes":[50126],"timestamp":"2024-03-01 10:00:00Z","trace_id":"t","correlation_id":"c","#
                + #""error_uri":"https://login.microsoftonline.com/error?code=50126"}"#)
    }

    @Test("A caller's values are repeated without control characters, at most 100 characters of them")
    func echoes() {
        let hostile = "\u{1B}[31m\r\n\u{85}\u{7F}" + String(repeating: "é", count: 200)
        let shown = "[31m" + String(repeating: "é", count: 96)
        let errors: [TokenError] = [
            .unsupportedGrant(hostile), .tenantNotFound(hostile), .invalidClientSecret(clientID: hostile),
            .applicationNotFound(clientID: hostile, tenant: "x"), .resourceNotFound(resource: hostile, tenant: "x"),
            .userNotFound(tenant: hostile), .wrongMethod(HTTPMethod(hostile)),
        ]
        for error in errors {
            #expect(error.text.contains(shown))
            #expect(!error.text.contains(shown + "é"))
            #expect(!error.text.unicodeScalars.contains { $0.properties.generalCategory == .control })
        }
        #expect(TokenError.malformedTenant("A\tB").text.contains("'ab'"))
    }

    @Test("A response writes the fields that have a value, in the documents' order")
    func reply() throws {
        var response = TokenResponse(
            expiresIn: "3599", expiresOn: "2", notBefore: "1", resource: "r", accessToken: "a")
        #expect(
            String(decoding: JSONWriter.encode(response.json), as: UTF8.self)
                == #"{"token_type":"Bearer","expires_in":"3599","ext_expires_in":"3599","expires_on":"2","#
                + #""not_before":"1","resource":"r","access_token":"a"}"#)
        response.scope = "s"
        response.refreshToken = "f"
        response.idToken = "i"
        #expect(
            response.json.object?.keys == [
                "token_type", "scope", "expires_in", "ext_expires_in", "expires_on", "not_before", "resource",
                "access_token", "refresh_token", "id_token",
            ])
    }
}
