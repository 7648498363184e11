import InsightsAPI
import InsightsFixtures
import InsightsIdentity
import InsightsReports

extension Principal {
    /// The data of a program that a principal may see.
    enum Access: Sendable, Equatable {
        case full
        /// All data except revenue and personal data.
        case redacted
        case none
    }

    /// Returns the access of this principal to a program (insights-api section 2.2).
    ///
    /// cmp requires an application without a user. It must be enrolled with the Manager role (S33, S34). mpn requires an
    /// enrolled application and a user with the Executive report viewer role (S35).
    func access(to program: PartnerProgram, settings: Settings) -> Access {
        guard let enrollment = application.enrollment(in: program.rawValue) else { return .none }
        switch program {
        case .cmp: return user == nil && enrollment.roles.contains(.manager) ? .full : .none
        case .mpn:
            switch user?.mpnRole {
            case .executiveReportViewer: return .full
            case .both where settings.bothRoles == .most: return .full
            case .reportViewer, .both: return settings.reportViewer == .redacted ? .redacted : .none
            case nil, .some(.none): return .none
            }
        }
    }

    /// Returns the owner of the queries and reports that it sees, shown as `user` (C42, docs/sources.md).
    func account(in program: PartnerProgram) -> AccountID {
        switch program {
        case .cmp: AccountID(program: program, user: application.displayUserID)
        case .mpn: AccountID(program: program, user: user?.userPrincipalName ?? application.displayUserID)
        }
    }
}
