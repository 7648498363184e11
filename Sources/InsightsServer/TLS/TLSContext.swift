import COpenSSL

/// What the TLS connections of one end have in common.
package final class TLSContext: Sendable {
    /// OpenSSL's part, which locks where it must; not changed once it is here.
    nonisolated(unsafe) let context: OpaquePointer
    /// The server's certificates; nil for a client.
    let identities: CertificateStore?

    /// A server's, which shows these certificates.
    init(server identities: CertificateStore) throws(TLSError) {
        guard let context = SSL_CTX_new(TLS_server_method()) else { throw .library("make a TLS context") }
        self.context = context
        self.identities = identities
        guard insights_tls_defaults(context) == 1 else { throw .library("set up TLS") }
        insights_tls_choose_http1(context)
        // The argument lives as long as the context, which every connection keeps.
        SSL_CTX_set_cert_cb(
            context,
            { ssl, argument in
                guard let ssl, let argument else { return 0 }
                // Without a name, the certificate set at the start stays.
                guard let name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) else { return 1 }
                let identities = Unmanaged<CertificateStore>.fromOpaque(argument).takeUnretainedValue()
                return identities.identity(for: String(cString: name)).use(on: ssl) ? 1 : 0
            }, Unmanaged.passUnretained(identities).toOpaque())
    }

    /// A client's, which trusts what `trust` adds to its store.
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

    /// Whether connections can show this certificate.
    func takes(_ identity: TLSIdentity) -> Bool {
        OpenSSLErrors.clear()
        return SSL_CTX_use_cert_and_key(context, identity.certificate, identity.key, identity.chain, 1) == 1
    }

    deinit {
        SSL_CTX_free(context)
    }
}

extension TLSIdentity {
    /// Has a connection show this certificate.
    func use(on ssl: OpaquePointer) -> Bool {
        SSL_use_cert_and_key(ssl, certificate, key, chain, 1) == 1
    }
}
