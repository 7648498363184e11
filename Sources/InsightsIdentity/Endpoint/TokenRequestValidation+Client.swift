import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsRandomness
import InsightsTime

/// The validation of the application and its credential.
extension TokenRequestValidation {
    mutating func findApplication() throws(TokenError) {
        let clientID = form.clientID ?? ""
        guard let application = context.tenant.application(withClientID: clientID) else {
            // A request for an unknown application must take the time of one for a known application.
            if case .secret(let texts) = form.clientAuthentication { _ = texts.map { Digest.equal($0, "") } }
            throw .applicationNotFound(clientID: clientID, tenant: context.tenant.displayName)
        }
        try application.checkTenantName(tenantName)
        self.application = application
    }

    func checkKind() throws(TokenError) {
        guard let application else { return }
        if application.isPublic {
            guard form.clientAuthentication == nil else { throw .publicClient }
        } else if platformOfGrant == .spa {
            guard form.clientAuthentication == nil else { throw .publicClient }
        } else if platformOfGrant != .publicClient {
            guard form.clientAuthentication != nil else { throw .missingClientSecret }
        }
    }

    func authenticateClient() throws(TokenError) {
        guard let application else { return }
        switch form.clientAuthentication {
        case .secret(let texts): try checkSecret(texts, of: application)
        case .assertion(let text):
            guard let type = form.assertionType else { throw .missingParameter(.clientAssertionType) }
            guard type == ClientAssertion.type else { throw .malformedRequest }
            try checkAssertion(text, of: application)
        case nil: break
        }
        guard application.hasServicePrincipal || grant != .clientCredentials else {
            throw .servicePrincipalMissing(clientID: application.clientID, tenantID: context.tenant.tenantID)
        }
    }

    private func checkSecret(_ texts: [String], of application: Application) throws(TokenError) {
        // Compare every text with every secret, so that the time does not reveal which one matched.
        let now = context.now
        var isRight = false
        var isRightInTime = false
        for secret in application.clientSecrets {
            for text in texts {
                let matches = Digest.equal(text, secret.value)
                isRight = matches || isRight
                let end = secret.expires ?? settings.secretEnd.map { Timestamp($0) }
                isRightInTime = (matches && end.map { now < $0 } ?? matches) || isRightInTime
            }
        }
        // An application without a secret must take the time of one with a secret.
        if application.clientSecrets.isEmpty { _ = texts.map { Digest.equal($0, "") } }
        guard isRight else { throw .invalidClientSecret(clientID: form.clientID ?? "") }
        guard isRightInTime else { throw .expiredClientSecret(clientID: form.clientID ?? "") }
    }

    private func checkAssertion(_ text: String, of application: Application) throws(TokenError) {
        if let federated = FederatedAssertion(text, of: application) {
            try federated.check(
                application.federatedCredentials, errors: settings.federationErrors, now: context.now,
                machineTime: context.machineTime, fetch: endpoint.fetch)
            return
        }
        let assertion = try ClientAssertion(text, certificates: application.certificates)
        // Check time, audience, then issuer: the order of Microsoft's own library.
        let machineTime = context.machineTime
        try assertion.checkTime(now: context.now, machineTime: machineTime)
        let names = AcceptedAudiences(
            configured: endpoint.addresses.origins, base: endpoint.addresses.base(for: call.request),
            called: call.request.fields["Host"])
        guard assertion.isAddressed(to: context.tenant, named: tenantName, at: names) else {
            throw .assertionForAnother
        }
        guard assertion.speaks(for: application.clientID) else { throw .assertionOfAnother }
        guard settings.repeatedAssertion == .refused else { return }
        let digest = assertion.digest
        let isFirst = context.withIdentity { state, now in
            state.useAssertion(digest, until: assertion.end(now: now, machineTime: machineTime), now: now)
        }
        guard isFirst else { throw .invalidAssertion(reason: "The assertion was used before.") }
    }
}
