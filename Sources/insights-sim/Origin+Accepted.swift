import InsightsHTTP

extension Origin {
    /// What a URL of a server looks like, for error messages.
    static let accepted = "a URL such as http://127.0.0.1:8080 or https://HOST:PORT"
}
