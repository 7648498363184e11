/// The two forms of the token endpoint, and of the tokens: `/oauth2/token` and `/oauth2/v2.0/token`.
public enum TokenVersion: Int, Sendable, CaseIterable {
    /// Targets a `resource`; numbers of the answer are text.
    case v1 = 1
    /// Targets a `scope`; numbers of the answer are numbers.
    case v2 = 2
}
