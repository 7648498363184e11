#define _GNU_SOURCE

#include "preload.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

// The package's linker adds Swift's runtime to every library. These keep it out of other programs: the runtime's start-up
// code finds the functions that it calls here, and a library that nothing needs is left out.
__attribute__((section(".swift1_autolink_entries"), used)) static const char linker_option[] = "-Wl,--as-needed";
__attribute__((visibility("hidden"))) void swift_addNewDSOImage(const void *sections) { (void)sections; }
__attribute__((visibility("hidden"))) int _swift_backtrace_isThunkFunction(const char *name) { return name == NULL; }

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

// Names

static int is_service(const char *name) {
    const char *hosts = getenv(CPRELOAD_HOSTS);
    if (name == NULL || hosts == NULL) return 0;
    size_t length = strlen(name);
    // A name may end with a dot.
    if (length > 1 && name[length - 1] == '.') length--;
    while (*hosts != 0) {
        size_t size = strcspn(hosts, ",");
        if (size == length && strncasecmp(hosts, name, length) == 0) return 1;
        hosts += size + (hosts[size] == ',');
    }
    return 0;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **result) {
    // With AI_NUMERICHOST, the program asks whether the name is an address.
    if (!is_service(name) || (hints != NULL && hints->ai_flags & AI_NUMERICHOST)) {
        return NEXT(getaddrinfo)(name, service, hints, result);
    }
    struct addrinfo changed = {0};
    if (hints != NULL) {
        changed.ai_flags = hints->ai_flags & ~AI_ADDRCONFIG;
        changed.ai_family = hints->ai_family;
        changed.ai_socktype = hints->ai_socktype;
        changed.ai_protocol = hints->ai_protocol;
    }
    return NEXT(getaddrinfo)(CPRELOAD_ADDRESS, service, &changed, result);
}

static const char *led(const char *name) { return is_service(name) ? CPRELOAD_ADDRESS : name; }

struct hostent *gethostbyname(const char *name) { return NEXT(gethostbyname)(led(name)); }

struct hostent *gethostbyname2(const char *name, int family) { return NEXT(gethostbyname2)(led(name), family); }

int gethostbyname_r(
    const char *name, struct hostent *entry, char *space, size_t size, struct hostent **result, int *error) {
    return NEXT(gethostbyname_r)(led(name), entry, space, size, result, error);
}

int gethostbyname2_r(
    const char *name, int family, struct hostent *entry, char *space, size_t size, struct hostent **result, int *error) {
    return NEXT(gethostbyname2_r)(led(name), family, entry, space, size, result, error);
}

// Connections

// Returns the simulator's port for a port of the service; 0 for none.
static unsigned short simulator_port(unsigned short port) {
    const char *ports = getenv(CPRELOAD_PORTS);
    if (ports == NULL) return 0;
    const char *comma = strchr(ports, ',');
    if (port == 443) return (unsigned short)atoi(ports);
    return port == 80 && comma != NULL ? (unsigned short)atoi(comma + 1) : 0;
}

int connect(int descriptor, const struct sockaddr *address, socklen_t length) {
    struct in_addr service, loopback = {htonl(INADDR_LOOPBACK)};
    union {
        struct sockaddr_in plain;
        struct sockaddr_in6 mapped;
    } changed;
    unsigned short port = 0;
    (void)inet_pton(AF_INET, CPRELOAD_ADDRESS, &service);
    if (address != NULL && address->sa_family == AF_INET && length >= sizeof changed.plain) {
        memcpy(&changed.plain, address, sizeof changed.plain);
        if (changed.plain.sin_addr.s_addr == service.s_addr) port = simulator_port(ntohs(changed.plain.sin_port));
        changed.plain.sin_addr = loopback;
        changed.plain.sin_port = htons(port);
    } else if (address != NULL && address->sa_family == AF_INET6 && length >= sizeof changed.mapped) {
        memcpy(&changed.mapped, address, sizeof changed.mapped);
        unsigned char *last = changed.mapped.sin6_addr.s6_addr + 12;
        if (IN6_IS_ADDR_V4MAPPED(&changed.mapped.sin6_addr) && memcmp(last, &service, sizeof service) == 0) {
            port = simulator_port(ntohs(changed.mapped.sin6_port));
        }
        memcpy(last, &loopback, sizeof loopback);
        changed.mapped.sin6_port = htons(port);
    }
    return NEXT(connect)(descriptor, port == 0 ? address : (const struct sockaddr *)&changed, length);
}

// Files of certificates

static int ends_with(const char *path, const char *end) {
    size_t length = strlen(path), size = strlen(end);
    return length >= size && strcmp(path + length - size, end) == 0;
}

// Returns the file to open in place of another.
static const char *led_file(const char *path) {
    static const char *const bundles[] = {
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/var/lib/ca-certificates/ca-bundle.pem",
    };
    const char *trust = getenv(CPRELOAD_TRUST);
    if (path == NULL || trust == NULL) return path;
    for (size_t index = 0; index < sizeof bundles / sizeof *bundles; index++) {
        if (strcmp(path, bundles[index]) == 0) return trust;
    }
    return ends_with(path, "/certifi/cacert.pem") ? trust : path;
}

// A file that is opened to write stays itself.
static const char *led_by_flags(const char *path, int flags) {
    return (flags & O_ACCMODE) == O_RDONLY && !(flags & O_CREAT) ? led_file(path) : path;
}

static const char *led_by_mode(const char *path, const char *mode) {
    return mode != NULL && mode[0] == 'r' && strchr(mode, '+') == NULL ? led_file(path) : path;
}

// The mode of a new file is the last argument, which otherwise is absent.
#define MODE(flags, last) \
    mode_t mode = 0; \
    if ((flags) & O_CREAT || ((flags) & O_TMPFILE) == O_TMPFILE) { \
        va_list rest; \
        va_start(rest, last); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    }

int open(const char *path, int flags, ...) {
    MODE(flags, flags)
    return NEXT(open)(led_by_flags(path, flags), flags, mode);
}

int open64(const char *path, int flags, ...) {
    MODE(flags, flags)
    return NEXT(open64)(led_by_flags(path, flags), flags, mode);
}

int openat(int folder, const char *path, int flags, ...) {
    MODE(flags, flags)
    return NEXT(openat)(folder, led_by_flags(path, flags), flags, mode);
}

int openat64(int folder, const char *path, int flags, ...) {
    MODE(flags, flags)
    return NEXT(openat64)(folder, led_by_flags(path, flags), flags, mode);
}

FILE *fopen(const char *path, const char *mode) { return NEXT(fopen)(led_by_mode(path, mode), mode); }

FILE *fopen64(const char *path, const char *mode) { return NEXT(fopen64)(led_by_mode(path, mode), mode); }
