// OpenSSL's libcrypto, with the macros Swift cannot call as functions; tls.h is libssl's part.
#ifndef COPENSSL_SHIM_H
#define COPENSSL_SHIM_H

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>

/// The type of a UTF-8 name entry; the original is a macro with a cast.
static const int MBSTRING_UTF8_TYPE = MBSTRING_UTF8;

/// Makes an RSA key whose every bit follows from a 32-byte seed, as PKCS#8 DER the caller frees with OPENSSL_free.
///
/// OpenSSL itself makes the key, in a library context of its own whose random generator is OpenSSL's TEST-RAND, fed with
/// an AES-256-CTR stream under the seed. The process's real random generators are not touched.
/// Returns the length, or -1.
static inline int insights_seeded_rsa_key(const unsigned char seed[32], unsigned int bits, unsigned char **der) {
    const size_t entropy_length = 4u << 20;
    int length = -1;
    OSSL_LIB_CTX *library = OSSL_LIB_CTX_new();
    unsigned char *entropy = (unsigned char *)calloc(1, entropy_length);
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    EVP_PKEY_CTX *context = NULL;
    EVP_PKEY *key = NULL;
    const unsigned char nonce[16] = {0};
    unsigned int strength = 256;
    int written = 0;
    if (library == NULL || entropy == NULL || cipher == NULL) goto done;
    if (EVP_EncryptInit_ex(cipher, EVP_aes_256_ctr(), NULL, seed, nonce) != 1) goto done;
    if (EVP_EncryptUpdate(cipher, entropy, &written, entropy, (int)entropy_length) != 1) goto done;
    if (RAND_set_DRBG_type(library, "TEST-RAND", NULL, NULL, NULL) != 1) goto done;
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_uint(OSSL_RAND_PARAM_STRENGTH, &strength),
        OSSL_PARAM_construct_octet_string(OSSL_RAND_PARAM_TEST_ENTROPY, entropy, entropy_length),
        OSSL_PARAM_construct_end(),
    };
    EVP_RAND_CTX *private_random = RAND_get0_private(library);
    EVP_RAND_CTX *public_random = RAND_get0_public(library);
    if (private_random == NULL || public_random == NULL) goto done;
    if (EVP_RAND_CTX_set_params(private_random, parameters) != 1) goto done;
    if (EVP_RAND_CTX_set_params(public_random, parameters) != 1) goto done;
    context = EVP_PKEY_CTX_new_from_name(library, "RSA", NULL);
    if (context == NULL || EVP_PKEY_keygen_init(context) != 1) goto done;
    if (EVP_PKEY_CTX_set_rsa_keygen_bits(context, (int)bits) != 1) goto done;
    if (EVP_PKEY_generate(context, &key) != 1) goto done;
    *der = NULL;
    length = i2d_PrivateKey(key, der);
done:
    EVP_PKEY_free(key);
    EVP_PKEY_CTX_free(context);
    EVP_CIPHER_CTX_free(cipher);
    free(entropy);
    OSSL_LIB_CTX_free(library);
    return length;
}

/// Frees what OpenSSL allocated.
static inline void insights_openssl_free(void *pointer) { OPENSSL_free(pointer); }

#endif
