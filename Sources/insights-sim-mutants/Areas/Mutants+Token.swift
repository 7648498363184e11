import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension Mutant {
    static let tokenResponses = MutantList.of {
        Mutant("token-201", "A token is answered 201.", responses: .token) { $0.status = 201 }
        Mutant("token-type-lower-case", "`token_type` is `bearer`.", responses: .token) {
            $0.set("/token_type", .string("bearer"))
        }
        Mutant("token-expires-in-number", "v1 times are numbers.", responses: .tokenV1) {
            $0.edit("/expires_in") { value in value?.string.map { .number($0) } }
        }
        Mutant("token-expires-in-text", "v2 times are texts.", responses: .tokenV2) {
            $0.change("/expires_in") { .string(String($0.integer ?? 0)) }
        }
        Mutant(
            "token-expires-in-full", "`expires_in` is the whole lifetime, not a second less.",
            settings: ["token-expires-in": "full"], touching: .token)
        Mutant("token-expires-on-late", "`expires_on` is a second late.", responses: .tokenV1) {
            $0.changeText("/expires_on") { String((Int($0) ?? 0) + 1) }
        }
        Mutant("token-not-before-is-now", "`not_before` is the moment of issue.", responses: .tokenV1) {
            $0.changeText("/not_before") { String((Int($0) ?? 0) + 300) }
        }
        Mutant("token-ext-expires-in-absent", "`ext_expires_in` is missing.", responses: .token) {
            $0.remove("/ext_expires_in")
        }
        Mutant("token-expires-on-in-v2", "v2 answers have `expires_on` too.", responses: .tokenV2) {
            $0.set("/expires_on", .string("1614603600"))
        }
        Mutant("token-resource-absent", "`resource` is missing.", responses: .tokenV1) { $0.remove("/resource") }
        Mutant("token-resource-normalised", "`resource` is shown without its slash.", responses: .tokenV1) {
            $0.changeText("/resource") { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        }
        Mutant("token-resource-lower-case", "`resource` is shown in lower case.", responses: .tokenV1) {
            $0.changeText("/resource") { $0.lowercased() }
        }
        Mutant("token-keys-turned-round", "The members come in the opposite order.", responses: .token) {
            $0.changeMembers("/") { $0.reverse() }
        }
        Mutant("token-application-gets-refresh-token", "An application alone gets a refresh token.", responses: .token)
        {
            response, asked in
            if asked[field: "grant_type"] == "client_credentials" { response.set("/refresh_token", .string("0.AAA")) }
        }
        Mutant("token-user-without-refresh-token", "A user gets no refresh token.", responses: .token) {
            $0.remove("/refresh_token")
        }
        Mutant("token-user-without-id-token", "`scope=openid` brings no id token.", responses: .token) {
            $0.remove("/id_token")
        }
        Mutant("token-id-token-unasked", "An id token comes without `openid`.", responses: .token) { response, asked in
            if asked[field: "grant_type"] == "password", asked[field: "scope"] == nil {
                response.set("/id_token", .string("eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.e30."))
            }
        }
        Mutant("token-scope-absent", "A user's answer has no `scope`.", responses: .token) { $0.remove("/scope") }
        Mutant("token-cacheable", "Token answers may be cached.", responses: .token) {
            $0.fields.set("Cache-Control", to: "public, max-age=3600")
        }
        Mutant("token-no-pragma", "`Pragma: no-cache` is missing.", responses: .token) {
            $0.fields.set("Pragma", to: nil)
        }
        Mutant("token-type-html", "The content type is `text/html`.", responses: .token) {
            $0.fields.set("Content-Type", to: "text/html; charset=utf-8")
        }
        Mutant("token-no-request-id", "`x-ms-request-id` is missing.", responses: .token) {
            $0.fields.set("x-ms-request-id", to: nil)
        }
        Mutant("token-no-server-name", "`x-ms-ests-server` is missing.", responses: .token) {
            $0.fields.set("x-ms-ests-server", to: nil)
        }
        Mutant("token-client-request-id-lost", "`client-request-id` is not sent back.", responses: .token) {
            $0.fields.set("client-request-id", to: nil)
        }
        Mutant("token-client-request-id-unasked", "`client-request-id` is sent back unasked.", responses: .token) {
            response, asked in
            let isAsked = asked.request.fields["return-client-request-id"] == "true"
            if !isAsked { response.fields.set("client-request-id", to: "00000000-0000-0000-0000-000000000000") }
        }
        Mutant("token-cookies", "Token answers set a cookie.", responses: .token) {
            $0.fields.append("Set-Cookie", "fpc=abc; path=/")
        }
        Mutant("token-no-telemetry", "`x-ms-clitelem` is missing.", responses: .token) {
            $0.fields.set("x-ms-clitelem", to: nil)
        }
        Mutant("token-same-for-all", "Everyone gets the first access token of the tenant again.", instead: .token) {
            original, asked in
            var response = original.respond(asked)
            response.changeText("/access_token") { token in
                let key = "first \(asked.request.target) \(asked[field: "username"] ?? "")"
                if original[key] == nil { original[key] = .string(token) }
                return original[key]?.string ?? token
            }
            return response
        }
    }

    static let tokenContents = MutantList.of {
        Mutant("claims-audience", "`aud` is the client.") { _, claims in claims["aud"] = claims["appid"] }
        Mutant("claims-issuer-without-slash", "`iss` lacks its slash at the end.") { _, claims in
            if let issuer = claims["iss"]?.string, issuer.hasSuffix("/") {
                claims["iss"] = .string(String(issuer.dropLast()))
            }
        }
        Mutant("claims-issued-now", "`iat` is the moment of issue.") { _, claims in
            claims["iat"] = claims["iat"]?.integer.map { .integer($0 + 300) }
        }
        Mutant("claims-end-late", "`exp` is a second after `expires_on`.") { _, claims in
            claims["exp"] = claims["exp"]?.integer.map { .integer($0 + 1) }
        }
        Mutant("claims-not-before", "`nbf` is a minute early.") { _, claims in
            claims["nbf"] = claims["nbf"]?.integer.map { .integer($0 - 60) }
        }
        Mutant("claims-times-as-text", "`exp` is a text.") { _, claims in
            claims["exp"] = claims["exp"]?.integer.map { .string(String($0)) }
        }
        Mutant("claims-tenant-absent", "`tid` is missing.") { _, claims in claims["tid"] = nil }
        Mutant("claims-application-absent", "`appid` and `azp` are missing.") { _, claims in
            claims["appid"] = nil
            claims["azp"] = nil
        }
        Mutant("claims-proof-unmarked", "`appidacr` and `azpacr` say that the client proved nothing.") { _, claims in
            if claims["appidacr"] != nil { claims["appidacr"] = .string("0") }
            if claims["azpacr"] != nil { claims["azpacr"] = .string("0") }
        }
        Mutant("claims-version", "`ver` is `2.0` in v1 tokens and `1.0` in v2 tokens.") { _, claims in
            claims["ver"] = .string(claims["ver"]?.string == "1.0" ? "2.0" : "1.0")
        }
        Mutant("claims-application-as-user", "An application's token has `upn` and `scp`.") { _, claims in
            if claims["idp"] != nil {
                claims["upn"] = .string("someone@example.org")
                claims["scp"] = .string("user_impersonation")
            }
        }
        Mutant("claims-user-name-absent", "A user's token has no `upn`.") { _, claims in claims["upn"] = nil }
        Mutant("claims-method-absent", "A user's token has no `amr`.") { _, claims in claims["amr"] = nil }
        Mutant("claims-factor-forgotten", "`amr` never has `mfa`.") { _, claims in
            if claims["amr"] != nil { claims["amr"] = .array([.string("pwd")]) }
        }
        Mutant("claims-scope-absent", "A user's token has no `scp`.") { _, claims in claims["scp"] = nil }
        Mutant("claims-object-is-subject", "A user's `sub` is the `oid`, the same for every audience.") { _, claims in
            claims["sub"] = claims["oid"]
        }
        Mutant("claims-subject-changes", "`sub` is another one in every token.") { _, claims in
            claims["sub"] = claims["uti"]
        }
        Mutant("claims-subject-by-name", "`sub` is another one where the resource is named with a slash.") {
            _, claims in
            if claims["aud"]?.string?.hasSuffix("/") == true { claims["sub"] = claims["uti"] }
        }
        Mutant("claims-number-absent", "A user's token has no `puid`.") { _, claims in claims["puid"] = nil }
        Mutant("claims-names-absent", "`name`, `given_name` and `family_name` are missing.") { _, claims in
            for name in ["name", "given_name", "family_name"] { claims[name] = nil }
        }
        Mutant("claims-id-repeats", "`uti` is the same in every token.") { _, claims in
            claims["uti"] = .string("AAAAAAAAAAAAAAAAAAAAAA")
        }
        Mutant("token-header-algorithm", "The header says HS256.") { header, _ in header["alg"] = .string("HS256") }
        Mutant("token-header-key-absent", "The header names no key.") { header, _ in
            header["kid"] = nil
            header["x5t"] = nil
        }
        Mutant("token-header-key-differs", "`x5t` is not `kid`.") { header, _ in
            if header["x5t"] != nil { header["x5t"] = .string("AAAAAAAAAAAAAAAAAAAAAAAAAAA") }
        }
        Mutant(
            "id-token-audience", "The id token's `aud` is the resource.",
            idTokens: { claims in
                claims["aud"] = .string("https://graph.windows.net")
            })
        Mutant(
            "id-token-user-absent", "The id token does not say who signed in.",
            idTokens: { claims in
                for name in ["upn", "unique_name", "preferred_username", "oid"] { claims[name] = nil }
            })
        Mutant(
            "id-token-signed", "The v1 id token is signed.", settings: ["token-v1-id-token": "signed"], touching: .token
        )
        Mutant(
            "token-lifetime-3601", "A token lives a second longer.", settings: ["token-lifetime-seconds": "3601"],
            touching: .token)
        Mutant(
            "token-lifetime-3599", "A token lives a second less.", settings: ["token-lifetime-seconds": "3599"],
            touching: .token)
        Mutant(
            "token-issuer-own", "`iss` is the simulator's own address.", settings: ["token-issuer": "own"],
            touching: .token | .identity)
    }
}
