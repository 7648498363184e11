/// The validity of a certificate by the machine's clock.
public enum CertificateValidity: Sendable, Hashable {
    /// The certificate is valid.
    case now
    /// The certificate is not valid yet.
    case notYet
    /// The certificate has expired.
    case over
}
