// The files of the console, which the compiler puts into the program (`console/`).
#ifndef CCONSOLE_H
#define CCONSOLE_H

#include <stddef.h>

struct cconsole_file {
    const char *name;
    const unsigned char *bytes;
    size_t count;
};

// Returns the number of files.
size_t cconsole_file_count(void);

// Returns a file by its index; it exists as long as the program.
struct cconsole_file cconsole_file_at(size_t index);

#endif
