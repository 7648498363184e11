import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import InsightsRandomness
import InsightsTime

/// The creation of the token, after all checks have passed.
extension TokenRequestValidation {
    /// Returns the body of the response.
    func issue() -> JSONValue {
        guard let application, let resource else { preconditionFailure("a token before the checks") }
        let wantsIDToken = user != nil && (asks(for: "openid") || refreshEntry?.wantsIDToken ?? false)
        let hasSecondFactor = signIn?.hasSecondFactor ?? (user?.state == .mfaSatisfied)
        let getsRefreshToken = user != nil && (version == .v1 || refreshEntry != nil || asks(for: "offline_access"))
        let (now, refreshToken, generation, source) = context.withIdentity { state, now in
            // All randomness of this token follows from one number, so that signing needs no lock.
            var source = IdentifierSource(seed: state.identifiers.next(), purpose: "token")
            var refreshToken: String?
            if let user, getsRefreshToken {
                let token = "0.A" + source.makeToken()
                state.refreshTokens.insert(
                    token,
                    RefreshTokens.Entry(
                        clientID: application.clientID, userPrincipalName: user.userPrincipalName,
                        resource: resource.resource, wantsIDToken: wantsIDToken, permissions: resource.permissions,
                        issued: now, lastUsed: now, signIn: signIn,
                        platform: refreshEntry?.platform ?? codeEntry?.platform,
                        family: refreshEntry?.family ?? state.refreshTokens.beginFamily()))
                refreshToken = token
            }
            return (now, refreshToken, state.signingGeneration, source)
        }
        var drawn = source
        let jitter = settings.lifetimeJitter.wholeSeconds
        let extra = jitter == 0 ? 0 : Int(drawn.next() % UInt64(jitter + 1))
        let issuer = TokenIssuer(
            key: endpoint.keys.key(generation), lifetime: context.tokenLifetime + extra, settings: settings,
            addresses: endpoint.addresses, base: endpoint.addresses.base(for: call.request))
        let grant = TokenIssuer.Grant(
            tenant: context.tenant, application: application, user: user, resource: resource,
            clientAuthMethod: form.clientAuthentication?.claim ?? "0", now: now,
            remoteAddress: call.request.remoteAddress ?? "127.0.0.1", hasSecondFactor: hasSecondFactor,
            nonce: codeEntry?.nonce)
        let access = issuer.accessToken(grant, &drawn)
        let identity = wantsIDToken ? user.map { issuer.idToken(grant, $0, version, &drawn) } : nil
        return version == .v1
            ? v1Response(grant, issuer, access: access, refresh: refreshToken, identity: identity)
            : v2Response(grant, issuer, access: access, refresh: refreshToken, identity: identity)
    }

    private func asks(for scope: String) -> Bool {
        let asked = [form.scope, codeEntry?.scope, deviceEntry?.scope].compactMap(\.self)
        return asked.contains { $0.split(separator: " ").contains { $0.lowercased() == scope } }
    }

    private func v1Response(
        _ grant: TokenIssuer.Grant, _ issuer: TokenIssuer, access: String, refresh: String?, identity: String?
    ) -> JSONValue {
        TokenResponse(
            scope: user == nil ? nil : grant.resource.permissions, expiresIn: String(issuer.expiresIn),
            expiresOn: String(issuer.expires(grant)), notBefore: String(issuer.notBefore(grant)),
            resource: grant.resource.resource, accessToken: access, refreshToken: refresh, idToken: identity
        ).json
    }

    private func v2Response(
        _ grant: TokenIssuer.Grant, _ issuer: TokenIssuer, access: String, refresh: String?, identity: String?
    ) -> JSONValue {
        let permissions = isAboutIdentityOnly ? [] : grant.resource.permissions.split(separator: " ")
        let granted = permissions.map { "\(grant.resource.resource)/\($0)" }
        let info = user.map { user -> JSONObject in
            ["uid": .string(user.objectID), "utid": .string(context.tenant.tenantID)]
        }
        return TokenResponseV2(
            scope: user == nil ? nil : (identityScopes + granted).joined(separator: " "), expiresIn: issuer.expiresIn,
            accessToken: access, refreshToken: refresh, idToken: identity,
            clientInfo: form.wantsClientInfo ? info.map { Base64URL.encode(JSONWriter.encode(.object($0))) } : nil
        ).json
    }
}
