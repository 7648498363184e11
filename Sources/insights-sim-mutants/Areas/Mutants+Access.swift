import InsightsAPI
import InsightsHTTP
import InsightsJSON

extension Mutant {
    static let access = MutantList.of {
        Mutant(
            "no-token-accepted", "A call without a token is answered.", instead: .service, where: { $0.status == 401 }
        ) { original, asked in
            asked.request.fields.contains("Authorization") ? original.respond(asked) : original.respondAsUsual(asked)
        }
        Mutant(
            "expired-token-accepted", "A token works beyond its hour.", instead: .token | .service,
            where: { $0.status == 401 }
        ) {
            original, asked in
            let response = original.respond(asked)
            guard response.status == 401, let token = asked.token, original.knows(token),
                original.respond(asked.probe(token)).status == 401, let fresh = original.renewed(token)
            else { return response }
            var renewed = asked
            renewed.token = fresh
            return original.respond(renewed)
        }
        Mutant(
            "tampered-token-accepted", "The signature of a token is not checked.", instead: .token | .service,
            where: { $0.status == 401 }
        ) {
            original, asked in
            let response = original.respond(asked)
            guard response.status == 401, let token = asked.token, !original.knows(token),
                token.split(separator: ".", omittingEmptySubsequences: false).count == 3
            else { return response }
            return original.respondAsUsual(asked)
        }
        Mutant(
            "any-text-is-a-token", "Any text passes for a token.", instead: .token | .service,
            where: { $0.status == 401 }
        ) { original, asked in
            let response = original.respond(asked)
            guard response.status == 401, let token = asked.token, !original.knows(token) else { return response }
            return original.respondAsUsual(asked)
        }
        Mutant(
            "id-token-accepted", "An id token passes for an access token.", instead: .token | .service,
            where: { $0.status == 401 }
        ) {
            original, asked in
            let response = original.respond(asked)
            if let id = response.json?["id_token"]?.string { original["id token \(id)"] = .bool(true) }
            guard response.status == 401, let token = asked.token, original["id token \(token)"] != nil else {
                return response
            }
            return original.respondAsUsual(asked)
        }
        Mutant(
            "any-audience", "A token for any resource opens the service.", instead: .token | .service,
            where: { $0.status == 401 || $0.status == 403 }
        ) {
            original, asked in
            let response = original.respond(asked)
            guard response.status == 401 || response.status == 403, let token = asked.token,
                let audience = ForgedToken.read(token)?.claims["aud"]?.string,
                ![
                    "https://graph.windows.net", "https://api.partnercenter.microsoft.com",
                    "https://graph.microsoft.com",
                ]
                .contains(audience.hasSuffix("/") ? String(audience.dropLast()) : audience)
            else { return response }
            return original.respondAsUsual(asked)
        }
        Mutant(
            "audience-per-program", "Each program takes only one audience.",
            settings: ["accepted-resources": "per-program"], touching: .service)
        Mutant("bearer-by-case", "`bearer` in lower case is not understood.", requests: .service) { asked in
            if asked.request.fields["Authorization"]?.hasPrefix("Bearer ") == false { asked.token = nil }
        }
        Mutant("second-factor-needed", "mpn needs a second factor.", settings: ["token-mfa": "on"], touching: .service)
        Mutant(
            "graph-refused", "Tokens for either Graph are refused.",
            settings: ["token-graph-audience-end": "2021-01-01"], touching: .service)
        Mutant("token-in-address", "A token in the address opens the service.", requests: .service) { asked in
            if asked.token == nil { asked.token = asked[parameter: "access_token"] }
        }
        Mutant("token-repeated", "A refusal shows the `Authorization` that was sent.", instead: .service) {
            original, asked in
            var response = original.respond(asked)
            if response.status == 401 {
                response.fields.set("Authorization", to: asked.request.fields["Authorization"])
            }
            return response
        }
        Mutant("user-ticket-always", "Both programs take a user ticket.", requests: .service) { asked in
            if asked.token == nil, let ticket = asked.request.fields[ServiceField.userTicket] { asked.token = ticket }
        }
        Mutant("user-ticket-first", "A user ticket wins over Authorization.", requests: .service) { asked in
            if let ticket = asked.request.fields[ServiceField.userTicket] { asked.token = ticket }
        }
        Mutant(
            "most-of-both-roles", "A user with both viewer roles sees everything.", settings: ["both-roles": "most"],
            touching: .service)
        // Roles
        Mutant(
            "cmp-roles-ignored", "cmp takes every application.", instead: .service.of(.cmp), where: { $0.status == 403 }
        ) { original, asked in
            let response = original.respond(asked)
            return response.status == 403 && asked.isOfApplication ? original.respondAsUsual(asked) : response
        }
        Mutant("cmp-takes-users", "cmp takes a user's token.", instead: .service.of(.cmp), where: { $0.status == 403 })
        { original, asked in
            let response = original.respond(asked)
            return response.status == 403 && !asked.isOfApplication ? original.respondAsUsual(asked) : response
        }
        Mutant(
            "mpn-takes-applications", "mpn takes an application alone.", instead: .service.of(.mpn),
            where: { $0.status == 403 }
        ) {
            original, asked in
            let response = original.respond(asked)
            return response.status == 403 && asked.isOfApplication ? original.respondAsUsual(asked) : response
        }
        Mutant("mpn-roles-ignored", "mpn takes every user.", instead: .service.of(.mpn), where: { $0.status == 403 }) {
            original, asked in
            let response = original.respond(asked)
            return response.status == 403 && !asked.isOfApplication ? original.respondAsUsual(asked) : response
        }
        Mutant(
            "permission-ignored", "A user's token needs no permission.", instead: .service, where: { $0.status == 403 }
        ) { original, asked in
            let response = original.respond(asked)
            let scope = asked.token.flatMap(ForgedToken.read)?.claims["scp"]?.string
            guard response.status == 403, let scope, !scope.contains("user_impersonation") else { return response }
            return original.respondAsUsual(asked)
        }
        Mutant(
            "report-viewer-let-in", "A Report viewer is let in.", settings: ["report-viewer": "redacted"],
            touching: .service)
        // The refusals themselves
        Mutant("unauthorized-is-403", "What lacks a token is answered 403.", refusals: .service) { response in
            if response.status == 401 { response.status = 403 }
        }
        Mutant("forbidden-is-401", "A caller without a right gets 401.", refusals: .service) { response in
            if response.status == 403 { response.status = 401 }
        }
        Mutant("forbidden-is-404", "A caller without a right gets 404.", refusals: .service) { response in
            if response.status == 403 { response.status = 404 }
        }
        Mutant("unauthorized-without-body", "401 has no body.", refusals: .service) { response in
            if response.status == 401 { response.bytes = [] }
        }
        Mutant("second-factor-with-body", "A caller without a second factor gets a body.", refusals: .service) {
            response in
            if response.status == 401, response.bytes.isEmpty { response.bytes = Array("{}".utf8) }
        }
        Mutant("second-factor-context-absent", "401 has no `Request-Context`.", refusals: .service) { response in
            if response.status == 401 { response.fields.set("Request-Context", to: nil) }
        }
        Mutant("graph-end-unsaid", "The body does not say that an audience is no longer taken.", refusals: .service) {
            response in
            if response.message.hasPrefix("900420") { response.set("/message", .string("Unauthorized")) }
        }
        Mutant("challenge-absent", "401 has no `WWW-Authenticate`.", refusals: .service) { response in
            if response.status == 401 { response.fields.set("WWW-Authenticate", to: nil) }
        }
        Mutant("challenge-always-invalid", "The challenge complains of a token that was not sent.", refusals: .service)
        {
            response in
            if response.status == 401 { response.fields.set("WWW-Authenticate", to: #"Bearer error="invalid_token""#) }
        }
        Mutant("challenge-bare", "The challenge does not complain of a bad token.", refusals: .service) { response in
            if response.status == 401 { response.fields.set("WWW-Authenticate", to: "Bearer") }
        }
        // Tenants and users
        Mutant(
            "queries-leak", "Another tenant's query is found by its identifier.", instead: .service,
            where: { $0.status == 404 || $0.message == "Invalid QueryId" }
        ) {
            original, asked in
            original.respondOrLeak(asked, .deleteQuery | .getQueries | .testQuery | .createReport)
        }
        Mutant(
            "reports-leak", "Another tenant's report is found by its identifier.", instead: .service,
            where: { $0.status == 404 }
        ) {
            original, asked in
            original.respondOrLeak(
                asked, .getReports | .updateReport | .deleteReport | .pauseReport | .resumeReport | .executions)
        }
        Mutant("lists-leak", "Lists show what everybody has.", instead: .getQueries | .getReports) { original, asked in
            var response = original.respond(asked)
            guard let token = asked.token, (Scope.getQueries | .getReports).holds(asked) else { return response }
            var shown = Set(response.records.map { JSONWriter.encode($0) })
            for other in original.tokens where other != token {
                var again = asked
                again.token = other
                let more = original.respond(again).records.filter { shown.insert(JSONWriter.encode($0)).inserted }
                if response.isSuccess, !more.isEmpty { response.records += more }
            }
            return response
        }
    }
}

extension Asked {
    /// Returns a call that any valid token may make, to see whether a token still works.
    fileprivate func probe(_ token: String) -> Asked {
        var asked = another(.get, .datasets)
        asked.token = token
        return asked
    }

    /// Whether the token is that of an application alone.
    fileprivate var isOfApplication: Bool {
        guard let claims = token.flatMap(ForgedToken.read)?.claims else { return false }
        return claims["scp"] == nil && claims["upn"] == nil
    }
}

extension Original {
    /// Returns the response, or if it finds nothing, that of another caller with a result.
    fileprivate func respondOrLeak(_ asked: Asked, _ scope: Scope) -> MutantResponse {
        let response = respond(asked)
        let isNothing = response.status == 404 || response.message == "Invalid QueryId"
        guard scope.holds(asked), isNothing else { return response }
        for token in tokens where token != asked.token {
            var again = asked
            again.token = token
            let other = self.respond(again)
            if other.isSuccess { return other }
        }
        return response
    }
}
