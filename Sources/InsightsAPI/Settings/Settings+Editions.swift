import InsightsTime

extension Settings {
    /// Sets what an edition changes against the one before it; the only place where defaults differ by edition.
    mutating func setDefaults(of edition: Edition) {
        switch edition {
        case .year2021: break
        case .year2023: setDefaultsOf2023()
        case .year2026: setDefaultsOf2026()
        }
    }

    private mutating func setDefaultsOf2023() {
        // The paradigm page of 2023 prints cmp query times with Z, seed 002 without (C6).
        recordOptions.queryTimesEndInZ = true
    }

    private mutating func setDefaultsOf2026() {
        // Every cmp page of 2024 and later prints v1.1; none says that v1 was switched off.
        marketplaceVersions = .both
        // Public clients of mpn send the token in this header, one of cmp v1.1 asks for beginnings of names.
        acceptsUserTicket = true
        nameFilter = .prefix
        token.trimsFields = false
        token.audienceRule = .year2026
        setSignInDefaultsOf2026()
    }

    /// Sets the sign-in rules: pages and devices exist, and a second factor is enforced from the announced day
    /// (2026 2.4 and 4).
    private mutating func setSignInDefaultsOf2026() {
        token.signIn = .page
        token.secondFactorRule = CivilDate("2026-04-01").map { .from($0) } ?? .on
        token.secondFactorRefusal = .year2026
        token.tellsSecondFactor = true
        token.checksOrigin = true
        token.tellsSession = true
        token.federationErrors = .year2025
    }
}
