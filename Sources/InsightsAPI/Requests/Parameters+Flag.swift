package import InsightsHTTP
import InsightsJSON

extension Parameters {
    /// Returns a Boolean parameter, `true` or `false` in any letter case; nil if absent or blank.
    ///
    /// - Throws: `ServiceRefusal` with `requestedValueNotFound` for any other text.
    package func flag(named name: String) throws(ServiceRefusal) -> Bool? {
        guard let text = self[name] else { return nil }
        switch text.lowercased() {
        case "true": return true
        case "false": return false
        default:
            throw ServiceRefusal(
                .requestedValueNotFound(text), field: name, found: InputError.echo(text), expected: "true or false")
        }
    }
}
