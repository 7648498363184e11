// Stands in for functions of the newest C libraries, so that the program also runs with an older one.
//
// The linker leads calls here (--wrap). They come from libraries that are linked in, and the program makes none of them.
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

// A float's square fits into a double, so nothing overflows; as in the C library.
float __wrap_hypotf(float x, float y) { return (float)sqrt((double)x * x + (double)y * y); }

uint32_t __wrap_arc4random(void) {
    uint32_t number;
    if (getentropy(&number, sizeof number) != 0) abort();
    return number;
}
