import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension Mutant {
    static let tokenRefusals = MutantList.of {
        Mutant("token-error-200", "Refusals are answered 200.", refusals: .token) { $0.status = 200 }
        Mutant("token-error-401-is-400", "A refused client gets 400.", refusals: .token) {
            if $0.status == 401 { $0.status = 400 }
        }
        Mutant("token-error-400-is-401", "Everything refused is 401.", refusals: .token) {
            if $0.status == 400 { $0.status = 401 }
        }
        Mutant("token-error-codes-absent", "`error_codes` is missing.", refusals: .token) { $0.remove("/error_codes") }
        Mutant("token-error-codes-as-text", "`error_codes` holds texts.", refusals: .token) {
            $0.change("/error_codes/*") { .string(String($0.integer ?? 0)) }
        }
        Mutant("token-error-without-number", "The description does not begin with AADSTS.", refusals: .token) {
            $0.changeText("/error_description") { $0.replacing(/^AADSTS[0-9]+:\s/, with: "") }
        }
        Mutant("token-error-one-line", "The description has only its first line.", refusals: .token) {
            $0.changeText("/error_description") { String($0.prefix { !$0.isNewline }) }
        }
        Mutant("token-error-lines-lf", "The description's lines end in LF.", refusals: .token) {
            $0.changeText("/error_description") { $0.replacing("\r\n", with: "\n") }
        }
        Mutant(
            "token-error-lines-blank", "The description's lines are joined by blanks.",
            settings: ["token-error-lines": "blank"], touching: .token)
        Mutant("token-error-time-iso", "`timestamp` has a T.", refusals: .token) {
            $0.changeText("/timestamp") { $0.replacing(" ", with: "T") }
        }
        Mutant("token-error-time-without-zone", "`timestamp` has no Z.", refusals: .token) {
            $0.changeText("/timestamp") { $0.hasSuffix("Z") ? String($0.dropLast()) : $0 }
        }
        Mutant("token-error-time-off", "`timestamp` is not the tenant's time.", refusals: .token) {
            $0.changeText("/timestamp") { "2001" + $0.dropFirst(4) }
        }
        Mutant("token-error-trace-differs", "`trace_id` is not `x-ms-request-id`.", refusals: .token) {
            $0.set("/trace_id", .string("11111111-1111-4111-8111-111111111111"))
        }
        Mutant("token-error-correlation-own", "`correlation_id` is not the caller's.", refusals: .token) {
            $0.set("/correlation_id", .string("11111111-1111-4111-8111-111111111111"))
        }
        Mutant("token-error-correlation-any", "`correlation_id` repeats anything the caller sent.", refusals: .token) {
            response, asked in
            if let sent = asked.request.fields["client-request-id"] { response.set("/correlation_id", .string(sent)) }
        }
        Mutant(
            "token-correlation-in-form-ignored", "A `client-request-id` in the form is not looked at.", requests: .token
        ) { $0[field: "client-request-id"] = nil }
        Mutant(
            "unserved-address-malformed", "An address of the endpoint that is not served is 400.", refusals: .identity
        ) {
            if $0.status == 404 { $0.status = 400 }
        }
        Mutant("token-error-uri-absent", "`error_uri` is missing.", refusals: .token) { $0.remove("/error_uri") }
        Mutant("token-error-suberror-absent", "`suberror` is missing.", refusals: .token) { $0.remove("/suberror") }
        Mutant("token-error-claims-absent", "`claims` is missing.", refusals: .token) { $0.remove("/claims") }
        Mutant("token-error-keys-turned-round", "The members come in the opposite order.", refusals: .token) {
            $0.changeMembers("/") { $0.reverse() }
        }
        Mutant("token-error-null-uri", "`suberror` is null where there is none.", refusals: .token) { response in
            if response.json?["suberror"] == nil { response.set("/suberror", .null) }
        }
        Mutant("token-error-leaks-secret", "The description repeats the secret.", refusals: .token) { response, asked in
            if let secret = asked[field: "client_secret"] {
                response.changeText("/error_description") {
                    $0.replacing("\r\n", with: " (\(secret))\r\n", maxReplacements: 1)
                }
            }
        }
        Mutant("token-error-leaks-user", "The description names the user.", refusals: .token) { response, asked in
            if let name = asked[field: "username"] {
                response.changeText("/error_description") { $0.replacing("{EmailHidden}", with: name) }
            }
        }
        Mutant("token-error-cacheable", "Refusals may be cached.", refusals: .token) {
            $0.fields.set("Cache-Control", to: "public, max-age=60")
        }
        Mutant("token-error-type-text", "The content type is `text/plain`.", refusals: .token) {
            $0.fields.set("Content-Type", to: "text/plain")
        }
        Mutant("token-error-telemetry", "`x-ms-clitelem` does not show the number.", refusals: .token) { response in
            if response.fields["x-ms-clitelem"] != nil { response.fields.set("x-ms-clitelem", to: "1,0,0,,") }
        }
        Mutant("token-error-challenge-absent", "A client that used HTTP Basic gets no challenge.", refusals: .token) {
            $0.fields.set("WWW-Authenticate", to: nil)
        }
        Mutant("token-retry-after-absent", "429 does not say how long to wait.", refusals: .token) {
            $0.fields.set("Retry-After", to: nil)
        }
        Mutant("token-429-as-json", "429 comes as JSON.", refusals: .token) { response in
            guard response.status == 429 else { return }
            response.bytes = Array(#"{"error":"too_many_requests"}"#.utf8)
            response.fields.set("Content-Type", to: "application/json")
        }
        Mutant("token-method-405", "Another method than POST is answered 405.", refusals: .token) { response, asked in
            if asked.request.method != .post { response.status = 405 }
        }
        Mutant(
            "token-method-page", "Another method gets a page.", settings: ["token-wrong-method": "html"],
            touching: .token)
        Mutant("token-method-never-page", "A browser gets JSON, too.", requests: .token) { asked in
            if asked.request.method != .post { asked.request.fields.set("Accept", to: nil) }
        }
        Mutant("token-allow-absent", "`Allow` is missing.", refusals: .token) { $0.fields.set("Allow", to: nil) }
        Mutant("token-parameter-unnamed", "A missing parameter is not named.", refusals: .token) { response in
            guard response.tokenError == 900_144 || response.tokenError == 90014 else { return }
            response.changeText("/error_description") { $0.replacing(/'[a-z_]+'/, with: "''") }
        }
        Mutant("token-unsupported-grant", "An unknown grant is an `invalid_request`.", refusals: .token) { response in
            if response.tokenError == 70003 { response.set("/error", .string("invalid_request")) }
        }
        Mutant("token-password-url-absent", "Where to change an old password is not said.", refusals: .token) {
            $0.remove("/password_change_url")
        }
    }

    /// The numbers of refusals, and the one that each of these mutants shows in place of it.
    private static let errorNumbers: [(Int, Int, String)] = [
        (7_000_215, 7_000_222, "A wrong secret"), (7_000_222, 7_000_215, "An expired secret"),
        (7_000_216, 7_000_218, "An application without credential"),
        (7_000_218, 7_000_215, "A user's application without credential"),
        (700_016, 90002, "An unknown application"), (700_025, 7_000_215, "A public application with a secret"),
        (90002, 900_023, "An unknown tenant"), (900_023, 90002, "A malformed tenant"),
        (50059, 90002, "An application at `common`"), (9_001_023, 50059, "A user at `common` in v2"),
        (900_144, 90014, "A missing parameter"), (90014, 900_144, "A missing field in v2"),
        (70003, 900_144, "An unknown grant"), (900_561, 9_002_313, "Another method than POST"),
        (9_002_313, 900_144, "A malformed request"), (500_011, 70011, "An unknown resource"),
        (70011, 500_011, "A scope that is none"), (1_002_012, 70011, "An application's scope without `/.default`"),
        (901_002, 9_010_010, "A resource in v2"), (9_010_010, 901_002, "A resource that is not the scope's"),
        (50034, 50126, "An unknown user"), (50126, 50034, "A wrong password"), (50053, 50126, "A locked account"),
        (50055, 50126, "An old password"), (50056, 50126, "A user without password"),
        (50057, 50126, "A user who is switched off"), (50076, 50079, "A user who needs a factor"),
        (50079, 50076, "A user who must set up a factor"), (53003, 50076, "A user whom a policy blocks"),
        (65001, 650_057, "A user without consent"), (650_057, 65001, "A resource that is not registered"),
        (50173, 70000, "A user whose sessions were ended"), (70000, 9_002_313, "Another's refresh token"),
        (700_082, 70000, "A refresh token that rested too long"), (90033, 50196, "A fault of the service"),
        (50196, 90033, "A loop of requests"),
    ]

    static let tokenErrorNumbers: [Mutant] = errorNumbers.map { right, wrong, what in
        Mutant("token-error-\(right)", "\(what) is refused with \(wrong), not \(right).", refusals: .token) {
            response in
            if response.tokenError == right { response.setTokenError(wrong) }
        }
    }

    static let discovery = MutantList.of {
        Mutant("discovery-refusal-200", "What is not known is answered 200 with the refusal.", refusals: .identity) {
            $0.status = 200
        }
        Mutant("discovery-refusal-404", "What is not known is answered 404.", refusals: .identity) { $0.status = 404 }
        Mutant("discovery-404", "There is no discovery.", responses: .identity) { $0.status = 404 }
        Mutant("discovery-issuer", "`issuer` is another one than in tokens.", responses: .identity) {
            $0.changeText("/issuer") { $0 + "x" }
        }
        Mutant("discovery-token-endpoint", "`token_endpoint` is missing.", responses: .identity) {
            $0.remove("/token_endpoint")
        }
        Mutant("discovery-keys-empty", "No key is published.", responses: .identity) { response in
            if response.json?["keys"] != nil { response.set("/keys", .array([])) }
        }
        Mutant("discovery-key-names", "Published keys are not those that sign.", responses: .identity) {
            $0.set("/keys/*/kid", .string("AAAAAAAAAAAAAAAAAAAAAAAAAAA"))
        }
    }
}
