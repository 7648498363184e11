import InsightsAPI

/// Whose queries and reports: one user of one program.
///
/// Others of the same tenant do not see them (U46).
struct AccountID: Hashable, Sendable {
    let program: PartnerProgram
    /// What answers show as `user`: digits in cmp, a principal name in mpn.
    let user: String
}
