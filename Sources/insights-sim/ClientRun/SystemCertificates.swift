/// The certificates this machine trusts, for clients that may reach real hosts too.
enum SystemCertificates {
    /// Where distributions keep them as one file.
    private static let files = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ]

    /// The file's content: of the one the environment names, or of the first there is.
    static func read() throws(UsageError) -> [UInt8] {
        if let named = AdminClient.environment("SSL_CERT_FILE") { return try FileIO.read(named) }
        for file in files {
            if let bytes = try? FileIO.read(file) { return bytes }
        }
        throw .configuration(
            "'--proxy-allow' needs the certificates this machine trusts: found none at "
                + files.joined(separator: ", ") + "; name the file in SSL_CERT_FILE")
    }
}
