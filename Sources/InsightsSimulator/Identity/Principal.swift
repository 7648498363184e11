import InsightsAPI
import InsightsFixtures

/// Who a valid token speaks for: an application, alone or together with a user who signed in through it.
struct Principal: Sendable {
    let application: Application
    let user: User?

    /// What a principal may see of a program.
    enum Access: Sendable, Equatable {
        case full
        /// Everything but revenue and personal data.
        case redacted
        case none
    }

    /// What this principal may see of a program (insights-api section 2.2).
    ///
    /// cmp takes an application alone, enrolled and with the Manager role (S33, S34); mpn an enrolled application and a
    /// user with the Executive report viewer role (S35).
    func access(to program: PartnerProgram, settings: Settings) -> Access {
        guard let enrollment = application.enrollment(in: program.rawValue) else { return .none }
        switch program {
        case .cmp: return user == nil && enrollment.roles.contains(.manager) ? .full : .none
        case .mpn:
            switch user?.mpnRole {
            case .executiveReportViewer: return .full
            case .reportViewer: return settings.reportViewer == .redacted ? .redacted : .none
            case nil, .some(.none): return .none
            }
        }
    }

    /// Whose queries and reports it sees; shown as `user` (C42).
    func account(in program: PartnerProgram) -> AccountID {
        switch program {
        case .cmp: AccountID(program: program, user: application.displayUserID)
        case .mpn: AccountID(program: program, user: user?.userPrincipalName ?? application.displayUserID)
        }
    }
}
