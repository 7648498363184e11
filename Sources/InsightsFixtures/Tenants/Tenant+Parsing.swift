import InsightsJSON
import InsightsTime

extension Tenant {
    /// Parses the text of `tenants.json`: at least one tenant, each with an application, and no identifier twice.
    static func parse(_ document: FixtureDocument) throws(FixtureError) -> [Tenant] {
        try document.read(parse)
    }

    private static func parse(_ file: StrictJSONValue) throws(InputError) -> [Tenant] {
        let root = try file.members(["formatVersion", "tenants"])
        try root["formatVersion"].checkFormatVersion()
        let nodes = try root["tenants"].elements()
        guard !nodes.isEmpty else {
            throw root["tenants"].mismatch(found: "no tenant", expected: "at least one")
        }
        var identifiers = DistinctIdentifiers()
        var tenants: [Tenant] = []
        for node in nodes { tenants.append(try Tenant(node, &identifiers)) }
        return tenants
    }

    private init(_ node: StrictJSONValue, _ identifiers: inout DistinctIdentifiers) throws(InputError) {
        let members = try node.members(
            ["tenantId", "displayName", "domain", "applications", "users"], optional: ["resources"])
        var applications: [Application] = []
        for application in try members["applications"].elements() {
            applications.append(try Application(application, &identifiers))
        }
        guard !applications.isEmpty else {
            throw members["applications"].mismatch(found: "no application", expected: "at least one")
        }
        var users: [User] = []
        for user in try members["users"].elements() { users.append(try User(user, &identifiers)) }
        self.init(
            tenantID: try identifiers.guid(members["tenantId"]),
            displayName: try members["displayName"].nonEmptyString(),
            domain: try identifiers.name(members["domain"]), applications: applications, users: users)
        for resource in try members.optional("resources")?.elements() ?? [] {
            resources.append(try TenantResource(resource, &identifiers))
        }
    }
}

extension TenantResource {
    fileprivate init(_ node: StrictJSONValue, _ identifiers: inout DistinctIdentifiers) throws(InputError) {
        let members = try node.members(["identifier", "appId", "tokenVersion"])
        let version = members["tokenVersion"]
        guard let number = version.value.integer, (1...2).contains(number) else {
            throw version.mismatch(found: "another version", expected: "1 or 2")
        }
        self.init(
            identifier: try identifiers.name(members["identifier"]), appID: try identifiers.guid(members["appId"]),
            tokenVersion: number)
    }
}

extension Application {
    private static let required = [
        "clientId", "displayName", "secrets", "servicePrincipalId", "displayUserId", "enrollments",
    ]

    fileprivate init(_ node: StrictJSONValue, _ identifiers: inout DistinctIdentifiers) throws(InputError) {
        let members = try node.members(
            Self.required,
            optional: [
                "certificates", "consents", "federatedCredentials", "multiTenant", "public", "redirectUris",
                "servicePrincipal", "throttle", "unavailable",
            ])
        self.init(
            clientID: try identifiers.guid(members["clientId"]),
            displayName: try members["displayName"].nonEmptyString(),
            secrets: [], servicePrincipalID: try identifiers.guid(members["servicePrincipalId"]),
            displayUserID: try members["displayUserId"].nonEmptyString(),
            enrollments: try Self.enrollments(members["enrollments"]))
        for secret in try members["secrets"].elements() { clientSecrets.append(try ClientSecret(secret)) }
        for node in try members.optional("certificates")?.elements() ?? [] {
            guard let certificate = PEMCertificate.decode(try node.nonEmptyString()) else {
                throw node.mismatch(found: "another text", expected: "a certificate in PEM, from BEGIN to END")
            }
            certificates.append(certificate)
        }
        isPublic = try members.optional("public")?.bool() ?? false
        if let nodes = try members.optional("redirectUris")?.elements() {
            var addresses: [RedirectAddress] = []
            for node in nodes { addresses.append(try RedirectAddress(node, isPublic: isPublic)) }
            redirectAddresses = addresses
        }
        for node in try members.optional("federatedCredentials")?.elements() ?? [] {
            federatedCredentials.append(try FederatedCredential(node))
        }
        for node in try members.optional("consents")?.elements() ?? [] {
            let consent = try ApplicationConsent(node)
            guard !consents.contains(where: { $0.resource == consent.resource }) else {
                throw node.mismatch(found: "a second '\(consent.resource)'", expected: "each resource once")
            }
            consents.append(consent)
        }
        hasServicePrincipal = try members.optional("servicePrincipal")?.bool() ?? true
        isMultiTenant = try members.optional("multiTenant")?.bool() ?? true
        throttle = try members.optional("throttle")?.positiveInteger()
        isUnavailable = try members.optional("unavailable")?.bool() ?? false
        let hasCredential = !clientSecrets.isEmpty || !certificates.isEmpty || !federatedCredentials.isEmpty
        guard hasCredential != isPublic else {
            throw isPublic
                ? members["secrets"].mismatch(found: "a credential", expected: "none for a public application")
                : members["secrets"].mismatch(found: "no secret", expected: "at least one")
        }
    }

    private static func enrollments(_ node: StrictJSONValue) throws(InputError) -> [Enrollment] {
        var enrollments: [Enrollment] = []
        for node in try node.elements() {
            let enrollment = try Enrollment(node)
            guard !enrollments.contains(where: { $0.program == enrollment.program }) else {
                throw node.mismatch(found: "a second '\(enrollment.program)'", expected: "each program once")
            }
            enrollments.append(enrollment)
        }
        return enrollments
    }
}

extension RedirectAddress {
    /// Reads a string, or an object with `uri` and `platform`.
    fileprivate init(_ node: StrictJSONValue, isPublic: Bool) throws(InputError) {
        var platform = isPublic ? Platform.publicClient : .web
        var text = node
        if node.value.object != nil {
            let members = try node.members(["uri", "platform"])
            platform = try members["platform"].choice(of: Platform.allCases)
            text = members["uri"]
        }
        let uri = try text.nonEmptyString()
        if let mistake = Self.mistake(in: uri) { throw text.mismatch(found: mistake.found, expected: mistake.expected) }
        self.init(uri, platform)
    }
}

extension ApplicationConsent {
    fileprivate init(_ node: StrictJSONValue) throws(InputError) {
        let members = try node.members(["resource", "state"])
        self.init(
            resource: try members["resource"].nonEmptyString(),
            state: try members["state"].choice(of: State.allCases))
    }
}

extension ClientSecret {
    /// Reads a string, or an object with `value` and `expires`.
    fileprivate init(_ node: StrictJSONValue) throws(InputError) {
        guard node.value.object != nil else {
            self.init(try node.nonEmptyString())
            return
        }
        let members = try node.members(["value"], optional: ["expires"])
        guard let node = members.optional("expires") else {
            self.init(try members["value"].nonEmptyString())
            return
        }
        guard let expires = Timestamp(try node.nonEmptyString()) else {
            throw node.mismatch(found: "another text", expected: "an instant such as 2024-02-01T00:00:00Z")
        }
        self.init(try members["value"].nonEmptyString(), expires: expires)
    }
}

extension Enrollment {
    fileprivate init(_ node: StrictJSONValue) throws(InputError) {
        let members = try node.members(["program", "roles"])
        var roles: [ApplicationRole] = []
        for role in try members["roles"].elements() { roles.append(try role.choice(of: ApplicationRole.allCases)) }
        self.init(program: try members["program"].program(), roles: roles)
    }
}

extension User {
    fileprivate init(_ node: StrictJSONValue, _ identifiers: inout DistinctIdentifiers) throws(InputError) {
        let members = try node.members(
            ["userPrincipalName", "password", "objectId", "givenName", "familyName", "displayUserId", "mpnRole"],
            optional: ["state"])
        self.init(
            userPrincipalName: try identifiers.name(members["userPrincipalName"]),
            password: try members["password"].nonEmptyString(), objectID: try identifiers.guid(members["objectId"]),
            givenName: try members["givenName"].nonEmptyString(),
            familyName: try members["familyName"].nonEmptyString(),
            displayUserID: try members["displayUserId"].nonEmptyString(),
            mpnRole: try members["mpnRole"].choice(of: MPNRole.allCases))
        state = try members.optional("state")?.choice(of: UserState.allCases) ?? .active
    }
}

/// The identifiers and names of the whole file, compared without regard to letter case.
private struct DistinctIdentifiers {
    private var folded: Set<String> = []

    mutating func guid(_ node: StrictJSONValue) throws(InputError) -> String {
        try insert(node.guid(), node)
    }

    mutating func name(_ node: StrictJSONValue) throws(InputError) -> String {
        try insert(node.nonEmptyString(), node)
    }

    private mutating func insert(_ text: String, _ node: StrictJSONValue) throws(InputError) -> String {
        guard folded.insert(text.lowercased()).inserted else {
            throw node.mismatch(found: "a second '\(text)'", expected: "one that no tenant, application or user has")
        }
        return text
    }
}
