private import COpenSSL

/// OpenSSL's errors, which it keeps in a queue per thread.
enum OpenSSLErrors {
    /// Forgets what went wrong before, so that it is not taken for what goes wrong next.
    static func clear() {
        ERR_clear_error()
    }

    /// The reason of the first error in the queue, which is emptied.
    static func take() -> String {
        defer { ERR_clear_error() }
        let code = ERR_peek_error()
        guard code != 0 else { return "no reason given" }
        return ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
