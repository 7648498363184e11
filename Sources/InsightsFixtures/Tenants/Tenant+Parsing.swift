extension Tenant {
    /// Reads the text of `tenants.json`: at least one tenant, each with an application, no identifier twice.
    static func parse(_ document: FixtureDocument) throws(FixtureError) -> [Tenant] {
        let root = try document.root.members(["formatVersion", "tenants"])
        try root["formatVersion"].checkFormatVersion()
        let nodes = try root["tenants"].elements()
        guard !nodes.isEmpty else {
            throw root["tenants"].misfit(found: "no tenant", expected: "at least one")
        }
        var identifiers = DistinctIdentifiers()
        var tenants: [Tenant] = []
        for node in nodes { tenants.append(try Tenant(node, &identifiers)) }
        return tenants
    }

    private init(_ node: FixtureNode, _ identifiers: inout DistinctIdentifiers) throws(FixtureError) {
        let members = try node.members(["tenantId", "displayName", "domain", "applications", "users"])
        var applications: [Application] = []
        for application in try members["applications"].elements() {
            applications.append(try Application(application, &identifiers))
        }
        guard !applications.isEmpty else {
            throw members["applications"].misfit(found: "no application", expected: "at least one")
        }
        var users: [User] = []
        for user in try members["users"].elements() { users.append(try User(user, &identifiers)) }
        self.init(
            tenantID: try identifiers.guid(members["tenantId"]), displayName: try members["displayName"].string(),
            domain: try identifiers.name(members["domain"]), applications: applications, users: users)
    }
}

extension Application {
    fileprivate init(_ node: FixtureNode, _ identifiers: inout DistinctIdentifiers) throws(FixtureError) {
        let members = try node.members([
            "clientId", "displayName", "secrets", "servicePrincipalId", "displayUserId", "enrollments",
        ])
        var secrets: [String] = []
        for secret in try members["secrets"].elements() { secrets.append(try secret.string()) }
        guard !secrets.isEmpty else {
            throw members["secrets"].misfit(found: "no secret", expected: "at least one")
        }
        var enrollments: [Enrollment] = []
        for node in try members["enrollments"].elements() {
            let enrollment = try Enrollment(node)
            guard !enrollments.contains(where: { $0.program == enrollment.program }) else {
                throw node.misfit(found: "a second \"\(enrollment.program)\"", expected: "each program once")
            }
            enrollments.append(enrollment)
        }
        self.init(
            clientID: try identifiers.guid(members["clientId"]), displayName: try members["displayName"].string(),
            secrets: secrets, servicePrincipalID: try identifiers.guid(members["servicePrincipalId"]),
            displayUserID: try members["displayUserId"].string(), enrollments: enrollments)
    }
}

extension Enrollment {
    fileprivate init(_ node: FixtureNode) throws(FixtureError) {
        let members = try node.members(["program", "roles"])
        var roles: [ApplicationRole] = []
        for role in try members["roles"].elements() { roles.append(try role.choice(of: ApplicationRole.allCases)) }
        self.init(program: try members["program"].program(), roles: roles)
    }
}

extension User {
    fileprivate init(_ node: FixtureNode, _ identifiers: inout DistinctIdentifiers) throws(FixtureError) {
        let members = try node.members([
            "userPrincipalName", "password", "objectId", "givenName", "familyName", "displayUserId", "mpnRole",
        ])
        self.init(
            userPrincipalName: try identifiers.name(members["userPrincipalName"]),
            password: try members["password"].string(), objectID: try identifiers.guid(members["objectId"]),
            givenName: try members["givenName"].string(), familyName: try members["familyName"].string(),
            displayUserID: try members["displayUserId"].string(),
            mpnRole: try members["mpnRole"].choice(of: MPNRole.allCases))
    }
}

/// The identifiers and names of the whole file, told apart without regard to letter case.
private struct DistinctIdentifiers {
    private var folded: Set<String> = []

    mutating func guid(_ node: FixtureNode) throws(FixtureError) -> String {
        try insert(node.guid(), node)
    }

    mutating func name(_ node: FixtureNode) throws(FixtureError) -> String {
        try insert(node.string(), node)
    }

    private mutating func insert(_ text: String, _ node: FixtureNode) throws(FixtureError) -> String {
        guard folded.insert(text.lowercased()).inserted else {
            throw node.misfit(found: "a second \"\(text)\"", expected: "one that no tenant, application or user has")
        }
        return text
    }
}
