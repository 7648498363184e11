import InsightsTime

extension Settings {
    /// The settings of the token endpoint, in the order of token-endpoint section 15.
    static let tokenEntries: [Entry] = [
        duration(
            "token-lifetime-jitter-seconds", "seconds a token may live longer, by chance", "token 8", 0...86400,
            \.token.lifetimeJitter
        ).formerly("token-lifetime-jitter"),
        choice("token-expires-in", "what expires_in says of the lifetime", "token 15", \.token.expiresIn),
        trimming(
            "token-trim", "blanks around resource, client_id and such are taken away", "token 5.1", \.token.trimsFields
        ).formerly("form-trimming"),
        choice("token-error-lines", "between the parts of error_description", "token 10.1", \.token.errorLines),
        choice("token-v1-id-token", "signature of the v1 id token", "token 9.6", \.token.idToken),
        choice("token-issuer", "whom iss names", "token 11.2", \.token.issuer),
        choice("token-missing-resource", "an application without resource", "token 5.3", \.token.missingResource),
        choice("token-basic-secret", "spelling of a secret in HTTP Basic", "token 3.3", \.token.basicSecret),
        choice("token-two-credentials", "credentials in body and header", "token 3.3", \.token.twoCredentials),
        choice("token-wrong-method", "form of the refusal of GET", "token 10.7", \.token.wrongMethod),
        choice("token-repeated-assertion", "a client assertion sent twice", "token 14", \.token.repeatedAssertion),
        day(
            "token-graph-audience-end", "day from which tokens for Graph are refused", "token 12.3",
            \.token.graphAudienceEnd),
        day(
            "token-secret-end", "day from which secrets without an end have expired", "token 10.3", \.token.secretEnd),
        choice(
            "audience-rule", "audiences that ended by the tenant's clock", "C48", \.token.audienceRule),
        text(
            "token-mfa", "when mpn needs a second factor", "token 12.3",
            "off | on | a day such as 2026-04-01 | share:0 to share:100", \.token.secondFactorRule,
            TokenSettings.SecondFactorRule.init, \.text),
        limit(
            "token-lockout", "wrong passwords until an account is locked", "token 12.1", 1...1000,
            \.token.lockoutFailures),
        limit("token-loop-limit", "same token requests in a minute", "token 10.8", 1...100_000, \.token.loopLimit),
        limit(
            "token-rate-limit", "token requests of an application in a minute", "token 10.8", 1...100_000,
            \.token.rateLimit),
        number(
            "refresh-token-idle-days", "days a refresh token may rest", "token 4.3", 1...3650,
            \.token.refreshTokenIdleDays),
        choice(
            "refresh-token-reuse", "a refresh token that a newer one has replaced", "2026 3.5",
            \.token.refreshTokenReuse),
        text(
            "token-sign-in", "who signs in at the pages of sign-in", "2026 3.2",
            "off | page | auto | deny | a user such as avery.holt@harborlight.example", \.token.signIn,
            TokenSettings.SignIn.init, \.text),
        choice(
            "sign-in-factor", "second factor of a sign-in without a page", "2026 3.2", \.token.signInFactor),
        choice("consent", "whether the page of sign-in asks for consent", "2026 3.8", \.token.consent),
        flag("session-state", "session_state in the response with a code", "2026 3.2", \.token.tellsSession),
        text(
            "device-sign-in", "who decides about a sign-in by device code", "2026 3.4",
            "as-sign-in | manual | after:0 to after:\(TokenSettings.DeviceSignIn.mostPolls) | decline | expire",
            \.token.deviceSignIn, TokenSettings.DeviceSignIn.init, \.text),
        flag(
            "device-slow-down", "a device that polls too often gets slow_down", "2026 3.4",
            \.token.slowsDownDevicePolls),
        choice(
            "device-error-status", "status of errors of the device code endpoint", "2026 3.4",
            \.token.deviceErrorStatus),
        flag("origin-rule", "the origin of a page decides what it may redeem", "2026 3.3", \.token.checksOrigin),
        choice(
            "fic-errors", "errors of assertions by another issuer", "2026 3.6", \.token.federationErrors),
        choice(
            "mfa-refusal", "answer to a token without a second factor", "2026 2.4", \.token.secondFactorRefusal),
        flag(
            "mfa-header", "isMfaCompliant for requests with ValidateMfa", "2026 2.4", \.token.tellsSecondFactor),
    ]

    /// Returns a flag that also takes the words by which the documents of 2026 call it.
    private static func trimming(
        _ name: String, _ summary: String, _ source: String, _ field: Field<Bool>
    ) -> Entry {
        Entry(
            name: name, summary: summary, source: source, accepted: "off, or strict | on, or lenient",
            read: { $0[keyPath: field] ? "on" : "off" },
            write: { settings, text in
                guard let value = ["off": false, "strict": false, "on": true, "lenient": true][text] else {
                    return false
                }
                settings[keyPath: field] = value
                return true
            })
    }

    /// Returns the setting of a value with its own text form.
    private static func text<Value: Sendable>(
        _ name: String, _ summary: String, _ source: String, _ accepted: String, _ field: Field<Value>,
        _ parse: @escaping @Sendable (String) -> Value?, _ text: any KeyPath<Value, String> & Sendable
    ) -> Entry {
        Entry(
            name: name, summary: summary, source: source, accepted: accepted,
            read: { $0[keyPath: field][keyPath: text] },
            write: { settings, value in
                guard let parsed = parse(value) else { return false }
                settings[keyPath: field] = parsed
                return true
            })
    }

    private static func day(
        _ name: String, _ summary: String, _ source: String, _ field: Field<CivilDate?>
    ) -> Entry {
        Entry(
            name: name, summary: summary, source: source, accepted: "off | a day such as 2025-11-01",
            read: { $0[keyPath: field].map { $0.description } ?? "off" },
            write: { settings, text in
                guard text != "off" else {
                    settings[keyPath: field] = nil
                    return true
                }
                guard let day = CivilDate(text) else { return false }
                settings[keyPath: field] = day
                return true
            })
    }
}
