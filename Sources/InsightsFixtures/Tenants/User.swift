/// A user who can sign in with a password.
package struct User: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// The sign-in name, which mpn responses show as `user`.
    package let userPrincipalName: String
    /// The password; never printed.
    package let password: String
    /// The object identifier, a GUID.
    package let objectID: String
    /// The given name.
    package let givenName: String
    /// The family name.
    package let familyName: String
    /// The digits that cmp responses show as `user`.
    package let displayUserID: String
    /// The role in mpn, which determines the visible data.
    package let mpnRole: MPNRole
    /// The condition that affects the sign-in.
    package var state = UserState.active

    /// Creates an active user.
    package init(
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

    /// The given name and the family name.
    package var displayName: String { "\(givenName) \(familyName)" }

    /// The sign-in name, without the password.
    package var description: String { userPrincipalName }

    /// The contents of a dump: everything except the password.
    package var customMirror: Mirror {
        Mirror(
            self,
            children: [
                "userPrincipalName": userPrincipalName, "objectID": objectID, "displayName": displayName,
                "displayUserID": displayUserID, "mpnRole": mpnRole, "state": state,
            ])
    }
}

/// The data of the mpn datasets that a user may see.
package enum MPNRole: String, Sendable, CaseIterable {
    /// All data.
    case executiveReportViewer = "ExecutiveReportViewer"
    /// All data except revenue and personal data.
    case reportViewer = "ReportViewer"
    /// No data.
    case none = "None"
    /// Both viewer roles, of which a setting says which one counts.
    case both = "Both"
}

/// A condition that affects the sign-in of a user; numbers are AADSTS error codes.
package enum UserState: String, Sendable, CaseIterable {
    /// The sign-in succeeds.
    case active
    /// The account is disabled: 50057.
    case disabled
    /// The account is locked: 50053.
    case locked
    /// The password has expired: 50055.
    case passwordExpired
    /// The directory holds no password for the user: 50056.
    case noPassword
    /// A second factor is required: 50076.
    case mfaRequired
    /// A second factor must be registered first: 50079.
    case mfaEnrollmentRequired
    /// A second factor was provided; tokens report it in `amr`.
    case mfaSatisfied
    /// A policy blocks the sign-in: 53003.
    case blocked
    /// The application lacks consent: 65001.
    case consentRequired
    /// The application is not registered for any resource that the user may use: 650057.
    case resourceNotRegistered
    /// Sessions are revoked immediately: the password grant works, a refresh token gives 50173.
    case sessionsRevoked
}
