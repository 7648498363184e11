package import InsightsAPI

/// The owner of queries and reports: one user of one program.
///
/// Other users of the same tenant do not see them (U46, docs/sources.md).
package struct AccountID: Hashable, Sendable {
    package let program: PartnerProgram
    /// The `user` in responses: digits in cmp, a principal name in mpn.
    package let user: String

    package init(program: PartnerProgram, user: String) {
        self.program = program
        self.user = user
    }
}
