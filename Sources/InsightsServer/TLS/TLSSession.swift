import COpenSSL
import InsightsHTTP

/// One side of a TLS connection, as bytes in and bytes out; it has no socket and never waits.
///
/// It is confined to the owner of the connection.
package final class TLSSession {
    /// The outcome of reading received bytes.
    package enum Outcome: Equatable {
        /// The number of plain bytes read.
        case bytes(Int)
        /// No plain bytes until more bytes arrive.
        case needsInput
        /// The peer has closed its side.
        case ended
        /// The connection has failed, with the reason.
        case failed(String)
    }

    private let ssl: OpaquePointer
    private let received: OpaquePointer
    private let outgoing: OpaquePointer
    private let context: TLSContext

    /// Creates the server's side; `name` selects the certificate for a client that sends no name.
    package convenience init?(server context: TLSContext, name: String?) {
        self.init(context)
        guard let identity = context.identities?.identity(for: name), identity.use(on: ssl) else { return nil }
        SSL_set_accept_state(ssl)
    }

    /// Creates the client's side; the server's certificate must be for the host.
    package convenience init?(client context: TLSContext, host: String) {
        self.init(context)
        let isSet =
            HostName.isAddress(host)
            ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) == 1
            : SSL_set1_host(ssl, host) == 1 && insights_tls_set_server_name(ssl, host) == 1
        guard isSet else { return nil }
        SSL_set_connect_state(ssl)
    }

    private init?(_ context: TLSContext) {
        self.context = context
        guard let ssl = SSL_new(context.context) else { return nil }
        guard let received = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem()) else {
            SSL_free(ssl)
            return nil
        }
        // The session owns both and frees them.
        SSL_set_bio(ssl, received, outgoing)
        self.ssl = ssl
        self.received = received
        self.outgoing = outgoing
    }

    deinit {
        SSL_free(ssl)
    }

    /// Whether the handshake is complete.
    package var isEstablished: Bool { SSL_is_init_finished(ssl) == 1 }

    /// The host name that the client asked for; nil if it has sent none, or no valid one.
    package var requestedName: String? {
        SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name).flatMap { HostName.normalized(String(cString: $0)) }
    }

    /// The negotiated version of TLS, such as `TLSv1.3`.
    package var version: String { String(cString: SSL_get_version(ssl)) }

    /// Receives encrypted bytes from the peer.
    package func receive(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBytes { bytes in
            _ = BIO_write(received, bytes.baseAddress, CInt(bytes.count))
        }
    }

    /// Processes received bytes: decrypts plain bytes into `buffer`, or continues the handshake.
    package func read(into buffer: inout [UInt8]) -> Outcome {
        OpenSSLErrors.clear()
        let count = SSL_read(ssl, &buffer, CInt(buffer.count))
        if count > 0 { return .bytes(Int(count)) }
        switch SSL_get_error(ssl, count) {
        case SSL_ERROR_WANT_READ: return .needsInput
        case SSL_ERROR_ZERO_RETURN: return .ended
        default: return .failed(failure())
        }
    }

    /// Encrypts bytes for the peer; returns false if the connection has failed.
    package func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        OpenSSLErrors.clear()
        let count = SSL_write(ssl, bytes.baseAddress, CInt(bytes.count))
        if count != bytes.count { OpenSSLErrors.clear() }
        return count == bytes.count
    }

    /// Sends the close alert, unless the handshake is incomplete or the alert was sent before.
    package func end() {
        guard isEstablished, SSL_get_shutdown(ssl) & SSL_SENT_SHUTDOWN == 0 else { return }
        SSL_shutdown(ssl)
        OpenSSLErrors.clear()
    }

    /// Whether there are encrypted bytes for the peer.
    package var hasOutgoing: Bool { BIO_ctrl_pending(outgoing) > 0 }

    /// Removes the encrypted bytes for the peer and appends them to `bytes`.
    package func takeOutgoing(into bytes: inout [UInt8]) {
        let count = BIO_ctrl_pending(outgoing)
        guard count > 0 else { return }
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: count))
        bytes.withUnsafeMutableBytes { bytes in
            _ = BIO_read(outgoing, bytes.baseAddress?.advanced(by: start), CInt(count))
        }
    }

    private func failure() -> String {
        let result = SSL_get_verify_result(ssl)
        guard Int(result) != Int(X509_V_OK) else { return OpenSSLErrors.take() }
        OpenSSLErrors.clear()
        return "certificate not accepted: " + String(cString: X509_verify_cert_error_string(result))
    }
}

@available(*, unavailable)
extension TLSSession: Sendable {}
