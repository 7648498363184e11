public import InsightsHTTP

extension Parameters {
    /// A truth value, `true` or `false` in any letter case; nil if absent.
    ///
    /// - Throws: `ServiceError.requestedValueNotFound` for any other text.
    public func flag(named name: String) throws(ServiceError) -> Bool? {
        guard let text = self[name] else { return nil }
        switch text.lowercased() {
        case "true": return true
        case "false": return false
        default: throw .requestedValueNotFound(text)
        }
    }
}
