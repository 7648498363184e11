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
        // Public clients of mpn send the token in this header, one of cmp v1.1 asks for beginnings of names.
        acceptsUserTicket = true
        nameFilter = .prefix
        token.trimsFields = false
        token.audienceRule = .year2026
    }
}
