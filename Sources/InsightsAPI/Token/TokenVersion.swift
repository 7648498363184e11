/// The version of the token endpoint and of its tokens: `/oauth2/token` or `/oauth2/v2.0/token`.
package enum TokenVersion: Int, Sendable, CaseIterable {
    /// Requests name a `resource`; numbers in the response are strings.
    case v1 = 1
    /// Requests name a `scope`; numbers in the response are JSON numbers.
    case v2 = 2
}
