import COpenSSL

/// The settings that the TLS connections of one side share.
package final class TLSContext: Sendable {
    /// The OpenSSL object, which locks internally where necessary; it does not change after creation.
    nonisolated(unsafe) let context: OpaquePointer
    /// The server's certificates; nil for a client.
    let identities: CertificateStore?

    /// Creates the context of a server with certificates.
    init(server identities: CertificateStore) throws(TLSError) {
        guard let context = SSL_CTX_new(TLS_server_method()) else { throw .library("make a TLS context") }
        self.context = context
        self.identities = identities
        guard insights_tls_defaults(context) == 1 else { throw .library("set up TLS") }
        insights_tls_choose_http1(context)
        // The argument lives as long as the context, which every connection retains.
        SSL_CTX_set_cert_cb(
            context,
            { ssl, argument in
                guard let ssl, let argument else { return 0 }
                // Without a server name, the certificate set at the start remains.
                guard let name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) else { return 1 }
                let identities = Unmanaged<CertificateStore>.fromOpaque(argument).takeUnretainedValue()
                return identities.identity(for: String(cString: name)).use(on: ssl) ? 1 : 0
            }, Unmanaged.passUnretained(identities).toOpaque())
    }

    /// Creates the context of a client, which trusts what `trust` adds to its store.
    init(client trust: (OpaquePointer) throws(TLSError) -> Void) throws(TLSError) {
        guard let context = SSL_CTX_new(TLS_client_method()) else { throw .library("make a TLS context") }
        self.context = context
        identities = nil
        guard insights_tls_defaults(context) == 1, insights_tls_offer_http11(context) == 1 else {
            throw .library("set up TLS")
        }
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        try trust(context)
    }

    /// Returns whether OpenSSL accepts the certificate for connections.
    func takes(_ identity: TLSIdentity) -> Bool {
        OpenSSLErrors.clear()
        return SSL_CTX_use_cert_and_key(context, identity.certificate, identity.key, identity.chain, 1) == 1
    }

    deinit {
        SSL_CTX_free(context)
    }
}

extension TLSIdentity {
    /// Sets this certificate on a connection; returns false if OpenSSL fails.
    func use(on ssl: OpaquePointer) -> Bool {
        SSL_use_cert_and_key(ssl, certificate, key, chain, 1) == 1
    }
}
