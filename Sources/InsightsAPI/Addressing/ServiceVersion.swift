/// A version of the service: the path segment before the program.
public enum ServiceVersion: String, Sendable, CaseIterable, CustomStringConvertible {
    /// The version of the seeds, and the only one of mpn.
    case v1
    /// The version that cmp pages print since 2024.
    case v11 = "v1.1"

    /// The path segment.
    public var description: String { rawValue }

    /// The name in identifiers of the OpenAPI document, which have no dots; empty for the first version.
    package var suffix: String { self == .v1 ? "" : "V11" }
}
