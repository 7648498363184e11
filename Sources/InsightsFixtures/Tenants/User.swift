/// A person who may sign in with a password.
public struct User: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// The sign-in name, which mpn answers show as `user`.
    public let userPrincipalName: String
    /// The password; never printed.
    public let password: String
    /// The object identifier, a GUID.
    public let objectID: String
    /// The given name.
    public let givenName: String
    /// The family name.
    public let familyName: String
    /// The digits that cmp answers show as `user`.
    public let displayUserID: String
    /// What the person may see in mpn.
    public let mpnRole: MPNRole
    /// What stands between the person and a token.
    public var state = UserState.active

    /// Creates a user.
    public init(
        userPrincipalName: String, password: String, objectID: String, givenName: String, familyName: String,
        displayUserID: String, mpnRole: MPNRole
    ) {
        self.userPrincipalName = userPrincipalName
        self.password = password
        self.objectID = objectID
        self.givenName = givenName
        self.familyName = familyName
        self.displayUserID = displayUserID
        self.mpnRole = mpnRole
    }

    /// The given and the family name.
    public var displayName: String { "\(givenName) \(familyName)" }

    /// The sign-in name, without the password.
    public var description: String { userPrincipalName }

    /// What a dump shows: everything but the password.
    public var customMirror: Mirror {
        Mirror(
            self,
            children: [
                "userPrincipalName": userPrincipalName, "objectID": objectID, "displayName": displayName,
                "displayUserID": displayUserID, "mpnRole": mpnRole, "state": state,
            ])
    }
}

/// What a person may see of the mpn datasets.
public enum MPNRole: String, Sendable, CaseIterable {
    /// Everything.
    case executiveReportViewer = "ExecutiveReportViewer"
    /// Everything but revenue and personal data.
    case reportViewer = "ReportViewer"
    /// Nothing.
    case none = "None"
}

/// What stands between a person and a token.
public enum UserState: String, Sendable, CaseIterable {
    /// Nothing.
    case active
    /// The account is switched off: 50057.
    case disabled
    /// The account is locked: 50053.
    case locked
    /// The password's time is over: 50055.
    case passwordExpired
    /// There is no password in this directory: 50056.
    case noPassword
    /// A second factor is needed: 50076.
    case mfaRequired
    /// A second factor must be set up first: 50079.
    case mfaEnrollmentRequired
    /// A second factor was given: tokens say so in `amr`.
    case mfaSatisfied
    /// A policy forbids the sign-in: 53003.
    case blocked
    /// Nobody consented to the application: 65001.
    case consentRequired
    /// The application has not registered for any resource this person may use: 650057.
    case resourceNotRegistered
    /// Sessions end as soon as they begin: a password works, a refresh token gives 50173.
    case sessionsRevoked
}
