package import InsightsAPI
package import InsightsHTTP
package import InsightsTime

/// Responds to everything below a tenant's name: `POST /{tenant}/oauth2/token` and `/{tenant}/oauth2/v2.0/token` (seed
/// 002, token-endpoint sections 2 to 6), and the documents about them.
package struct IdentityEndpoint: Sendable {
    let directory: any TenantLookup
    let keys: KeyRing
    let addresses: EndpointAddresses
    /// Fetches the keys of issuers that are at an address of this machine.
    let fetch: DocumentFetch
    private let metadata = MetadataMemory()

    /// Creates the endpoint of a directory's tenants; without `fetch`, no issuer's keys can be fetched.
    package init(
        directory: any TenantLookup, keys: KeyRing, addresses: EndpointAddresses,
        fetch: @escaping DocumentFetch = { _ in .failure(DocumentFailure("this simulator fetches no keys")) }
    ) {
        self.fetch = fetch
        self.directory = directory
        self.keys = keys
        self.addresses = addresses
    }

    /// A response, with the error that it states.
    package struct Response: Sendable {
        /// The response.
        package var response: HTTPResponse
        /// The reason why no token was granted; nil for a token or a document.
        package var error: TokenError?
    }

    /// Routes a request; nil if no route matches its URL.
    package func match(_ request: HTTPRequest, _ target: RequestTarget) -> IdentityRequest? {
        IdentityRoute(segments: target.segments).map { IdentityRequest($0, request, target, in: directory) }
    }

    /// Routes a request with the usual spelling of a document's URL; nil for any other, which `match(_:_:)` routes.
    package func matchQuickly(_ request: HTTPRequest, _ target: RequestTarget, _ path: PlainPath) -> IdentityRequest? {
        IdentityRoute(path).map { IdentityRequest($0, request, target, in: directory) }
    }

    /// Handles a request; `context` is its tenant, or the default tenant if it is unknown.
    package func respond(
        to call: IdentityRequest, of context: any TenantContext, now: Timestamp, traceID: String
    ) -> Response {
        let writer = TokenResponseWriter(
            call.request, call.form, now: now, traceID: traceID, settings: context.tokenSettings)
        if call.route.isSignIn {
            return SignInEndpoint(self, call, context, writer, now: now).respond()
        }
        guard case .token(let name, let version) = call.route else {
            let discovery = Discovery(
                directory: directory, keys: keys, addresses: addresses, memory: metadata)
            return Response(response: discovery.respond(to: call, writer))
        }
        if version == .v2, call.request.method == .options { return Response(response: writer.preflight()) }
        var validation = TokenRequestValidation(call, tenant: name, version, endpoint: self, context: context)
        do throws(TokenError) {
            for step in TokenValidationStep.allCases { try validation.run(step) }
            return Response(response: shared(writer.success(validation.issue()), call, context))
        } catch {
            let refusal = writer.refusal(error, usedBasic: validation.form.usesBasic)
            return Response(response: shared(refusal, call, context), error: error)
        }
    }

    /// Returns a response that a page of another origin may read, where the origin decides what it may redeem.
    private func shared(
        _ response: HTTPResponse, _ call: IdentityRequest, _ context: any TenantContext
    ) -> HTTPResponse {
        guard context.tokenSettings.checksOrigin, call.request.fields.contains("Origin") else { return response }
        var response = response
        response.fields.append("Access-Control-Allow-Origin", "*")
        return response
    }

    /// Returns the response to a URL that the token endpoint's host does not serve.
    package func refusal(
        ofAddress request: HTTPRequest, of context: any TenantContext, now: Timestamp, traceID: String
    ) -> HTTPResponse {
        TokenResponseWriter(
            request, TokenForm(request), now: now, traceID: traceID, settings: context.tokenSettings
        ).refusal(.unknownAddress)
    }
}
