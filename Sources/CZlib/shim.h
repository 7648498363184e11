// zlib, with its initialising macros as functions that Swift can call.
#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H

#include <zlib.h>

/// Prepares a stream that writes the gzip format (RFC 1952): 15 window bits, plus 16 for the gzip header.
static inline int insights_deflate_init_gzip(z_streamp stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

/// Prepares a stream that reads the gzip format.
static inline int insights_inflate_init_gzip(z_streamp stream) { return inflateInit2(stream, 15 + 16); }

#endif
