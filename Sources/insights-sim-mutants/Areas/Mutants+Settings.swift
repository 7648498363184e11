import InsightsContracts

extension Mutant {
    /// The settings that contracts change, with the value each has unless it is set.
    ///
    /// A mutant sets it back behind the contract's back.
    private static let usualValues: KeyValuePairs<String, String> = [
        "execution-default-status": "fallback", "test-rows": "100", "max-recurrence-interval-hours": "2160",
        "duplicate-rows": "keyword", "callback-method-pascal": "off", "accepted-resources": "any",
        "analytics-alias": "off", "allow-any-timespan": "off", "report-viewer": "refused", "date-format": "lenient",
        "start-lead-time-hours": "4", "update-requirements": "lenient", "callback-scheme": "any",
        "execution-callback-url": "off", "report-location": "off", "sample-only-fields": "off",
        "token-lifetime-seconds": "3600", "run-duration-seconds": "0", "link-expiry-hours": "off",
        "callback-attempts": "1",
        "page-size": "off", "quota-active-reports": "50", "quota-execute-now": "5", "quota-queries": "100",
        "typographic-quotes": "off", "download-identity": "off", "line-end": "crlf", "csv-empty": "blank",
        "suffix-ranges": "off", "user-ticket-header": "off", "query-name-rule": "free", "name-filter": "exact",
        "callback-address": "path", "both-roles": "least", "empty-flags": "absent", "unreadable-literals": "no-rows",
        "audience-rule": "2021", "token-secret-end": "off", "token-expires-in": "shortened",
        "token-trim": "on", "token-error-lines": "crlf", "token-v1-id-token": "unsigned", "token-issuer": "microsoft",
        "token-missing-resource": "graph", "token-two-credentials": "body",
        "token-wrong-method": "json", "token-graph-audience-end": "off",
        "token-mfa": "off", "token-lockout": "off", "token-loop-limit": "off", "token-rate-limit": "off",
        "refresh-token-idle-days": "90", "refresh-token-reuse": "accepted", "token-sign-in": "off",
        "sign-in-factor": "given", "device-sign-in": "as-sign-in", "device-slow-down": "off",
        "session-state": "off", "device-error-status": "400", "origin-rule": "off", "fic-errors": "2022",
        "mfa-refusal": "2019",
        "mfa-header": "off",
        "cmp-versions": "v1", "v11-fields": "proposed",
        "recurrence-count-required": "on", "recurrence-limit-hours": "off",
    ]

    static let settingsWithoutEffect: [Mutant] = usualValues.map { name, value in
        Mutant("setting-\(name)", "`\(name)` is always `\(value)`.", settings: [name: value], touching: .everything)
    }
}
