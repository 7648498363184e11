package import InsightsHTTP

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
