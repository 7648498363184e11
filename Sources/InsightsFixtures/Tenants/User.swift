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
                "displayUserID": displayUserID, "mpnRole": mpnRole,
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
