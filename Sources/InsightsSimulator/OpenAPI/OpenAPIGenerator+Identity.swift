import InsightsAPI
import InsightsHTTP
import InsightsIdentity
import InsightsJSON

/// The token endpoint, its metadata, the files of reports, and requests that match no operation.
extension OpenAPIGenerator {
    var securitySchemes: JSONObject {
        func flow(_ name: String) -> JSONValue {
            .object([
                "type": .string("oauth2"),
                "flows": .object([
                    name: .object([
                        "tokenUrl": .string(
                            EndpointAddresses.tokenBase(baseURL) + IdentityRoute.token(tenant: tenantID, .v1).path),
                        "scopes": .object([:]),
                    ])
                ]),
            ])
        }
        return [
            "bearer": .object([
                "type": .string("http"), "scheme": .string("bearer"), "bearerFormat": .string("JWT"),
            ]),
            "application": flow("clientCredentials"), "user": flow("password"),
        ]
    }

    // MARK: Tokens

    /// Returns the paths; `unknownAddress` is the response to an address that matches none.
    func identityPaths(unknownAddress: JSONValue) -> JSONObject {
        var paths = documentPaths(unknownAddress: unknownAddress)
        guard settings.token.hasSignIn else { return paths }
        for route in IdentityRoute.signInTemplates {
            let methods = route.signInMethods.map { method in
                JSONObject.Member(
                    method.token.lowercased(),
                    .object(route.signInOperation(method.token.lowercased(), unknownAddress: unknownAddress)))
            }
            paths[route.path] = .object(JSONObject(methods))
        }
        return paths
    }

    private func documentPaths(unknownAddress: JSONValue) -> JSONObject {
        JSONObject(
            IdentityRoute.templates.map { route in
                let method = route.operation.method.token.lowercased()
                var operation = route.operationObject(unknownAddress: unknownAddress)
                let names = route.path.split(separator: "/").filter { $0.hasPrefix("{") }
                let parameters =
                    names.map { Self.pathParameter(String($0.dropFirst().dropLast())) }
                    + route.requiredParameters.map(Self.requiredQueryParameter)
                if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
                return .init(route.path, .object([method: .object(operation)]))
            })
    }

    static func pathParameter(_ name: String, description: String? = nil) -> JSONValue {
        var parameter: JSONObject = [
            "name": .string(name), "in": .string("path"), "required": .bool(true), "schema": filledText,
        ]
        parameter["description"] = description.map(JSONValue.string)
        return .object(parameter)
    }

    /// The schema of a text that is not blank.
    private static var filledText: JSONValue {
        .object(["type": .string("string"), "pattern": .string(#"\S"#)])
    }

    private static func requiredQueryParameter(_ name: String) -> JSONValue {
        .object([
            "name": .string(name), "in": .string("query"), "required": .bool(true),
            "schema": filledText,
        ])
    }

    /// The schema of a token request's form; `if` is for what each grant requires, as in `createReportBody`.
    var tokenRequest: JSONValue {
        let parameters = settings.token.hasSignIn ? TokenParameter.allCases : TokenParameter.withoutSignIn
        var properties = JSONObject(
            parameters.map { .init($0.rawValue, .object(["type": .string("string")])) })
        properties[TokenParameter.grantType.rawValue] = Self.grantType(settings.token.grants)
        var object: JSONObject = [
            "type": .string("object"), "properties": .object(properties),
            "required": .array([.string(TokenParameter.grantType.rawValue)]),
        ]
        var rules: JSONObject?
        // A device code has two names, of which either suffices.
        for grant in settings.token.grants where !grant.parameters.isEmpty && grant != .deviceCode {
            var rule: JSONObject = [
                "if": .object(["properties": .object([TokenParameter.grantType.rawValue: Self.grantType([grant])])]),
                "then": .object(["required": .array(grant.parameters.map { .string($0.rawValue) })]),
            ]
            rule["else"] = rules.map(JSONValue.object)
            rules = rule
        }
        object.members += rules?.members ?? []
        return .object(object)
    }

    private static func grantType(_ grants: [TokenGrantType]) -> JSONValue {
        // A device code's grant has a short name, too.
        let names = grants.flatMap { $0 == .deviceCode ? [$0.rawValue, "device_code"] : [$0.rawValue] }
        return .object([
            "type": .string("string"), "pattern": .string("^\\s*(\(names.joined(separator: "|")))\\s*$"),
        ])
    }

    // MARK: Files

    var downloadPaths: JSONObject {
        var responses = JSONObject()
        let file = JSONObject(ReportFormat.allCases.map { .init($0.mediaType, .object([:])) })
        let described = [
            (200, "The file, packed with gzip."), (206, "A part of the file."), (304, "The caller has the file."),
        ]
        for (status, text) in described {
            responses[String(status)] = .object(
                status == 304
                    ? ["description": .string(text)]
                    : ["description": .string(text), "content": .object(file)])
        }
        for error in BlobError.catalogue where error != .method {
            let reasons = BlobError.catalogue.filter { $0.status == error.status }.map(\.code)
            responses[String(error.status.code)] = blobRefusal(error, codes: reasons)
        }
        return [
            "/\(DownloadLinks.pathPrefix)/{tenantId}/{file}": .object([
                "get": .object([
                    "operationId": .string("download"), "tags": .array([.string("files")]),
                    "summary": .string("The file of a finished run, at the address of reportAccessSecureLink"),
                    "security": .array([]),
                    "parameters": .array([
                        Self.pathParameter("tenantId"), Self.pathParameter("file"),
                        Self.requiredQueryParameter(DownloadLinks.signatureParameter),
                    ]),
                    "responses": .object(responses),
                ])
            ])
        ]
    }

    private func blobRefusal(_ error: BlobError, codes: [String]) -> JSONValue {
        .object([
            "description": .string("\(error.status.reasonPhrase), \(Set(codes).sorted().joined(separator: ", "))."),
            "content": .object(["application/xml": .object([:])]),
        ])
    }

    // MARK: Swagger

    private var swaggerPrefixes: [(path: String, version: ServiceVersion?, suffix: String)] {
        ServiceVersion.allCases.map { ("insights/\($0)", $0, $0 == .v1 ? "" : ".\($0.suffix.lowercased())") }
            + [("analytics", nil, ".analytics")]
    }

    var swaggerPaths: JSONObject {
        var paths = JSONObject()
        // The alias of the pages exists without the alias of the service (C13).
        for prefix in swaggerPrefixes {
            for program in programs where prefix.version.map({ settings.serves($0, program) }) ?? true {
                for route in SwaggerRoute.allCases {
                    let id = "\(program).\(route)\(prefix.suffix)"
                    let type = route == .page ? "text/html" : "application/json"
                    paths["/\(prefix.path)/\(program)/\(route.rawValue)"] = .object([
                        "get": .object([
                            "operationId": .string(id), "tags": .array([.string(program.rawValue)]),
                            "summary": .string(route == .page ? "The list of operations" : "This document"),
                            "security": .array([]),
                            "responses": .object([
                                "200": .object([
                                    "description": .string("Done."), "content": .object([type: .object([:])]),
                                ])
                            ]),
                        ])
                    ])
                }
            }
        }
        return paths
    }

    // MARK: Other requests
    /// Returns the responses to requests that match no operation, by path prefix.
    func unmatched(_ refusals: inout OpenAPIRefusals) -> [JSONValue] {
        var entries: [JSONValue] = []
        func append(_ prefix: String, _ responses: JSONObject) {
            entries.append(.object(["prefix": .string(prefix), "responses": .object(responses)]))
        }
        let others: [ServiceError] = [
            .unauthorized, .retiredAudience(Settings.azureADGraph), .forbidden, .unknownRoute, .methodNotAllowed([]),
            .bodyTooLarge(limit: InsightsService.longestBody),
        ]
        for program in programs {
            var responses = JSONObject()
            for error in others {
                responses[String(error.status.code)] = refusals.reference(
                    others.filter { $0.status == error.status }, error.status, program, name: "unmatched")
            }
            for prefix in prefixes(of: program) { append(prefix.path, responses) }
        }
        for path in swaggerPaths.keys {
            append(path, ["405": .object(["description": .string("Only GET and HEAD are supported.")])])
        }
        append("/\(DownloadLinks.pathPrefix)", ["405": blobRefusal(.method, codes: [BlobError.method.code])])
        append(
            "/",
            [
                "200": .object(["description": .string("The methods of a document or of the token endpoint.")]),
                "400": IdentityRoute.refusal(types: ["application/json", "text/html"]),
                "404": refusals.unknownAddress,
                "405": .object(["description": .string("The request for a document has an unsupported method.")]),
            ])
        return entries
    }
}

extension IdentityRoute {
    /// Returns the operation object of the route, without its parameters; a blank tenant makes an unknown address.
    fileprivate func operationObject(unknownAddress: JSONValue) -> JSONObject {
        var operation: JSONObject = [
            "operationId": .string(name), "tags": .array([.string("identity")]), "summary": .string(summary),
            "security": .array([]),
        ]
        guard case .token(_, let version) = self else {
            operation["responses"] = .object([
                "200": .object([
                    "description": .string("Done."),
                    "content": OpenAPIGenerator.jsonContent(.object(["type": .string("object")])),
                ]),
                "400": Self.refusal(), "404": unknownAddress,
            ])
            return operation
        }
        operation["requestBody"] = .object([
            "required": .bool(true),
            "content": .object([
                "application/x-www-form-urlencoded": .object(["schema": OpenAPIGenerator.schema("TokenRequest")])
            ]),
        ])
        let token = OpenAPIGenerator.schema(version == .v1 ? "TokenResponse" : "TokenResponseV2")
        operation["responses"] = .object([
            "200": .object([
                "description": .string("A token."), "content": OpenAPIGenerator.jsonContent(token),
            ]),
            "400": Self.refusal(), "401": Self.refusal(), "404": unknownAddress, "413": Self.refusal(),
            "429": .object([
                "description": .string("Too many requests; Retry-After says when to come back."),
                "content": .object(["text/plain": .object([:])]),
            ]),
            "503": Self.refusal(),
        ])
        return operation
    }

    /// Returns the operation object of a route of sign-ins.
    fileprivate func signInOperation(_ method: String, unknownAddress: JSONValue) -> JSONObject {
        let page: JSONObject = ["text/html": .object([:])]
        var content = page
        if case .deviceCode = self {
            content = JSONObject([.init("application/json", .object(["schema": .object(["type": .string("object")])]))])
        }
        var responses: JSONObject = [
            "200": .object(["description": .string("A page, or a device code."), "content": .object(content)])
        ]
        if signInMethods.contains(.get) || name == "login" {
            responses["302"] = .object([
                "description": .string("Back to the client, with a code or an error."),
                "headers": .object(["Location": .object(["schema": .object(["type": .string("string")])])]),
            ])
        }
        responses["400"] = Self.refusal(types: ["application/json", "text/html"])
        responses["403"] = .object([
            "description": .string("The form comes from another site."), "content": .object(page),
        ])
        responses["404"] = unknownAddress
        responses["405"] = .object(["description": .string("Another method.")])
        return [
            "operationId": .string("\(name).\(method)"), "tags": .array([.string("identity")]),
            "summary": .string(summary), "security": .array([]),
            "parameters": .array([OpenAPIGenerator.pathParameter("tenant")]), "responses": .object(responses),
        ]
    }

    /// Returns the error response of the token endpoint.
    fileprivate static func refusal(types: [String] = ["application/json"]) -> JSONValue {
        let content = types.map { type in
            JSONObject.Member(
                type, .object(type == "text/html" ? [:] : ["schema": OpenAPIGenerator.schema("TokenError")]))
        }
        return .object([
            "description": .string("Refused; the first line of error_description says why."),
            "content": .object(JSONObject(content)),
        ])
    }

    private var name: String {
        switch self {
        case .token(_, let version): "token.\(version)"
        case .metadata(_, let version): "metadata.\(version)"
        case .keys(_, let version): "keys.\(version)"
        case .instance: "instance"
        case .userRealm: "userRealm"
        case .authorize(_, let version): "authorize.\(version)"
        case .deviceCode(_, let version): "deviceCode.\(version)"
        case .login: "login"
        case .deviceLogin: "deviceLogin"
        case .logout(_, let version): "logout.\(version)"
        }
    }

    private var summary: String {
        switch self {
        case .token: "Get an access token"
        case .metadata: "What the token endpoint can do, and where it is"
        case .keys: "The keys that tokens are signed with"
        case .instance: "Which clouds there are"
        case .userRealm: "Where a user signs in"
        case .authorize: "Ask a user to sign in, for an authorization code"
        case .deviceCode: "Begin a sign-in by device code"
        case .login: "Take a step of a sign-in at its page"
        case .deviceLogin: "Enter the user code of a device"
        case .logout: "End the session of a browser"
        }
    }
}
