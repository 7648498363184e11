/// A registered application, which may call the service in its own name.
public struct Application: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// The client identifier, a GUID.
    public let clientID: String
    /// The application's name.
    public let displayName: String
    /// The secrets, several at a time while one follows another; none for a public application.
    ///
    /// Never printed.
    public var clientSecrets: [ClientSecret]
    /// The certificates whose keys sign assertions, DER.
    public var certificates: [[UInt8]] = []
    /// Whether it is a public client, which has no credential and must send none.
    public var isPublic = false
    /// Seconds to wait that the token endpoint's gateway tells this application, with 429; nil to let it pass.
    public var throttle: Int?
    /// Whether the token endpoint answers this application with a transient fault, 503.
    public var isUnavailable = false
    /// The object identifier of its service principal, a GUID.
    public let servicePrincipalID: String
    /// The digits that cmp answers show as `user`.
    public let displayUserID: String
    /// The programs its account is enrolled in.
    public let enrollments: [Enrollment]

    /// Creates an application.
    public init(
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

    /// The texts of the secrets, also of those whose time is over.
    public var secrets: [String] { clientSecrets.map(\.value) }

    /// The enrolment in a program, or nil if there is none.
    public func enrollment(in program: String) -> Enrollment? {
        enrollments.first { $0.program == program }
    }

    /// The name and the client identifier, without secrets.
    public var description: String { "\(displayName) (\(clientID))" }

    /// What a dump shows: everything but the secrets.
    public var customMirror: Mirror {
        Mirror(
            self,
            children: [
                "clientID": clientID, "displayName": displayName, "servicePrincipalID": servicePrincipalID,
                "displayUserID": displayUserID, "enrollments": enrollments, "isPublic": isPublic,
            ])
    }
}

/// The place of an application in a program.
public struct Enrollment: Sendable, Equatable {
    /// The program: `cmp` or `mpn`.
    public let program: String
    /// The roles it was given there.
    public let roles: [ApplicationRole]

    /// Creates an enrolment.
    public init(program: String, roles: [ApplicationRole]) {
        self.program = program
        self.roles = roles
    }
}

/// A role of an application, as the portal's dialog names it.
public enum ApplicationRole: String, Sendable, CaseIterable {
    /// The role that programmatic access needs.
    case manager = "Manager"
    case developer = "Developer"
    case businessContributor = "Business Contributor"
    case financeContributor = "Finance Contributor"
    case marketer = "Marketer"
}
