import InsightsAPI
import InsightsHTTP
import InsightsJSON

/// Parts of the names of Azure's own resources.
private let azureNames = [
    "management.", "vault.azure.net", "storage.azure.com", "797f4846-", "cfa8b339-", "e406a681-",
]

extension Mutant {
    static let tokenGrants = MutantList.of {
        Mutant("secret-wrong-accepted", "Any secret will do.", instead: .token, where: { $0.tokenError == 7_000_215 }) {
            original, asked in
            let response = original.respond(asked)
            return response.tokenError == 7_000_215 ? original.respond(asked.withRightSecret(original)) : response
        }
        Mutant(
            "secret-expired-accepted", "An expired secret is accepted.", instead: .token,
            where: { $0.tokenError == 7_000_222 }
        ) { original, asked in
            let response = original.respond(asked)
            return response.tokenError == 7_000_222 ? original.respond(asked.withUsualClient(original)) : response
        }
        Mutant("secret-trimmed", "Blanks around a secret are taken away.", requests: .token) { asked in
            if asked.form.contains(where: { $0.0 == "client_secret" && $0.1.hasPrefix(" ") || $0.1.hasSuffix(" ") }) {
                asked[field: "client_secret"] = asked[field: "client_secret"]
            }
        }
        Mutant(
            "secret-unneeded", "A user needs no secret of the application.", instead: .token,
            where: { $0.tokenError == 7_000_218 }
        ) { original, asked in
            let response = original.respond(asked)
            return response.tokenError == 7_000_218 ? original.respond(asked.withRightSecret(original)) : response
        }
        Mutant(
            "public-client-refused", "A public application is asked for a secret.", instead: .token,
            where: { $0.isSuccess }
        ) {
            original, asked in
            var response = original.respond(asked)
            let hasProof = ["client_secret", "client_assertion"].contains { asked[field: $0] != nil }
            guard response.isSuccess, !hasProof, asked.request.fields["Authorization"] == nil else { return response }
            response.status = 401
            response.bytes = Array("{}".utf8)
            return response
        }
        Mutant("password-wrong-accepted", "Any password will do.", instead: .token, where: { $0.tokenError == 50126 }) {
            original, asked in
            let response = original.respond(asked)
            return response.tokenError == 50126 ? original.respond(asked.withUsualPassword(original)) : response
        }
        Mutant("password-trimmed", "Blanks around a password are taken away.", requests: .token) { asked in
            if asked.form.contains(where: { $0.0 == "password" && $0.1.hasPrefix(" ") || $0.1.hasSuffix(" ") }) {
                asked[field: "password"] = asked[field: "password"]
            }
        }
        Mutant("quotes-removed", "Quotes around form values are taken away.", requests: .token) { asked in
            for (name, value) in asked.form where value.count > 1 && value.hasPrefix("\"") && value.hasSuffix("\"") {
                asked[field: name] = String(value.dropFirst().dropLast())
            }
        }
        Mutant("user-name-by-case", "A user name in other letter case is not known.", requests: .token) { asked in
            if let name = asked[field: "username"], name != name.lowercased() { asked[field: "username"] = "x" + name }
        }
        Mutant("tenant-by-identifier-only", "A tenant's domain is not known.", requests: .token) { asked in
            if asked.request.target.contains(".example/") {
                asked.request.target = asked.request.target.replacing(".example/", with: ".invalid/")
            }
        }
        Mutant("token-path-by-case", "The path's letter case counts.", requests: .token) { asked in
            if !asked.request.target.contains("/oauth2/") { asked.request.target = "/nowhere" }
        }
        Mutant("token-common-refused", "Users cannot use `common` and `organizations`.", requests: .token) { asked in
            asked.request.target = asked.request.target.replacing("/common/", with: "/unknown.invalid/")
                .replacing("/organizations/", with: "/unknown.invalid/")
        }
        Mutant("token-basic-ignored", "HTTP Basic is not looked at.", requests: .token) {
            $0.request.fields.set("Authorization", to: nil)
        }
        Mutant(
            "token-two-credentials-refused", "A secret in body and header is refused.",
            settings: ["token-two-credentials": "refused"], touching: .token)
        Mutant("token-untrimmed", "Blanks around values count.", settings: ["token-trim": "off"], touching: .token)
        Mutant(
            "token-resource-needed", "An application must name a resource.",
            settings: ["token-missing-resource": "refused"], touching: .token)
        Mutant(
            "token-resource-not-needed", "A user need not name a resource.",
            requests: .tokenV1.where { $0[field: "grant_type"] == "password" && $0[field: "resource"] == nil }
        ) { $0[field: "resource"] = "https://graph.windows.net" }
        Mutant("token-resource-any", "Every resource is known.", instead: .token, where: { $0.tokenError == 500_011 }) {
            original, asked in
            let response = original.respond(asked)
            guard response.tokenError == 500_011 else { return response }
            var known = asked
            known[field: asked.kind == .token(.v1) ? "resource" : "scope"] =
                asked.kind == .token(.v1) ? "https://graph.windows.net" : "https://graph.windows.net/.default"
            return original.respond(known)
        }
        Mutant("token-assertion-unpadded", "An assertion with padding is malformed.", requests: .token) { asked in
            if asked[field: "client_assertion"]?.contains("=") == true { asked[field: "client_assertion"] = "x" }
        }
        Mutant("token-azure-resources-unknown", "Azure's own resources are unknown.", requests: .token) { asked in
            let field = asked.kind == .token(.v1) ? "resource" : "scope"
            guard let name = asked[field: field], azureNames.contains(where: name.contains) else { return }
            asked[field: field] = "https://nowhere.example/.default"
        }
        Mutant(
            "token-scope-without-default", "An application's scope need not end in `/.default`.",
            requests: .tokenV2.where { $0[field: "grant_type"] == "client_credentials" }
        ) { asked in
            if let scope = asked[field: "scope"], !scope.hasSuffix("/.default"), !scope.contains(" ") {
                asked[field: "scope"] = "https://graph.windows.net/.default"
            }
        }
        Mutant(
            "token-scope-invented", "Any permission is granted.", instead: .tokenV2,
            where: { $0.tokenError == 70011 }
        ) { original, asked in
            let response = original.respond(asked)
            guard response.tokenError == 70011, asked[field: "grant_type"] == "password",
                let scope = asked[field: "scope"], scope.hasPrefix("https://"), !scope.contains(" ")
            else { return response }
            var known = asked
            known[field: "scope"] = "https://graph.windows.net/.default"
            return original.respond(known)
        }
        Mutant(
            "token-scope-without-consent", "A permission needs no consent.", instead: .tokenV2,
            where: { $0.tokenError == 65001 }
        ) { original, asked in
            let response = original.respond(asked)
            guard response.tokenError == 65001 else { return response }
            var known = asked
            known[field: "scope"] = "User.Read"
            return original.respond(known)
        }
        Mutant("token-scope-by-case", "The letter case of scopes counts.", requests: .tokenV2) { asked in
            guard let scope = asked[field: "scope"] else { return }
            let isFolded = scope.split(separator: " ").allSatisfy { part in
                let lower = part.lowercased()
                return lower.hasSuffix("/.default") ? part.hasSuffix("/.default") : lower != "openid" || part == lower
            }
            if !isFolded { asked[field: "scope"] = "x" }
        }
        Mutant("token-json-body", "A JSON body is taken too.", requests: .token) { asked in
            guard asked.request.fields["Content-Type"]?.contains("json") == true, let json = asked.json else { return }
            asked.request.body = []
            for member in json.members { asked[field: member.key] = member.value.string }
            asked.request.fields.set("Content-Type", to: "application/x-www-form-urlencoded")
        }
        Mutant("token-parameters-in-address", "Parameters are accepted in the address.", requests: .token) { asked in
            let query = asked.request.target.drop { $0 != "?" }.dropFirst()
            guard !query.isEmpty else { return }
            asked.request.body += Array("&\(query)".utf8)
        }
        Mutant("token-plus-is-plus", "`+` in a form is a plus sign.", requests: .token) { asked in
            asked.request.body = Array(
                String(decoding: asked.request.body, as: UTF8.self).replacing("+", with: "%2B").utf8)
        }
        Mutant("token-unknown-parameter-refused", "An unknown parameter is refused.", instead: .token) {
            original, asked in
            let known = [
                "grant_type", "client_id", "client_secret", "resource", "scope", "username", "password",
                "refresh_token", "client_assertion", "client_assertion_type", "client_info",
            ]
            var asked = asked
            if asked.form.contains(where: { !known.contains($0.0) }) { asked[field: "grant_type"] = nil }
            return original.respond(asked)
        }
        Mutant(
            "token-charset-refused", "A content type with a character set or in capitals is refused.", requests: .token
        ) { asked in
            let type = asked.request.fields["Content-Type"]
            if type != "application/x-www-form-urlencoded" { asked.request.body = [] }
        }
        Mutant("token-throttling-ignored", "No client is told to wait.", instead: .token, where: { $0.status == 429 }) {
            original, asked in
            let response = original.respond(asked)
            return response.status == 429 ? original.respond(asked.withUsualClient(original)) : response
        }
        Mutant(
            "client-before-user", "The application is checked before the user.",
            instead: .token.where { $0[field: "grant_type"] == "password" }, where: { $0.tokenError != 0 }
        ) { original, asked in
            let response = original.respond(asked)
            guard [50034, 50126, 50053, 50055, 50056, 50057].contains(response.tokenError) else { return response }
            var alone = asked
            alone[field: "grant_type"] = "client_credentials"
            let other = original.respond(alone)
            return other.isSuccess ? response : other
        }
        Mutant(
            "tenant-before-credential", "The tenant is checked before the credential is there.", instead: .token,
            where: { $0.tokenError == 7_000_216 }
        ) {
            original, asked in
            let response = original.respond(asked)
            guard response.tokenError == 7_000_216 else { return response }
            var complete = asked
            complete[field: "client_secret"] = "x"
            let other = original.respond(complete)
            return [90002, 900_023].contains(other.tokenError) ? other : response
        }
        // Refresh tokens
        Mutant(
            "refresh-for-anyone", "A refresh token works for another application.", instead: .token,
            where: { $0.tokenError == 70000 }
        ) {
            original, asked in
            let response = original.respond(asked)
            original.noteOwner(of: response, asked)
            guard response.tokenError == 70000, let token = asked[field: "refresh_token"],
                let owner = original["owner \(token)"]?.string
            else { return response }
            var body = Asked(HTTPRequest(.post, asked.request.target, fields: asked.request.fields))
            body.request.body = Array(owner.utf8)
            body[field: "grant_type"] = "refresh_token"
            body[field: "refresh_token"] = token
            return original.respond(body)
        }
        Mutant("refresh-once", "A refresh token works once.", instead: .token) { original, asked in
            var asked = asked
            if let token = asked[field: "refresh_token"], original.count("use \(token)") > 1 {
                asked[field: "refresh_token"] = String(token.reversed())
            }
            return original.respond(asked)
        }
        Mutant("refresh-brings-none", "A renewed token comes without a new refresh token.", responses: .token) {
            response, asked in
            if asked[field: "grant_type"] == "refresh_token" { response.remove("/refresh_token") }
        }
        Mutant("refresh-needs-resource", "Renewing does not keep the resource.", instead: .tokenV1) { original, asked in
            guard asked[field: "grant_type"] == "refresh_token", asked[field: "resource"] == nil else {
                return original.respond(asked)
            }
            var other = asked
            other[field: "resource"] = "https://graph.microsoft.com"
            return original.respond(other)
        }
        Mutant("refresh-one-resource", "Renewing for another resource brings the old one.", requests: .tokenV1) {
            asked in
            if asked[field: "grant_type"] == "refresh_token" { asked[field: "resource"] = nil }
        }
        Mutant(
            "refresh-without-client", "Renewing needs no secret.", instead: .token,
            where: { $0.tokenError == 7_000_218 }
        ) { original, asked in
            let response = original.respond(asked)
            guard asked[field: "grant_type"] == "refresh_token", response.tokenError == 7_000_218 else {
                return response
            }
            return original.respond(asked.withRightSecret(original))
        }
        Mutant("refresh-old-times", "A renewed token has the times of the first.", instead: .tokenV1) {
            original, asked in
            var response = original.respond(asked)
            for key in ["expires_on", "not_before"] {
                let first = original[key] ?? response.json?[key]
                original[key] = first
                if asked[field: "grant_type"] == "refresh_token", let first { response.set("/\(key)", first) }
            }
            return response
        }
        Mutant(
            "refresh-rests-89-days", "A refresh token may rest 89 days.",
            settings: ["refresh-token-idle-days": "89"], touching: .token.where { $0[field: "refresh_token"] != nil })
        Mutant(
            "refresh-rests-91-days", "A refresh token may rest 91 days.",
            settings: ["refresh-token-idle-days": "91"], touching: .token.where { $0[field: "refresh_token"] != nil })
        Mutant(
            "lockout-unasked", "Three wrong passwords lock an account.", settings: ["token-lockout": "3"],
            touching: .token)
        Mutant(
            "loop-limit-unasked", "The fourth equal request in a minute is refused.",
            settings: ["token-loop-limit": "3"], touching: .token)
    }
}

extension Asked {
    /// The fields of a form as they are, blanks included.
    var form: [(String, String)] {
        Parameters(parsing: String(decoding: request.body, as: UTF8.self)).all.map { ($0.name, $0.value) }
    }

    /// Returns the request with the secret of its application.
    func withRightSecret(_ original: Original) -> Asked {
        let applications = original.tenants.flatMap { $0["applications"]?.array ?? [] }
        let own = applications.first { $0["clientId"]?.string == self[field: "client_id"] }
        var asked = self
        asked.request.fields.set("Authorization", to: nil)
        asked[field: "client_secret"] = (own?["clientSecrets"]?.array?.last)?.string
        return asked
    }

    /// Returns the request as the tenant's usual application.
    func withUsualClient(_ original: Original) -> Asked {
        var asked = self
        asked.request.fields.set("Authorization", to: nil)
        asked[field: "client_id"] = original.tenants.first?["clientId"]?.string
        asked[field: "client_secret"] = original.tenants.first?["clientSecret"]?.string
        return asked
    }

    /// Returns the request with the password of its user.
    func withUsualPassword(_ original: Original) -> Asked {
        let users = original.tenants.flatMap { $0["users"]?.array ?? [] }
        let own = users.first { $0["username"]?.string?.lowercased() == self[field: "username"]?.lowercased() }
        var asked = self
        asked[field: "password"] = own?["password"]?.string
        return asked
    }
}

extension Original {
    fileprivate func noteOwner(of response: MutantResponse, _ asked: Asked) {
        guard let token = response.json?["refresh_token"]?.string else { return }
        self["owner \(token)"] = .string(String(decoding: asked.request.body, as: UTF8.self))
    }
}
