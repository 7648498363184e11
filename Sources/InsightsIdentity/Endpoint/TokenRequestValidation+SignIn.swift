import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsTime

/// The validation of codes, for users who signed in at a page.
extension TokenRequestValidation {
    /// The platform of the redirect address to which the request's code went, or the code of its refresh token.
    ///
    /// It is nil for other grants, and for texts that are unknown.
    var platformOfGrant: RedirectAddress.Platform? {
        switch grant {
        case .authorizationCode:
            form.code.flatMap { code in context.withIdentity { state, _ in state.codes.entry(for: code)?.platform } }
        case .refreshToken:
            form.refreshToken.flatMap { token in
                context.withIdentity { state, _ in state.refreshTokens.entry(for: token)?.platform }
            }
        default: nil
        }
    }

    mutating func checkAuthorizationCode() throws(TokenError) {
        guard grant == .authorizationCode, let code = form.code, let application else { return }
        guard AuthorizationCodes.hasForm(code) else { throw .malformedGrant }
        let (known, now) = context.withIdentity { state, now in (state.codes.entry(for: code), now) }
        guard let entry = known else {
            let isOfAnother = endpoint.directory.allContexts.contains { other in
                other.withIdentity { state, _ in state.codes.entry(for: code) != nil }
            }
            throw isOfAnother ? .codeOfAnotherTenant : .invalidGrant
        }
        guard entry.clientID == application.clientID else { throw .grantOfAnotherClient }
        guard !entry.isRedeemed else { throw .redeemedCode }
        guard now.secondsSinceEpoch - entry.issued.secondsSinceEpoch < AuthorizationCodes.lifetime else {
            throw .expiredCode
        }
        let user = try signedInUser(entry.signIn)
        guard let redirect = form.redirectURI else { throw .redirectMissing }
        guard redirect == entry.redirectURI else {
            throw .redirectDiffers(redirect, requested: entry.redirectURI)
        }
        if let challenge = entry.challenge {
            guard let verifier = form.codeVerifier, challenge.accepts(verifier) else { throw .wrongVerifier }
        }
        codeEntry = entry
        signIn = entry.signIn
        self.user = user
    }

    mutating func checkDeviceCode() throws(TokenError) {
        guard grant == .deviceCode, let code = form.deviceCode, let application else { return }
        guard DeviceCodes.hasForm(code) else { throw .malformedGrant }
        let automatic = SignInPolicy(context).deviceDecision
        let slowsDown = settings.slowsDownDevicePolls
        let result = context.withIdentity { state, now in
            Result { () throws(TokenError) in
                try state.devices.poll(
                    code, clientID: application.clientID, now: now, slowsDown: slowsDown, automatic: automatic)
            }
        }
        let approved = try result.get()
        user = try signedInUser(approved.signIn)
        deviceEntry = approved.entry
        signIn = approved.signIn
    }

    private func signedInUser(_ signIn: CompletedSignIn) throws(TokenError) -> User {
        guard let user = context.tenant.user(named: signIn.userPrincipalName) else { throw .invalidGrant }
        guard user.state != .disabled else { throw .userDisabled }
        return user
    }

    /// Checks who may redeem: a page only what belongs to a single-page application, and no other client that.
    func checkOrigin() throws(TokenError) {
        guard settings.checksOrigin else { return }
        let origin = call.request.fields["Origin"]
        guard (codeEntry?.platform ?? refreshEntry?.platform) == .spa else {
            if let origin { throw .crossOrigin(origin) }
            return
        }
        guard origin != nil else { throw .notCrossOrigin }
        if let codeEntry, codeEntry.challenge == nil { throw .proofKeyRequired }
    }

    /// Takes a code away, once everything else is right.
    func redeem() throws(TokenError) {
        let form = form
        let isFirst =
            switch grant {
            case .authorizationCode: context.withIdentity { state, _ in state.codes.redeem(form.code ?? "") }
            case .deviceCode: context.withIdentity { state, _ in state.devices.redeem(form.deviceCode ?? "") }
            default: true
            }
        guard isFirst else { throw .redeemedCode }
    }
}
