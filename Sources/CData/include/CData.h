// Nothing to call: the target exists for its resources, fixtures and contracts, which the build copies beside the
// programs. A target in Swift would get an accessor that imports Foundation.
#ifndef CDATA_H
#define CDATA_H

// Makes the module importable, as every module must be.
static const int CDATA_IS_COPIED = 1;

#endif
