import COpenSSL
import InsightsHTTP

/// The content of a certificate to be issued.
struct CertificateTemplate {
    private static let secondsPerDay = 86_400

    /// The common name, truncated to 64 bytes; clients compare `names` instead.
    var subject: String
    /// The host names and addresses for which the certificate is valid.
    var names: [String] = []
    /// Whether the certificate may sign others.
    var isAuthority = false
    /// The validity from now, in days.
    var days: Int

    /// Creates the certificate of a key, signed by an authority or, without one, by the key itself.
    ///
    /// Its dates follow the machine's clock, like the clients' do. It begins a day ago, because clocks differ.
    func certificate(for key: OpaquePointer, signedBy issuer: TLSIdentity?) throws(TLSError) -> OpaquePointer {
        guard let certificate = X509_new() else { throw .library("make a certificate") }
        let subjectName = X509_get_subject_name(certificate)
        var serial = [UInt8](repeating: 0, count: 16)
        let isMade =
            X509_set_version(certificate, 2) == 1
            && RAND_bytes(&serial, CInt(serial.count)) == 1 && setSerial(serial, certificate)
            && X509_gmtime_adj(X509_getm_notBefore(certificate), -Self.secondsPerDay) != nil
            && X509_gmtime_adj(X509_getm_notAfter(certificate), days * Self.secondsPerDay) != nil
            && X509_set_pubkey(certificate, key) == 1
            && X509_NAME_add_entry_by_txt(
                subjectName, "CN", MBSTRING_UTF8_TYPE, Array(subject.utf8.prefix(64)) + [0], -1, -1, 0) == 1
            && X509_set_issuer_name(
                certificate, issuer.map { X509_get_subject_name($0.certificate) } ?? subjectName) == 1
            && addExtensions(to: certificate, issuer: issuer?.certificate ?? certificate)
            && X509_sign(certificate, issuer?.key ?? key, EVP_sha256()) > 0
        guard isMade else {
            X509_free(certificate)
            throw .library("make a certificate")
        }
        return certificate
    }

    /// Sets a serial number that is positive and not 0 (RFC 5280 §4.1.2.2).
    private func setSerial(_ random: [UInt8], _ certificate: OpaquePointer) -> Bool {
        var bytes = random
        bytes[0] = bytes[0] & 0x7F | 0x40
        guard let number = BN_bin2bn(bytes, CInt(bytes.count), nil) else { return false }
        defer { BN_free(number) }
        return BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil
    }

    private func addExtensions(to certificate: OpaquePointer, issuer: OpaquePointer) -> Bool {
        var extensions: [(kind: CInt, value: String)] = [
            (NID_basic_constraints, isAuthority ? "critical,CA:TRUE,pathlen:0" : "critical,CA:FALSE"),
            (NID_key_usage, isAuthority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature"),
            (NID_subject_key_identifier, "hash"),
        ]
        if !isAuthority {
            extensions.append((NID_authority_key_identifier, "keyid"))
            extensions.append((NID_ext_key_usage, "serverAuth"))
            let names = names.map { HostName.isAddress($0) ? "IP:\($0)" : "DNS:\($0)" }
            extensions.append((NID_subject_alt_name, names.joined(separator: ",")))
        }
        return extensions.allSatisfy { insights_add_extension(certificate, issuer, $0.kind, $0.value) == 1 }
    }
}
