/// How a certificate's dates stand to the machine's clock.
public enum CertificateValidity: Sendable, Hashable {
    /// It is valid.
    case now
    /// It will be valid.
    case notYet
    /// It was valid.
    case over
}
