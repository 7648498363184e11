package import InsightsHTTP
package import InsightsJSON

/// Where the keys of a trusted issuer are.
package enum IssuerKeys: Sendable, Equatable {
    /// A JSON Web Key Set (RFC 7517 §5), read with the tenants.
    case set(JSONValue)
    /// Keys or certificates in PEM (RFC 7468), read with the tenants.
    case pem([UInt8])
    /// A folder of this machine, read at each assertion.
    case folder(String)
    /// A JSON Web Key Set or a discovery document of this machine, fetched at each assertion.
    case url(LoopbackURL)

    /// The path below an issuer's address, or in its folder, at which its discovery document is.
    package static let discoveryPath = ".well-known/openid-configuration"
}
