import InsightsAPI

/// The environment of a client that reaches the simulator without a proxy.
extension ClientEnvironment {
    private static let proxyVariables = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"].flatMap { [$0, $0.lowercased()] }

    /// Returns the changes to an environment without a proxy; the token endpoint is then the simulator's own address.
    ///
    /// A client reaches it if it takes its addresses from the environment.
    func directChanges(inherited: (String) -> String?) -> [ProcessEnvironment.Change] {
        changes(inherited: inherited).map { change in
            switch change.name {
            case ClientVariable.authorityHost: .init(name: change.name, value: tlsURL)
            case "JAVA_TOOL_OPTIONS": .init(name: change.name, value: change.value.map(Self.withoutProxy))
            case let name where Self.proxyVariables.contains(name): .init(name: name, value: nil)
            default: change
            }
        }
    }

    /// Returns Java's options without those for a proxy, none of which contains a blank.
    private static func withoutProxy(_ options: String) -> String {
        options.split(separator: " ", omittingEmptySubsequences: false).filter { option in
            !["-Dhttp.proxy", "-Dhttps.proxy"].contains { option.hasPrefix($0) }
        }.joined(separator: " ")
    }
}
