import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension Scope {
    fileprivate static let authorize = Scope { $0.request.target.contains("/authorize?") }
    fileprivate static let signOut = Scope { $0.request.target.contains("/logout?") }
    fileprivate static let deviceCode = Scope { $0.request.target.hasSuffix("/devicecode") }
}

extension MutantResponse {
    fileprivate mutating func changeLocation(_ change: (String) -> String) {
        if let location = fields["Location"] { fields.set("Location", to: change(location)) }
    }
}

extension Mutant {
    static let signIn = MutantList.of {
        Mutant("sign-in-303", "A sign-in redirects with 303.", redirects: .authorize) {
            $0.status = 303
        }
        Mutant("sign-in-state-absent", "The client's state is not returned.", redirects: .authorize) {
            $0.changeLocation { location in
                location.firstRange(of: "&state=").map { String(location[..<$0.lowerBound]) + "#" } ?? location
            }
        }
        Mutant("sign-in-state-encoded-twice", "The client's state is encoded twice.", redirects: .authorize) {
            $0.changeLocation { location in
                guard let range = location.firstRange(of: "&state=") else { return location }
                return location[..<range.upperBound]
                    + location[range.upperBound...].map { $0 == "%" ? "%25" : "\($0)" }
                    .joined()
            }
        }
        Mutant("sign-in-without-fragment", "A redirect in query mode has no empty fragment.", redirects: .authorize) {
            $0.changeLocation { $0.hasSuffix("#") ? String($0.dropLast()) : $0 }
        }
        Mutant("sign-in-always-query", "The response mode is not read.", redirects: .authorize) {
            $0.changeLocation { location in
                location.contains("?") ? location : location.replacing("#", with: "?") + "#"
            }
        }
        Mutant(
            "sign-in-mistakes-redirected", "A mistake in the application is sent to its address.", refusals: .authorize
        ) {
            if $0.status == 400 {
                $0.status = 302
                $0.fields.set("Location", to: "https://trial.saltmarsh.example/signin?error=invalid_request#")
            }
        }
        Mutant("sign-in-page-framed", "Any page may frame the sign-in page.", responses: .authorize) {
            $0.fields.set("X-Frame-Options", to: nil)
            $0.fields.set("Content-Security-Policy", to: nil)
        }
        Mutant("sign-in-consent-error", "A missing consent is consent_required.", redirects: .authorize) {
            $0.changeLocation { $0.replacing("error=access_denied", with: "error=consent_required") }
        }
        Mutant("sign-in-one-tenant-error", "A wrong tenant is unauthorized_client.", redirects: .authorize) {
            $0.changeLocation { location in
                location.contains("AADSTS50194")
                    ? location.replacing("error=invalid_request", with: "error=unauthorized_client") : location
            }
        }
        Mutant("sign-out-without-state", "A sign-out loses the state.", redirects: .signOut) {
            $0.changeLocation { location in
                location.firstRange(of: "?state=").map { String(location[..<$0.lowerBound]) } ?? location
            }
        }
        Mutant("sign-out-anywhere", "A sign-out leads to any address.", responses: .signOut) {
            $0.status = 302
            $0.fields.set("Location", to: "https://elsewhere.example/")
        }
        Mutant("device-code-texts", "The numbers of a v2 device code are texts.", responses: .deviceCode) {
            $0.change("/interval") { .string(String($0.integer ?? 5)) }
        }
        Mutant("device-code-numbers", "The numbers of a v1 device code are numbers.", responses: .deviceCode) {
            $0.edit("/interval") { value in value?.string.map { .number($0) } ?? value }
        }
        Mutant("device-code-complete", "A device code has a complete address.", responses: .deviceCode) {
            if $0.isSuccess { $0.set("/verification_uri_complete", .string("https://microsoft.com/devicelogin?c=1")) }
        }
        Mutant("device-pending-403", "A pending poll is answered 403.", refusals: .token) {
            if $0.tokenError == 70016 { $0.status = 403 }
        }
        Mutant("device-declined-as-access-denied", "A declined device is access_denied.", refusals: .token) {
            $0.changeText("/error") { $0 == "authorization_declined" ? "access_denied" : $0 }
        }
        Mutant("device-expired-as-invalid-grant", "An expired device code is invalid_grant.", refusals: .token) {
            $0.changeText("/error") { $0 == "expired_token" ? "invalid_grant" : $0 }
        }
        Mutant("device-unknown-as-invalid-grant", "An unknown device code is invalid_grant.", refusals: .token) {
            $0.changeText("/error") { $0 == "bad_verification_code" ? "invalid_grant" : $0 }
        }
        Mutant("code-missing-as-invalid-grant", "A missing code is invalid_grant.", refusals: .token) {
            response, asked in
            if asked[field: "grant_type"] == "authorization_code" {
                response.changeText("/error") { $0 == "invalid_request" ? "invalid_grant" : $0 }
            }
        }
        Mutant("code-unauthorized", "A refused code is answered 401.", refusals: .token) { response, asked in
            if asked[field: "grant_type"] == "authorization_code", response.status == 400 { response.status = 401 }
        }
        Mutant("code-credential-400", "A code without the credential is answered 400.", refusals: .token) {
            response, asked in
            if asked[field: "grant_type"] == "authorization_code", response.status == 401 { response.status = 400 }
        }
    }
}
