package import InsightsHTTP

extension ServiceVersion {
    /// Creates the version that a segment names in any letter case; nil for any other.
    package init?(_ path: PlainPath, at index: Int) {
        if path.matches(index, "v1") {
            self = .v1
        } else if path.matches(index, "v1.1") {
            self = .v11
        } else {
            return nil
        }
    }
}

extension PartnerProgram {
    /// Creates the program that a segment names in any letter case; nil for any other.
    package init?(_ path: PlainPath, at index: Int) {
        if path.matches(index, "cmp") {
            self = .cmp
        } else if path.matches(index, "mpn") {
            self = .mpn
        } else {
            return nil
        }
    }
}
