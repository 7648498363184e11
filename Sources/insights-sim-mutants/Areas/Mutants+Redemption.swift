import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension Scope {
    fileprivate static let authorize = Scope { $0.request.target.contains("/authorize?") }
    /// The requests that redeem a code.
    fileprivate static let redemption = token.where { $0[field: "grant_type"] == "authorization_code" }
}

extension Mutant {
    /// Creates a mutant that forgets a parameter of authorization requests.
    fileprivate init(_ name: String, _ fault: String, authorizationWithout parameter: String) {
        self.init(name, fault, requests: .authorize) { asked in
            if asked[parameter: parameter] != nil { asked[parameter: parameter] = nil }
        }
    }

    /// Creates a mutant that takes a refused code after all, when the form is made right.
    fileprivate init(
        _ name: String, _ fault: String, accepting code: Int, _ change: @escaping @Sendable (inout Asked) -> Void
    ) {
        self.init(name, fault, instead: .redemption, where: { $0.tokenError == code }) { original, asked in
            let response = original.respond(asked)
            guard response.tokenError == code else { return response }
            var other = asked
            change(&other)
            return original.respond(other)
        }
    }

    /// Creates a mutant that names an error of codes otherwise.
    fileprivate init(_ name: String, _ fault: String, code: Int, as error: String) {
        self.init(name, fault, refusals: .redemption) { response in
            if response.tokenError == code { response.changeText("/error") { _ in error } }
        }
    }

    static let redemption = MutantList.of {
        Mutant("code-verifier-unchecked", "The challenge is forgotten.", authorizationWithout: "code_challenge")
        Mutant(
            "code-challenge-always-plain", "The method of the challenge is not read.",
            authorizationWithout: "code_challenge_method")
        Mutant("code-hint-ignored", "The hint is not read.", authorizationWithout: "login_hint")
        Mutant("code-nonce-ignored", "The nonce is not read.", authorizationWithout: "nonce")
        Mutant("code-challenge-always-s256", "A challenge without method is S256.", requests: .authorize) { asked in
            if asked[parameter: "code_challenge"] != nil { asked[parameter: "code_challenge_method"] = "S256" }
        }
        Mutant("code-works-twice", "A code works twice.", instead: .redemption) { original, asked in
            let name = "response \(asked[field: "code"] ?? "")"
            let response = original.respond(asked)
            if response.isSuccess { original[name] = response.json }
            guard response.tokenError == 54005, let first = original[name] else { return response }
            var second = response
            second.status = 200
            second.json = first
            return second
        }
        Mutant("code-spent-by-refusal", "A refused attempt spends the code.", instead: .redemption) { original, asked in
            let name = "refused \(asked[field: "code"] ?? "")"
            var response = original.respond(asked)
            if original[name] != nil {
                response.status = 400
                response.json = .object(["error": .string("invalid_grant"), "error_codes": .array([.integer(54005)])])
            } else if !response.isSuccess {
                original[name] = .bool(true)
            }
            return response
        }
        Mutant("code-any-redirect", "A code may be redeemed with any address.", accepting: 500_112) {
            $0[field: "redirect_uri"] = "https://trial.saltmarsh.example/signin"
        }
        Mutant("code-no-redirect", "A code may be redeemed without its address.", accepting: 700_009) {
            $0[field: "redirect_uri"] = "https://trial.saltmarsh.example/signin"
        }
        Mutant("code-page-any-origin", "Any program redeems the codes of a page.", accepting: 9_002_327) {
            $0.request.fields.set("Origin", to: "http://localhost:5173")
        }
        Mutant("code-page-any-address", "A page redeems any code.", accepting: 9_002_326) {
            $0.request.fields.set("Origin", to: nil)
        }
        Mutant("code-public-secret", "A public application may send a secret.", accepting: 700_025) {
            $0[field: "client_secret"] = nil
        }
        Mutant(
            "code-redirect-as-invalid-grant", "Another address is invalid_grant.", code: 500_112, as: "invalid_grant")
        Mutant(
            "code-no-redirect-as-invalid-grant", "A missing address is invalid_grant.", code: 700_009,
            as: "invalid_grant")
        Mutant(
            "code-spent-as-invalid-request", "A spent code is invalid_request.", code: 54005, as: "invalid_request")
        Mutant(
            "code-expired-as-invalid-request", "An expired code is invalid_request.", code: 70008,
            as: "invalid_request")
        Mutant(
            "code-verifier-as-invalid-request", "A wrong verifier is invalid_request.", code: 501_481,
            as: "invalid_request")
        Mutant(
            "code-of-other-client-as-invalid-client", "Another application's code is invalid_client.", code: 700_007,
            as: "invalid_client")
        Mutant(
            "code-of-other-tenant-as-invalid-request", "Another tenant's code is invalid_request.", code: 700_005,
            as: "invalid_request")
        Mutant(
            "code-page-key-as-invalid-grant", "A page without a proof key is invalid_grant.", code: 9_002_325,
            as: "invalid_grant")
        Mutant("code-expires-number-at-v1", "At v1 the lifetime of a code's token is a number.", responses: .redemption)
        {
            if $0.json?["expires_on"] != nil { $0.change("/expires_in") { .integer(Int($0.string ?? "") ?? 0) } }
        }
        Mutant("code-without-refresh", "A code gets no refresh token.", responses: .redemption) {
            $0.remove("/refresh_token")
        }
        Mutant("code-always-refresh", "A code gets a refresh token unasked.", responses: .redemption) {
            if $0.json?["refresh_token"] == nil { $0.set("/refresh_token", .string("0.Aunasked")) }
        }
        Mutant("code-without-id-token", "A code gets no ID token.", responses: .redemption) { $0.remove("/id_token") }
        Mutant("code-unshared", "A page may not read the response.", responses: .redemption) {
            $0.fields.set("Access-Control-Allow-Origin", to: nil)
        }
        Mutant("code-token-without-factor", "The token of a code has no second factor.", responses: .redemption) {
            $0.changeText("/access_token") { token in
                ForgedToken.changed(token) { _, claims in claims["amr"] = .array([.string("pwd")]) }
            }
        }
        Mutant("code-nine-minutes", "A code works nine minutes.", instead: .redemption) { original, asked in
            let response = original.respond(asked)
            let tenant = asked.request.target.split(separator: "/").first.map(String.init) ?? ""
            guard response.isSuccess, original.now(of: tenant) >= "2021-03-01T12:09:00Z" else { return response }
            var over = response
            over.status = 400
            over.json = .object(["error": .string("invalid_grant"), "error_codes": .array([.integer(70008)])])
            return over
        }
        Mutant("federation-unreachable-as-client", "An issuer without keys is invalid_client.", refusals: .token) {
            if $0.tokenError == 90061 { $0.changeText("/error") { _ in "invalid_client" } }
        }
        Mutant("federation-refused", "No assertion of an issuer is trusted.", responses: .token) { response, asked in
            guard asked[field: "client_assertion"]?.hasPrefix("eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsImtpZCI6") == true
            else { return }
            response.status = 401
        }
    }
}
