import InsightsAPI
import Testing

@Suite("Names of secrets")
struct SecretNameTests {
    @Test(
        "A name with the word of a secret is that of a secret, in any spelling",
        arguments: [
            ("client_secret", RedactionLabel.clientSecret), ("ClientSecret", .clientSecret),
            ("CLIENT-SECRET", .clientSecret), ("clientsecret", .clientSecret), ("my.client_secret[0]", .clientSecret),
            ("password", .password), ("user[password]", .password), ("passwd", .password), ("newPassword2", .password),
            ("passphrase", .password), ("refresh_token", .refreshToken), ("accessToken", .bearerToken),
            ("X-MS-TOKEN-AAD-ACCESS-TOKEN", .bearerToken), ("id_token", .idToken), ("token", .secret),
            ("X-Auth-Token", .secret), ("csrfToken", .secret), ("code", .code), ("device_code", .code),
            ("code_verifier", .secret), ("sig", .linkSignature), ("X-Signature", .secret),
            ("client_assertion", .clientAssertion),
            ("Ocp-Apim-Subscription-Key", .secret), ("X-Api-Key", .secret), ("apikey", .secret), ("APIKEY", .secret),
            ("x-functions-key", .secret), ("account_keys", .secret), ("key", .secret), ("X-AadUserTicket", .secret),
            ("Authorization", .credentials), ("X-Forwarded-Authorization", .credentials),
            ("Proxy-Authorization", .credentials), ("Cookie", .cookie), ("Set-Cookie", .cookie),
            ("JSESSIONID", .cookie), ("aws_credentials", .credentials), ("x-api-key-2", .secret),
            ("token_value", .secret), ("subject_token", .secret), ("id_token_hint", .idToken),
        ])
    func secrets(_ name: String, _ label: RedactionLabel) {
        #expect(SecretName(name)?.label == label)
    }

    @Test(
        "A name that tells something about a secret, or is ordinary, is not",
        arguments: [
            "", " ", "token_type", "token_endpoint", "token_endpoint_auth_methods_supported", "expires_in",
            "id_token_signing_alg_values_supported", "client_assertion_type", "requested_token_use", "token_type_hint",
            "client_id", "grant_type", "username", "resource", "scope", "secretId", "keyId", "password_expires",
            "DateKey", "MonthKey", "keyboard", "monkey", "keyword", "KeyMetric", "keys", "countryCode", "statusCode",
            "ErrorCode", "PostalCode", "Host", "ETag", "Content-Type", "Accept", "User-Agent", "WWW-Authenticate",
            "error_codes", "code_challenge", "state", "nonce", "exportQuery", "passengers", "compass", "signal",
            "TotalAssignedSeats", "author", "é", "reportId", "callbackUrl", "reportAccessSecureLink", "nextLink",
        ])
    func ordinary(_ name: String) {
        #expect(SecretName(name) == nil)
    }
}
