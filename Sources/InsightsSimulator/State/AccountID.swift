import InsightsAPI

/// The owner of queries and reports: one user of one program.
///
/// Other users of the same tenant do not see them (U46, docs/sources.md).
struct AccountID: Hashable, Sendable {
    let program: PartnerProgram
    /// The `user` in responses: digits in cmp, a principal name in mpn.
    let user: String
}
