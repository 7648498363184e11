import InsightsHTTP

/// The cookie with which a browser shows that its user has signed in.
enum SignInCookie {
    /// Its name, which no real service uses.
    static let name = "insights-simulator-session"
    /// The seconds for which a session lasts.
    static let lifetime = 86_400

    /// Returns the field that sets the cookie.
    static func field(_ token: String, isSecure: Bool) -> String {
        "\(name)=\(token); Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }

    /// Returns the field that removes the cookie.
    static func removal(isSecure: Bool) -> String { field("", isSecure: isSecure) + "; Max-Age=0" }

    /// Returns the token of a request; nil if it has none.
    static func read(_ request: HTTPRequest) -> String? {
        for field in request.fields.values(named: "Cookie") {
            for pair in field.split(separator: ";") {
                let text = String(pair).trimmingBlanks()
                if text.hasPrefix(name + "=") { return String(text.dropFirst(name.count + 1)) }
            }
        }
        return nil
    }
}
