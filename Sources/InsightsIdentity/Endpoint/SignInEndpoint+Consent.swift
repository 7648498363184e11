import InsightsAPI
import InsightsFixtures

/// The consent of users to applications, for each resource (2026 3.8).
extension SignInEndpoint {
    /// Returns why a user cannot consent to a request; nil if they can, or need not.
    func consentRefusal(_ signIn: CompletedSignIn, _ request: AuthorizationRequest) -> TokenError? {
        for resource in missingConsents(of: signIn, to: request) {
            switch request.application.consent(for: resource, in: tenant) {
            case .adminRequired: return .adminConsentRequired
            case .declined: return .consentDeclined
            case .granted, .missing, nil: continue
            }
        }
        return nil
    }

    /// Returns whether a page must ask for consent.
    func needsConsent(_ signIn: CompletedSignIn, _ request: AuthorizationRequest) -> Bool {
        if request.prompt == .consent || request.prompt == .adminConsent { return true }
        let isAsked =
            settings.consent == .ask || tenant.user(named: signIn.userPrincipalName)?.state == .consentRequired
        return missingConsents(of: signIn, to: request).contains { resource in
            switch request.application.consent(for: resource, in: tenant) {
            case .granted: false
            case nil: isAsked
            case .missing, .adminRequired, .declined: true
            }
        }
    }

    /// Notes a user's consent.
    func give(consentOf signIn: CompletedSignIn, to purpose: PendingSignIn.Purpose) {
        guard let application = application(of: purpose) else { return }
        let consents = resources(of: purpose).map { resource in
            GivenConsent(
                userPrincipalName: signIn.userPrincipalName, clientID: application.clientID, resource: resource)
        }
        context.withIdentity { state, _ in state.consents.formUnion(consents) }
    }

    /// Returns the resources for which a user did not consent before.
    private func missingConsents(of signIn: CompletedSignIn, to request: AuthorizationRequest) -> [String] {
        let resources = resources(of: .authorization(request))
        return context.withIdentity { state, _ in
            resources.filter { resource in
                !state.consents.contains(
                    GivenConsent(
                        userPrincipalName: signIn.userPrincipalName, clientID: request.application.clientID,
                        resource: resource))
            }
        }
    }

    /// Returns the keys of the resources that a sign-in is for; without any, the empty key.
    private func resources(of purpose: PendingSignIn.Purpose) -> [String] {
        let (resource, scope) = asked(of: purpose)
        let names = resource.map { [$0] } ?? scope.flatMap { try? ScopeList.groups(of: $0).map(\.target) } ?? []
        let keys = names.compactMap { DirectoryResource.find($0, in: tenant)?.identity }
        return keys.isEmpty ? [""] : keys
    }
}
