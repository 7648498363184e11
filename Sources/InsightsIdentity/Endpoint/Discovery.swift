import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON

/// The documents about the token endpoint: metadata, keys, instance and user realm (token-endpoint section 11).
///
/// URLs in them begin with `EndpointAddresses.base`.
struct Discovery: Sendable {
    let directory: any TenantLookup
    let keys: KeyRing
    let addresses: EndpointAddresses
    let memory: MetadataMemory

    private static let methods = "GET, OPTIONS"

    /// Handles a request for a document.
    func respond(to call: IdentityRequest, _ frame: TokenResponseWriter) -> HTTPResponse {
        let request = call.request
        if request.method == .options { return frame.preflight(methods: Self.methods) }
        guard request.method == .get || request.method == .head else { return frame.notAllowed(methods: Self.methods) }
        do throws(TokenError) {
            return frame.document(try body(call, addresses.base(for: request)))
        } catch {
            return frame.refusal(error)
        }
    }

    private func body(_ call: IdentityRequest, _ base: String) throws(TokenError) -> [UInt8] {
        switch call.route {
        case .metadata(let tenant, let version): return metadata(try name(of: tenant), version, base)
        case .keys(let tenant, let version): return encode(keySet(try name(of: tenant), version, base))
        case .instance: return encode(try instance(call.target.parameters, base))
        case .userRealm(let user):
            guard call.target.parameters[IdentityRoute.apiVersion] != nil else {
                throw .missingField(IdentityRoute.apiVersion)
            }
            return encode(realm(user))
        case .token, .authorize, .deviceCode, .login, .deviceLogin, .logout:
            preconditionFailure("a token or a page is not a document")
        }
    }

    private func encode(_ document: JSONObject) -> [UInt8] { JSONWriter.encode(.object(document)) }

    // MARK: Metadata

    /// Returns the tenant's name in URLs: its identifier, or one of the words for any tenant.
    private func name(of tenant: String) throws(TokenError) -> String {
        let name = tenant.lowercased()
        if ["common", "organizations", "consumers"].contains(name) { return name }
        if let context = directory.context(named: name) { return context.tenant.tenantID }
        throw (name.isGUID || name.isDomainName ? TokenError.tenantNotFound(tenant) : .malformedTenant(tenant))
            .ofMetadata
    }

    private func metadata(_ name: String, _ version: TokenVersion, _ base: String) -> [UInt8] {
        let key = MetadataMemory.Key(
            name: name, version: version, base: base, issuer: issuerChoice(name),
            addressChanges: addresses.advertised.changes)
        return memory.body(for: key) {
            encode(version == .v1 ? firstMetadata(name, base) : secondMetadata(name, base))
        }
    }

    /// Returns the issuer of a tenant, or the pattern of all issuers if no tenant is named.
    private func issuer(_ name: String, _ version: TokenVersion, _ base: String) -> String {
        addresses.issuer(name.isGUID ? name : "{tenantid}", version, issuerChoice(name), at: base)
    }

    private func issuerChoice(_ name: String) -> TokenSettings.Issuer {
        (directory.context(named: name) ?? directory.defaultContext).tokenSettings.issuer
    }

    private func firstMetadata(_ name: String, _ base: String) -> JSONObject {
        [
            "token_endpoint": .string("\(base)/\(name)/oauth2/token"),
            "token_endpoint_auth_methods_supported": Self.authenticationMethods,
            "jwks_uri": .string("\(base)/common/discovery/keys"),
            "response_modes_supported": Self.texts("query", "fragment", "form_post"),
            "subject_types_supported": Self.texts("pairwise"),
            "id_token_signing_alg_values_supported": Self.texts("RS256"),
            "response_types_supported": Self.texts("code", "id_token", "code id_token", "token id_token", "token"),
            "scopes_supported": Self.texts("openid"),
            "issuer": .string(issuer(name, .v1, base)),
            "microsoft_multi_refresh_token": .bool(true),
            "authorization_endpoint": .string("\(base)/\(name)/oauth2/authorize"),
            "end_session_endpoint": .string("\(base)/\(name)/oauth2/logout"),
            "userinfo_endpoint": .string("\(base)/\(name)/openid/userinfo"),
            "tenant_region_scope": .string("NA"),
            "cloud_instance_name": .string("microsoftonline.com"),
            "cloud_graph_host_name": .string("graph.windows.net"),
            "msgraph_host": .string("graph.microsoft.com"),
        ]
    }

    private func secondMetadata(_ name: String, _ base: String) -> JSONObject {
        [
            "token_endpoint": .string("\(base)/\(name)/oauth2/v2.0/token"),
            "token_endpoint_auth_methods_supported": Self.authenticationMethods,
            "jwks_uri": .string("\(base)/\(name)/discovery/v2.0/keys"),
            "response_modes_supported": Self.texts("query", "fragment", "form_post"),
            "subject_types_supported": Self.texts("pairwise"),
            "id_token_signing_alg_values_supported": Self.texts("RS256"),
            "response_types_supported": Self.texts("code", "id_token", "code id_token", "id_token token"),
            "scopes_supported": Self.texts("openid", "profile", "email", "offline_access"),
            "issuer": .string(issuer(name, .v2, base)),
            "request_uri_parameter_supported": .bool(false),
            "userinfo_endpoint": .string("https://graph.microsoft.com/oidc/userinfo"),
            "authorization_endpoint": .string("\(base)/\(name)/oauth2/v2.0/authorize"),
            "device_authorization_endpoint": .string("\(base)/\(name)/oauth2/v2.0/devicecode"),
            "http_logout_supported": .bool(true),
            "frontchannel_logout_supported": .bool(true),
            "end_session_endpoint": .string("\(base)/\(name)/oauth2/v2.0/logout"),
            "claims_supported": Self.texts(
                "sub", "iss", "aud", "exp", "iat", "oid", "tid", "ver", "name", "preferred_username"),
            "kerberos_endpoint": .string("\(base)/\(name)/kerberos"),
            "tenant_region_scope": .string("NA"),
            "cloud_instance_name": .string("microsoftonline.com"),
            "cloud_graph_host_name": .string("graph.windows.net"),
            "msgraph_host": .string("graph.microsoft.com"),
            "rbac_url": .string("https://pas.windows.net"),
        ]
    }

    private static let authenticationMethods = texts("client_secret_post", "private_key_jwt", "client_secret_basic")

    private static func texts(_ texts: String...) -> JSONValue { .array(texts.map(JSONValue.string)) }

    // MARK: Keys

    /// Returns the published keys of a tenant, or of all tenants if none is named, newest first.
    private func keySet(_ name: String, _ version: TokenVersion, _ base: String) -> JSONObject {
        let contexts = directory.context(named: name).map { [$0] } ?? directory.allContexts
        let generations = Set(contexts.flatMap(\.publishedGenerations)).sorted(by: >)
        return ["keys": .array(generations.map { .object(entry(keys.key($0), name, version, base)) })]
    }

    private func entry(_ key: SigningKey, _ name: String, _ version: TokenVersion, _ base: String) -> JSONObject {
        var entry: JSONObject = [
            "kty": .string("RSA"), "use": .string("sig"), "kid": .string(key.identifier),
            "x5t": .string(key.identifier), "n": .string(Base64URL.encode(key.modulus)),
            "e": .string(Base64URL.encode(key.exponent)),
            "x5c": .array([.string(Base64.encode(key.certificate))]),
        ]
        if version == .v2 { entry["issuer"] = .string(issuer(name, .v2, base)) }
        return entry
    }

    // MARK: Instance and user realm

    private func instance(_ parameters: Parameters, _ base: String) throws(TokenError) -> JSONObject {
        guard let version = parameters[IdentityRoute.apiVersion] else { throw .missingField(IdentityRoute.apiVersion) }
        guard let endpoint = parameters[IdentityRoute.authorizationEndpoint] else {
            throw .missingField(IdentityRoute.authorizationEndpoint)
        }
        // The port does not matter: clients leave it out here.
        guard let (origin, path) = Origin.split(url: endpoint), origin.isSecure,
            ServiceHosts.isLogin(origin.host) || addresses.advertised.isOwn(host: origin.host)
                || Origin(url: base)?.host == origin.host,
            let tenant = RequestTarget(parsing: EndpointAddresses.path(of: base).removed(from: String(path))).segments
                .first
        else { throw .invalidInstance }
        let address = "\(base)/\(PercentEncoding.encode(tenant))/v2.0/.well-known/openid-configuration"
        var document: JSONObject = [
            "tenant_discovery_endpoint": .string(address), "api-version": .string(version == "1.0" ? "1.0" : "1.1"),
        ]
        guard version != "1.0" else { return document }
        document["metadata"] = .array([
            .object([
                "preferred_network": .string("login.microsoftonline.com"),
                "preferred_cache": .string("login.windows.net"),
                "aliases": .array(ServiceHosts.login.map(JSONValue.string)),
            ])
        ])
        return document
    }

    /// Returns the realm of a user: domains of the simulator are managed, all others are unknown.
    private func realm(_ user: String) -> JSONObject {
        let context = IdentityRoute.domain(of: user).flatMap(directory.context)
        guard let context else {
            return [
                "ver": .string("1.0"), "account_type": .string("Unknown"),
                "cloud_instance_name": .string("microsoftonline.com"),
                "cloud_audience_urn": .string("urn:federation:MicrosoftOnline"),
            ]
        }
        return [
            "ver": .string("1.0"), "account_type": .string("Managed"), "domain_name": .string(context.tenant.domain),
            "cloud_instance_name": .string("microsoftonline.com"),
            "cloud_audience_urn": .string("urn:federation:MicrosoftOnline"),
        ]
    }
}
