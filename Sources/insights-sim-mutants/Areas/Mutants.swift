extension Mutant {
    /// All mutants, by area.
    static let areas = [
        MutantArea(title: "Token endpoint: answers", mutants: tokenResponses),
        MutantArea(title: "Token endpoint: what tokens say", mutants: tokenContents),
        MutantArea(title: "Token endpoint: who gets a token", mutants: tokenGrants),
        MutantArea(title: "Token endpoint: refusals", mutants: tokenRefusals + tokenErrorNumbers),
        MutantArea(title: "Sign-in", mutants: signIn + redemption),
        MutantArea(title: "Discovery", mutants: discovery),
        MutantArea(title: "Who may call", mutants: access),
        MutantArea(title: "Requests and envelopes", mutants: envelopes),
        MutantArea(title: "Wording", mutants: messages),
        MutantArea(title: "Datasets", mutants: datasets),
        MutantArea(title: "Queries", mutants: queryRecords + queryCalls),
        MutantArea(title: "Query language", mutants: language),
        MutantArea(title: "Test queries", mutants: testQueries),
        MutantArea(title: "Report records", mutants: reportRecords),
        MutantArea(title: "Report parameters", mutants: reportParameters + updateChecks),
        MutantArea(title: "Report calls", mutants: reportCalls + pausedRecords),
        MutantArea(title: "Versions", mutants: versions),
        MutantArea(title: "Executions", mutants: executions),
        MutantArea(title: "Life cycle", mutants: lifeCycle),
        MutantArea(title: "Downloads", mutants: downloads),
        MutantArea(title: "Callbacks", mutants: callbacks),
        MutantArea(title: "Quotas", mutants: quotas),
        MutantArea(title: "Settings without effect", mutants: settingsWithoutEffect),
    ]
}
