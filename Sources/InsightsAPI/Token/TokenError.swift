public import InsightsHTTP
public import InsightsJSON

/// Everything the token endpoint refuses, with Entra's codes and first lines (token-endpoint section 10).
public enum TokenError: Error, Sendable, Equatable {
    /// A parameter the grant needs is missing.
    case missingParameter(String)
    /// `client_credentials` came without any credential; checked before tenant and client.
    case missingCredential
    /// A user grant of a confidential application came without its credential.
    case missingClientSecret
    /// The grant type is none that is served.
    case unsupportedGrant(String)
    /// A parameter was sent twice.
    case malformedRequest
    /// The request did not use POST; the method it used.
    case wrongMethod(HTTPMethod)
    /// The tenant looks like one, but is not known.
    case tenantNotFound(String)
    /// The tenant is neither an identifier nor a domain.
    case malformedTenant(String)
    /// The address names no tenant, and nothing else in the request does.
    case noTenant
    /// The application is not known in the tenant.
    case applicationNotFound(clientID: String, tenant: String)
    /// The secret is wrong.
    case invalidClientSecret(clientID: String)
    /// The user is not known in the tenant.
    case userNotFound(tenant: String)
    /// The user's password is wrong.
    case invalidPassword
    /// The resource is none that is accepted.
    case resourceNotFound(resource: String, tenant: String)
    /// The refresh token is none that was issued to this client.
    case invalidGrant
    /// The request body is larger than the limit in bytes.
    case bodyTooLarge(limit: Int)

    /// The `AADSTS` number.
    public var code: Int {
        switch self {
        case .missingParameter: 900144
        case .missingCredential: 7_000_216
        case .missingClientSecret: 7_000_218
        case .unsupportedGrant: 70003
        case .malformedRequest, .bodyTooLarge: 9_002_313
        case .wrongMethod: 900561
        case .tenantNotFound: 90002
        case .malformedTenant: 900023
        case .noTenant: 50059
        case .applicationNotFound: 700016
        case .invalidClientSecret: 7_000_215
        case .userNotFound: 50034
        case .invalidPassword: 50126
        case .resourceNotFound: 500011
        case .invalidGrant: 70000
        }
    }

    /// The HTTP status: 401 where the client itself did not authenticate, else 400 (RFC 6749 §5.2).
    public var status: HTTPStatus {
        switch self {
        case .missingCredential, .missingClientSecret, .invalidClientSecret: 401
        case .bodyTooLarge: 413
        default: 400
        }
    }

    /// The OAuth error code (RFC 6749 §5.2), or Entra's own.
    public var error: String {
        switch self {
        case .missingCredential, .missingClientSecret, .invalidClientSecret: "invalid_client"
        case .unsupportedGrant: "unsupported_grant_type"
        case .applicationNotFound: "unauthorized_client"
        case .userNotFound, .invalidPassword, .invalidGrant: "invalid_grant"
        case .resourceNotFound: "invalid_resource"
        case .missingParameter, .malformedRequest, .wrongMethod, .tenantNotFound, .malformedTenant, .noTenant,
            .bodyTooLarge:
            "invalid_request"
        }
    }

    /// The first line of the description, after `AADSTS<code>: `.
    public var text: String {
        switch self {
        case .missingParameter(let name): "The request body must contain the following parameter: '\(name)'."
        case .missingCredential:
            "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type."
        case .missingClientSecret:
            "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
        case .unsupportedGrant(let grant): "The app requested an unsupported grant type '\(Self.echo(grant))'."
        case .malformedRequest: "Invalid request. Request is malformed or invalid."
        case .wrongMethod(let method):
            "The endpoint only accepts POST requests. Received a \(Self.echo(method.token)) request."
        case .tenantNotFound(let tenant):
            "Tenant '\(Self.echo(tenant))' not found. Check to make sure you have the correct tenant ID and are signing "
                + "into the correct cloud. Check with your subscription administrator, this may happen if there are no "
                + "active subscriptions for the tenant."
        case .malformedTenant(let tenant):
            "Specified tenant identifier '\(Self.echo(tenant).lowercased())' is neither a valid DNS name, nor a valid "
                + "external domain."
        case .noTenant:
            "No tenant-identifying information found in either the request or implied by any provided credentials."
        case .applicationNotFound(let clientID, let tenant):
            "Application with identifier '\(Self.echo(clientID))' was not found in the directory '\(tenant)'. This can "
                + "happen if the application has not been installed by the administrator of the tenant or consented to "
                + "by any user in the tenant. You may have sent your authentication request to the wrong tenant."
        case .invalidClientSecret(let clientID):
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, "
                + "not the client secret ID, for a secret added to app '\(Self.echo(clientID))'."
        case .userNotFound(let tenant):
            // {EmailHidden} is what the real answer says, literally.
            "The user account {EmailHidden} does not exist in the \(Self.echo(tenant)) directory. To sign into this "
                + "application, the account must be added to the directory."
        case .invalidPassword: "Error validating credentials due to invalid username or password."
        case .resourceNotFound(let resource, let tenant):
            "The resource principal named \(Self.echo(resource)) was not found in the tenant named \(tenant). This can "
                + "happen if the application has not been installed by the administrator of the tenant or consented to "
                + "by any user in the tenant. You might have sent your authentication request to the wrong tenant."
        case .invalidGrant: "The provided access grant is invalid or malformed."
        case .bodyTooLarge(let limit): "Invalid request. The body is larger than \(limit) bytes."
        }
    }

    /// A value of the caller's, safe to repeat: no control characters, at most 100 characters.
    private static func echo(_ value: String) -> String {
        let visible = value.unicodeScalars.lazy.filter { $0.properties.generalCategory != .control }
        return String(String.UnicodeScalarView(visible.prefix(100)))
    }

    /// The answer's body (token-endpoint section 10.1).
    ///
    /// - Parameters:
    ///   - timestamp: the time as `yyyy-MM-dd HH:mm:ssZ`.
    ///   - traceID: the identifier that is also the header `x-ms-request-id`.
    ///   - correlationID: the caller's `client-request-id`, or a fresh identifier.
    /// - Returns: the JSON object.
    public func json(timestamp: String, traceID: String, correlationID: String) -> JSONValue {
        let lines = [
            "AADSTS\(code): \(text)", "Trace ID: \(traceID)", "Correlation ID: \(correlationID)",
            "Timestamp: \(timestamp)",
        ]
        return .object([
            "error": .string(error),
            "error_description": .string(lines.joined(separator: "\r\n")),
            "error_codes": .array([.integer(code)]),
            "timestamp": .string(timestamp),
            "trace_id": .string(traceID),
            "correlation_id": .string(correlationID),
            "error_uri": .string("https://login.microsoftonline.com/error?code=\(code)"),
        ])
    }
}
