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

extension Sandbox {
    /// Makes the next key the one that signs the tenant's tokens.
    ///
    /// The previous key stays published, and its tokens stay valid, until the next rotation.
    public func rotateSigningKey() {
        sandbox.rotateSigningKey()
    }
}

extension Simulator {
    /// Makes the next key the one that signs the default tenant's tokens.
    ///
    /// The previous key stays published, and its tokens stay valid, until the next rotation.
    public func rotateSigningKey() {
        directory.standard.rotateSigningKey()
    }
}
