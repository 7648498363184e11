import InsightsAPI
import InsightsHTTP

/// The endpoints `POST /{tenant}/oauth2/token` and `/{tenant}/oauth2/v2.0/token` (seed 002, token-endpoint sections 2
/// to 6).
struct TokenEndpoint: Sendable {
    let directory: TenantDirectory
    let keys: KeyRing
    let addresses: EndpointAddresses

    /// Grants a token, or returns the error; `sandbox` is the tenant of the request, or the default if it is unknown.
    func answer(
        _ request: HTTPRequest, tenant: String, _ version: TokenVersion, _ frame: TokenResponseWriter,
        of sandbox: TenantRuntime
    ) -> HTTPResponse {
        if version == .v2, request.method == .options { return frame.preflight() }
        var attempt = TokenRequestValidation(request, tenant: tenant, version, endpoint: self, sandbox: sandbox)
        do throws(TokenError) {
            for check in TokenValidationStep.allCases { try check.run(&attempt) }
            var response = frame.success(attempt.issue())
            if frame.settings.trimsFields, let form = TokenForm.parameters(request) {
                RefusalDetail.add(TokenExplanation.trimmed(form), to: &response)
            }
            return response
        } catch {
            var response = frame.refusal(error, usedBasic: attempt.basic != nil)
            RefusalDetail.add(
                TokenExplanation.text(
                    error, request, self.sandbox(addressed: tenant, version, request),
                    trims: frame.settings.trimsFields),
                to: &response)
            return response
        }
    }

    /// Returns the tenant of a request, from its URL and form; nil if they name no known tenant.
    func sandbox(addressed tenant: String, _ version: TokenVersion, _ request: HTTPRequest) -> TenantRuntime? {
        if let sandbox = directory.sandbox(named: tenant) { return sandbox }
        var attempt = TokenRequestValidation(
            request, tenant: tenant, version, endpoint: self, sandbox: directory.standard)
        do throws(TokenError) {
            try attempt.readForm()
            try attempt.readGrant()
            return try attempt.resolvedSandbox()
        } catch {
            return nil
        }
    }
}
