private import COpenSSL

/// The errors of OpenSSL, which keeps them in a queue per thread.
enum OpenSSLErrors {
    /// Discards earlier errors, so that they are not attributed to the next operation.
    static func clear() {
        ERR_clear_error()
    }

    /// Empties the queue and returns the reason of its first error.
    static func take() -> String {
        defer { ERR_clear_error() }
        let code = ERR_peek_error()
        guard code != 0 else { return "no reason given" }
        return ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
