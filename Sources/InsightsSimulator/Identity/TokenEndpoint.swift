import InsightsAPI
import InsightsHTTP

/// Answers `POST /{tenant}/oauth2/token` and `/{tenant}/oauth2/v2.0/token` (seed 002, token-endpoint sections 2 to 6).
struct TokenEndpoint: Sendable {
    let directory: TenantDirectory
    let keys: KeyRing
    let issuers: Issuers

    /// Grants a token, or says why not.
    func answer(
        _ request: HTTPRequest, tenant: String, _ version: TokenVersion, _ frame: TokenAnswer
    ) -> HTTPResponse {
        if version == .v2, request.method == .options { return frame.preflight() }
        var attempt = TokenAttempt(request, tenant: tenant, version, endpoint: self)
        do throws(TokenError) {
            for check in TokenCheck.allCases { try check.run(&attempt) }
            return frame.success(attempt.issue())
        } catch {
            var response = frame.refusal(error, usedBasic: attempt.basic != nil)
            RefusalDetail.add(
                TokenExplanation.text(error, request, sandbox(addressed: tenant, version, request)), to: &response)
            return response
        }
    }

    /// The tenant a request is for, as far as its address and its form tell; nil if they name none that is known.
    func sandbox(addressed tenant: String, _ version: TokenVersion, _ request: HTTPRequest) -> Sandbox? {
        if let sandbox = directory.sandbox(named: tenant) { return sandbox }
        var attempt = TokenAttempt(request, tenant: tenant, version, endpoint: self)
        do throws(TokenError) {
            try attempt.readForm()
            try attempt.readGrant()
            return try attempt.resolvedSandbox()
        } catch {
            return nil
        }
    }
}
