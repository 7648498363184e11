/// A registered application, which can call the service with its own credentials.
package struct Application: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// The client identifier, a GUID.
    package let clientID: String
    /// The display name.
    package let displayName: String
    /// The secrets; several during a rotation, none for a public application.
    ///
    /// Never printed.
    package var clientSecrets: [ClientSecret]
    /// The DER certificates whose keys sign client assertions.
    package var certificates: [[UInt8]] = []
    /// Whether it is a public client, which has no credential and must send none.
    package var isPublic = false
    /// The Retry-After delay in seconds that the token endpoint sends this application with 429; nil for no
    /// throttling.
    package var throttle: Int?
    /// Whether the token endpoint sends this application a transient error, 503.
    package var isUnavailable = false
    /// The registered redirect addresses; nil for any address of this machine, of either kind.
    package var redirectAddresses: [RedirectAddress]?
    /// The issuers whose tokens it presents in place of a secret.
    package var federatedCredentials: [FederatedCredential] = []
    /// What is known about the consent of users, by resource; nothing for the others.
    package var consents: [ApplicationConsent] = []
    /// Whether it has a service principal in the tenant, without which it gets no token alone.
    package var hasServicePrincipal = true
    /// Whether it takes users of any tenant, and so addresses that name none.
    package var isMultiTenant = true
    /// The object identifier of its service principal, a GUID.
    package let servicePrincipalID: String
    /// The digits that cmp responses show as `user`.
    package let displayUserID: String
    /// The programs in which its account is enrolled.
    package let enrollments: [Enrollment]

    /// Creates a confidential application; secrets do not expire.
    package init(
        clientID: String, displayName: String, secrets: [String], servicePrincipalID: String, displayUserID: String,
        enrollments: [Enrollment]
    ) {
        self.clientID = clientID
        self.displayName = displayName
        clientSecrets = secrets.map { ClientSecret($0) }
        self.servicePrincipalID = servicePrincipalID
        self.displayUserID = displayUserID
        self.enrollments = enrollments
    }

    /// The values of the secrets, expired ones included.
    package var secrets: [String] { clientSecrets.map(\.value) }

    /// Returns the enrolment in a program; nil if there is none.
    package func enrollment(in program: String) -> Enrollment? {
        enrollments.first { $0.program == program }
    }

    /// The name and the client identifier, without secrets.
    package var description: String { "\(displayName) (\(clientID))" }

    /// The contents of a dump: everything except the secrets.
    package var customMirror: Mirror {
        Mirror(
            self,
            children: [
                "clientID": clientID, "displayName": displayName, "servicePrincipalID": servicePrincipalID,
                "displayUserID": displayUserID, "enrollments": enrollments, "isPublic": isPublic,
            ])
    }
}

/// The enrolment of an application in a program.
package struct Enrollment: Sendable, Equatable {
    /// The program: `cmp` or `mpn`.
    package let program: String
    /// The roles assigned in the program.
    package let roles: [ApplicationRole]

    /// Creates an enrolment.
    package init(program: String, roles: [ApplicationRole]) {
        self.program = program
        self.roles = roles
    }
}

/// A role of an application, as named in the portal's dialog.
package enum ApplicationRole: String, Sendable, CaseIterable {
    /// The role that programmatic access needs.
    case manager = "Manager"
    /// A developer.
    case developer = "Developer"
    /// A business contributor.
    case businessContributor = "Business Contributor"
    /// A finance contributor.
    case financeContributor = "Finance Contributor"
    /// A marketer.
    case marketer = "Marketer"
}
