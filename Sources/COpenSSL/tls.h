// OpenSSL's libssl and certificates, with the macros Swift cannot call as functions.
#ifndef COPENSSL_TLS_H
#define COPENSSL_TLS_H

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

// Keys and certificates

static inline EVP_PKEY *insights_make_ec_key(void) { return EVP_EC_gen("P-256"); }

// A key that needs a passphrase is refused: OpenSSL would ask for it on the terminal.
static inline int insights_no_passphrase(char *buffer, int size, int writing, void *data) {
    (void)buffer, (void)size, (void)writing, (void)data;
    return -1;
}

static inline X509 *insights_read_certificate(BIO *source) {
    return PEM_read_bio_X509(source, NULL, insights_no_passphrase, NULL);
}

static inline EVP_PKEY *insights_read_private_key(BIO *source) {
    return PEM_read_bio_PrivateKey(source, NULL, insights_no_passphrase, NULL);
}

static inline int insights_write_private_key(BIO *target, const EVP_PKEY *key) {
    return PEM_write_bio_PrivateKey(target, key, NULL, NULL, 0, NULL, NULL);
}

// Adds an extension in the words of OpenSSL's configuration files. Returns 1, or 0 if it is not valid.
static inline int insights_add_extension(X509 *certificate, X509 *issuer, int kind, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
    if (extension == NULL) return 0;
    int result = X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    return result;
}

static inline STACK_OF(X509) *insights_make_chain(void) { return sk_X509_new_null(); }

// Adds a certificate, which belongs to the chain from then on.
static inline int insights_append_to_chain(STACK_OF(X509) *chain, X509 *certificate) {
    return sk_X509_push(chain, certificate);
}

static inline void insights_free_chain(STACK_OF(X509) *chain) { sk_X509_pop_free(chain, X509_free); }

// TLS

// Chooses HTTP/1.1, or else HTTP/1.0, among the protocols a client offers, and refuses one that offers only others
// (RFC 7301).
static inline int insights_choose_http1(
    SSL *ssl, const unsigned char **chosen, unsigned char *chosen_length, const unsigned char *offered,
    unsigned int offered_length, void *data) {
    static const unsigned char http1[] = "\x08http/1.1\x08http/1.0";
    (void)ssl, (void)data;
    int result = SSL_select_next_proto(
        (unsigned char **)chosen, chosen_length, http1, sizeof http1 - 1, offered, offered_length);
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

// What both sides want: TLS 1.2 or 1.3, no renegotiation, no compression, no buffers kept while idle.
static inline int insights_tls_defaults(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return (int)SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
}

static inline void insights_tls_choose_http1(SSL_CTX *context) {
    SSL_CTX_set_alpn_select_cb(context, insights_choose_http1, NULL);
}

static inline int insights_tls_offer_http11(SSL_CTX *context) {
    static const unsigned char http11[] = "\x08http/1.1";
    return SSL_CTX_set_alpn_protos(context, http11, sizeof http11 - 1) == 0;
}

static inline int insights_tls_set_server_name(SSL *ssl, const char *name) {
    return (int)SSL_set_tlsext_host_name(ssl, name);
}

#endif
