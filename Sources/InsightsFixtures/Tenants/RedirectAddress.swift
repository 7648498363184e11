/// A registered redirect address of an application.
package struct RedirectAddress: Sendable, Equatable {
    /// The kind of application to which an address belongs, as the portal groups them.
    package enum Platform: String, Sendable, CaseIterable {
        /// A web server, which has a credential.
        case web
        /// A page without a server, which redeems its codes by cross-origin requests.
        case spa
        /// A program on a person's machine, without a credential.
        case publicClient = "public"
    }

    /// The maximum length in characters.
    package static let longest = 256
    /// The characters that an address must not contain.
    package static let forbidden: [Character] = ["!", "$", "'", "(", ")", ",", ";", "*", "#", " "]

    /// The address as registered.
    package let uri: String
    /// The platform.
    package let platform: Platform

    /// Creates an address.
    package init(_ uri: String, _ platform: Platform) {
        self.uri = uri
        self.platform = platform
    }

    /// Returns what an address lacks to be registered; nil if nothing.
    package static func mistake(in uri: String) -> (found: String, expected: String)? {
        guard uri.count <= longest else {
            return ("\(uri.count) characters", "at most \(longest)")
        }
        if let character = uri.first(where: { forbidden.contains($0) || $0.isNewline }) {
            return (
                "'\(character)'", "none of \(forbidden.map { $0 == " " ? "blank" : String($0) }.joined(separator: " "))"
            )
        }
        let isLoopback = ["http://localhost", "http://127.0.0.1"].contains { prefix in
            uri.hasPrefix(prefix) && [nil, ":", "/", "?"].contains(uri.dropFirst(prefix.count).first)
        }
        guard isLoopback || uri.hasPrefix("https://") && uri.count > "https://".count else {
            return ("'\(uri)'", "https://..., http://localhost... or http://127.0.0.1...")
        }
        return nil
    }
}
