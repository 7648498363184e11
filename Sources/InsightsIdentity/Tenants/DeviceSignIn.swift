package import InsightsAPI
package import InsightsFixtures
package import InsightsTime

/// A sign-in by device code, as the administration shows it.
package struct DeviceSignIn: Sendable {
    /// Where it stands.
    package enum State: String, Sendable {
        case pending
        case approved
        case declined
        case expired
        /// The device has its token.
        case redeemed
    }

    /// The code that the person enters.
    package let userCode: String
    /// The application on the device.
    package let clientID: String
    /// The asked scopes; nil at v1.
    package let scope: String?
    /// The asked resource; nil at v2.
    package let resource: String?
    /// The number of polls so far.
    package let polls: Int
    /// The beginning.
    package let issued: Timestamp
    /// The end of the time to decide.
    package let expires: Timestamp
    /// Where it stands.
    package let state: State
    /// The user who approved; nil if none did.
    package let userPrincipalName: String?

    init(_ entry: DeviceCodes.Entry, now: Timestamp) {
        userCode = entry.userCode
        clientID = entry.clientID
        scope = entry.scope
        resource = entry.resource
        polls = entry.polls
        issued = entry.issued
        expires = entry.issued.adding(seconds: DeviceCodes.lifetime)
        if case .approved(let signIn) = entry.decision {
            userPrincipalName = signIn.userPrincipalName
        } else {
            userPrincipalName = nil
        }
        state =
            switch entry.decision {
            case _ where entry.isRedeemed: .redeemed
            case .approved: .approved
            case .declined: .declined
            case .expired: .expired
            case nil: entry.isExpired(at: now) ? .expired : .pending
            }
    }
}

extension TenantContext {
    /// The sign-ins by device code, the oldest first.
    package var deviceSignIns: [DeviceSignIn] {
        withIdentity { state, now in state.devices.all.map { DeviceSignIn($0, now: now) } }
    }

    /// Decides about a sign-in that waits: approves it for a user, or without one declines it.
    ///
    /// - Throws: the error that the page would show.
    package func decideDevice(userCode: String, user: User?, hasSecondFactor: Bool) throws(TokenError) {
        try withIdentity { state, now in
            Result { () throws(TokenError) in
                let decision = user.map { user in
                    DeviceCodes.Decision.approved(
                        CompletedSignIn(
                            userPrincipalName: user.userPrincipalName, hasSecondFactor: hasSecondFactor,
                            authenticated: now))
                }
                try state.devices.decide(userCode: userCode, decision ?? .declined, now: now)
            }
        }.get()
    }

    /// Ends the sessions of a user: refresh tokens that exist no longer work, and pages ask again.
    package func endSessions(of user: User) {
        withIdentity { state, now in
            state.refreshTokens.endSessions(of: user.userPrincipalName, at: now)
            state.sessions.removeAll { $0.userPrincipalName == user.userPrincipalName }
        }
    }
}
