/// The certificates that this machine trusts, for clients that may reach real hosts too.
enum SystemCertificates {
    /// The files in which Linux distributions keep the certificates.
    static let files = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/var/lib/ca-certificates/ca-bundle.pem",
    ]

    /// Reads the file that `SSL_CERT_FILE` names, or the first one that exists.
    static func read() throws(UsageError) -> [UInt8] {
        if let named = ProcessEnvironment.value("SSL_CERT_FILE") { return try FileIO.read(named) }
        for file in files {
            if let bytes = try? FileIO.read(file) { return bytes }
        }
        throw .configuration(
            "'--proxy-allow' needs the certificates this machine trusts: found none at "
                + files.joined(separator: ", ") + "; name the file in SSL_CERT_FILE")
    }
}
