import InsightsIdentity

extension TenantRuntime {
    /// Makes the next key the one that signs.
    func rotateSigningKey() {
        let now = withState { state, now in
            state.identity.signingGeneration += 1
            return now
        }
        journal.note(.keyRotated, at: now)
    }
}
