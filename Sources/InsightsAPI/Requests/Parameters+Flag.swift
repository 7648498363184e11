package import InsightsHTTP
import InsightsJSON

extension Parameters {
    /// Returns a Boolean parameter, `true` or `false` in any letter case; nil if absent, or blank where that counts as
    /// absent.
    ///
    /// - Throws: `ServiceRefusal` with `requestedValueNotFound` for any other text.
    package func flag(
        named name: String, empty: Settings.EmptyFlag = .absent
    ) throws(ServiceRefusal) -> Bool? {
        guard let text = self[name] else {
            guard empty == .refused, !values(named: name).isEmpty else { return nil }
            throw ServiceRefusal(
                .requestedValueNotFound(""), field: name, found: "no value", expected: "true or false")
        }
        switch text.lowercased() {
        case "true": return true
        case "false": return false
        default:
            throw ServiceRefusal(
                .requestedValueNotFound(text), field: name, found: InputError.echo(text), expected: "true or false")
        }
    }
}
