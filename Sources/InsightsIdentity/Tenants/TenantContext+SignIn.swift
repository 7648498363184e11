import InsightsAPI
package import InsightsFixtures
import InsightsRandomness

extension TenantContext {
    /// Issues a refresh token as a sign-in with a second factor would have, without one.
    ///
    /// It draws from the identifiers of sign-ins, so that tokens of other requests stay the same.
    package func issueRefreshToken(
        for user: User, through application: Application, resource: String? = nil,
        hasSecondFactor: Bool = true
    ) -> String {
        withIdentity { state, now in
            let token = "0.A" + state.signInIdentifiers.makeToken()
            var entry = RefreshTokens.Entry(
                clientID: application.clientID, userPrincipalName: user.userPrincipalName,
                resource: resource ?? ResourceURI.partnerCenter,
                wantsIDToken: false, issued: now, lastUsed: now)
            entry.signIn = CompletedSignIn(
                userPrincipalName: user.userPrincipalName, hasSecondFactor: hasSecondFactor, authenticated: now)
            entry.family = state.refreshTokens.beginFamily()
            state.refreshTokens.insert(token, entry)
            return token
        }
    }
}
