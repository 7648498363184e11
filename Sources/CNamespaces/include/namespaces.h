// An agent: a child process in a user, mount and network namespace, which opens sockets and mounts files there.
//
// The caller has threads, and a user namespace takes a process with one. So a fork makes the namespaces, and its child
// stays in them as the agent. Every result is minus errno where a call fails, as in CLinux.
#ifndef CNAMESPACES_H
#define CNAMESPACES_H

#include <stdint.h>

// The step at which the agent could not begin.
enum cnamespaces_step {
    CNAMESPACES_FORK,
    CNAMESPACES_UNSHARE,
    CNAMESPACES_MAP,
    CNAMESPACES_PROPAGATION,
    CNAMESPACES_NETWORK,
};

struct cnamespaces_agent {
    int process;
    // The connection to the agent, which ends when this closes.
    int control;
    // Whether there is a user namespace; a privileged caller needs none.
    int has_user;
    // Where it failed to begin.
    enum cnamespaces_step step;
};

// The namespaces as descriptors, for setns; `user` is -1 if there is none.
struct cnamespaces_descriptors {
    int user, mount, network;
};

// Starts an agent, whose network is a loopback interface alone. `address` is an IPv4 address, in the network's byte order,
// which that interface has besides, since some programs look for a non-loopback address before they resolve names.
int cnamespaces_start(struct cnamespaces_agent *agent, uint32_t address);

// Opens a TCP socket that listens inside, at 4 or 16 bytes of an address. Returns its descriptor.
int cnamespaces_listen(int control, const uint8_t *address, int length, uint16_t port);

// Opens a TCP socket inside for a connection, for a family of addresses. Returns its descriptor.
int cnamespaces_socket(int control, int family);

// Has `target` show the file or folder `source` inside.
int cnamespaces_bind(int control, const char *source, const char *target);

// Has the folder `target` show the files of `above` over its own inside, read-only.
int cnamespaces_overlay(int control, const char *above, const char *target);

// Opens the namespaces.
int cnamespaces_open(int control, struct cnamespaces_descriptors *descriptors);

// Ends the agent, and returns when it has ended.
void cnamespaces_end(const struct cnamespaces_agent *agent);

#endif
