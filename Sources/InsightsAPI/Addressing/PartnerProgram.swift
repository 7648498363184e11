/// A partner program: the path segment that decides which datasets, roles and record fields apply.
public enum PartnerProgram: String, Sendable, CaseIterable, CustomStringConvertible {
    /// The commercial marketplace program (seeds 000 and 002).
    case cmp
    /// The partner insights program (seeds 001, 003 and 004).
    case mpn

    /// The path segment.
    public var description: String { rawValue }
}
