// The system calls of the server, in the one form Swift needs.
//
// Swift imports some of these constants and unions with types that differ between C libraries, and has no way to read
// errno next to the call. So every function here returns its result, or minus errno; calls broken off by a signal are
// made again.
#ifndef CLINUX_SHIM_H
#define CLINUX_SHIM_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

// Declared here, since _GNU_SOURCE would change structures that Swift has imported without it.
extern int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);
extern int pthread_setname_np(pthread_t thread, const char *name);

/// Lets other threads run first, if there are more threads than processors.
static inline void clinux_lower_priority(void) { (void)setpriority(PRIO_PROCESS, 0, 10); }

static inline void clinux_name_thread(const char *name) { (void)pthread_setname_np(pthread_self(), name); }

static const uint32_t CLINUX_READABLE = EPOLLIN;
static const uint32_t CLINUX_WRITABLE = EPOLLOUT;
static const uint32_t CLINUX_BROKEN = EPOLLERR | EPOLLHUP;

/// Opens a regular file for reading; returns its descriptor, or a negated error number.
///
/// It never waits: a FIFO would block until it has a writer, and a device for ever. For anything but a regular file it
/// returns -EINVAL and says in `kind` what it is; otherwise `kind` is null.
static inline int clinux_open_regular(const char *path, const char **kind) {
    *kind = 0;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0) {
        // What cannot be opened like this is no file either, such as a socket.
        if (errno == ENXIO) *kind = "a socket or a device";
        return -errno;
    }
    struct stat status;
    if (fstat(descriptor, &status) < 0) {
        int error = errno;
        close(descriptor);
        return -error;
    }
    if (S_ISREG(status.st_mode)) return descriptor;
    *kind = S_ISFIFO(status.st_mode) ? "a FIFO"
        : S_ISDIR(status.st_mode)    ? "a folder"
        : S_ISSOCK(status.st_mode)   ? "a socket"
                                     : "a device";
    close(descriptor);
    return -EINVAL;
}

static inline uint64_t clinux_monotonic_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

// epoll

static inline int clinux_epoll_create(void) {
    int descriptor = epoll_create1(EPOLL_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
}

static inline int clinux_epoll_change(int epoll, int operation, int descriptor, uint32_t flags, uint64_t data) {
    struct epoll_event event;
    event.events = flags;
    event.data.u64 = data;
    return epoll_ctl(epoll, operation, descriptor, &event) < 0 ? -errno : 0;
}

static inline int clinux_epoll_add(int epoll, int descriptor, uint32_t flags, uint64_t data) {
    return clinux_epoll_change(epoll, EPOLL_CTL_ADD, descriptor, flags, data);
}

static inline int clinux_epoll_remove(int epoll, int descriptor) {
    return clinux_epoll_change(epoll, EPOLL_CTL_DEL, descriptor, 0, 0);
}

static inline int clinux_epoll_modify(int epoll, int descriptor, uint32_t flags, uint64_t data) {
    return clinux_epoll_change(epoll, EPOLL_CTL_MOD, descriptor, flags, data);
}

// Returns the number of events; none if a signal broke off the wait, since the timeout is then no longer right.
static inline int clinux_epoll_wait(int epoll, struct epoll_event *events, int count, int milliseconds) {
    int ready = epoll_wait(epoll, events, count, milliseconds);
    if (ready >= 0) return ready;
    return errno == EINTR ? 0 : -errno;
}

static inline uint32_t clinux_event_flags(const struct epoll_event *event) { return event->events; }
static inline uint64_t clinux_event_data(const struct epoll_event *event) { return event->data.u64; }

// eventfd

static inline int clinux_eventfd(int nonblocking, int semaphore) {
    int flags = EFD_CLOEXEC | (nonblocking ? EFD_NONBLOCK : 0) | (semaphore ? EFD_SEMAPHORE : 0);
    int descriptor = eventfd(0, flags);
    return descriptor < 0 ? -errno : descriptor;
}

static inline int clinux_eventfd_add(int descriptor, uint64_t count) {
    ssize_t written;
    do written = write(descriptor, &count, sizeof count); while (written < 0 && errno == EINTR);
    return written < 0 ? -errno : 0;
}

static inline int clinux_eventfd_take(int descriptor) {
    uint64_t count;
    ssize_t taken;
    do taken = read(descriptor, &count, sizeof count); while (taken < 0 && errno == EINTR);
    return taken < 0 ? -errno : 0;
}

// Sockets

static inline int clinux_tcp_socket(int family) {
    int descriptor = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return descriptor < 0 ? -errno : descriptor;
}

static inline int clinux_bind(int descriptor, const struct sockaddr_storage *address, socklen_t length) {
    int one = 1;
    if (setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) < 0) return -errno;
    return bind(descriptor, (const struct sockaddr *)address, length) < 0 ? -errno : 0;
}

static inline int clinux_listen(int descriptor, int backlog) {
    return listen(descriptor, backlog) < 0 ? -errno : 0;
}

static inline int clinux_accept(int descriptor, struct sockaddr_storage *address) {
    int accepted;
    socklen_t length;
    do {
        length = sizeof *address;
        accepted = accept4(descriptor, (struct sockaddr *)address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    } while (accepted < 0 && errno == EINTR);
    return accepted < 0 ? -errno : accepted;
}

// Returns minus EINPROGRESS where the connection is still being made.
static inline int clinux_connect(int descriptor, const struct sockaddr_storage *address, socklen_t length) {
    return connect(descriptor, (const struct sockaddr *)address, length) < 0 ? -errno : 0;
}

// Returns minus the error a connection attempt ended with.
static inline int clinux_socket_error(int descriptor) {
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) < 0) return -errno;
    return -error;
}

static inline void clinux_set_no_delay(int descriptor) {
    int one = 1;
    (void)setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

// Makes the next close tell the peer that the connection was cut.
static inline void clinux_reset_on_close(int descriptor) {
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    (void)setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

static inline void clinux_end_output(int descriptor) { (void)shutdown(descriptor, SHUT_WR); }

static inline ssize_t clinux_receive(int descriptor, void *bytes, size_t count) {
    ssize_t received;
    do received = recv(descriptor, bytes, count, 0); while (received < 0 && errno == EINTR);
    return received < 0 ? -errno : received;
}

static inline ssize_t clinux_send(int descriptor, const void *bytes, size_t count, int more) {
    ssize_t sent;
    do sent = send(descriptor, bytes, count, MSG_NOSIGNAL | (more ? MSG_MORE : 0)); while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : sent;
}

// Sends two runs of bytes, either of which may be empty, in one call.
static inline ssize_t clinux_send_two(
    int descriptor, const void *first, size_t first_count, const void *second, size_t second_count, int more) {
    if (second_count == 0) return clinux_send(descriptor, first, first_count, more);
    struct iovec runs[2] = {
        {.iov_base = (void *)first, .iov_len = first_count},
        {.iov_base = (void *)second, .iov_len = second_count},
    };
    struct msghdr message = {.msg_iov = runs, .msg_iovlen = 2};
    ssize_t sent;
    do sent = sendmsg(descriptor, &message, MSG_NOSIGNAL | (more ? MSG_MORE : 0)); while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : sent;
}

// Waits for either descriptor to be readable (or, with `writable`, the first to be writable); a negative one is left
// out. Returns a mask: 1 and 2 for the first and the second descriptor, 4 if the first is writable; 0 after the timeout.
static inline int clinux_wait(int first, int second, int writable, int milliseconds) {
    struct pollfd entries[2] = {
        {.fd = first, .events = (short)(POLLIN | (writable ? POLLOUT : 0))},
        {.fd = second, .events = POLLIN},
    };
    int ready = poll(entries, 2, milliseconds);
    if (ready < 0) return errno == EINTR ? 0 : -errno;
    int broken = POLLERR | POLLHUP | POLLNVAL;
    return (entries[0].revents & (POLLIN | broken) ? 1 : 0) | (entries[1].revents & (POLLIN | broken) ? 2 : 0)
        | (entries[0].revents & POLLOUT ? 4 : 0);
}

// Waits for two descriptors, each to be readable (1) or writable (2) as asked for, and for a third to be readable; one of
// which nothing is asked is left out. Returns a mask: 1 and 2 for the first, 4 and 8 for the second, 16 for the third; 0
// after the timeout.
static inline int clinux_wait_pair(int first, int first_wants, int second, int second_wants, int third, int milliseconds) {
    struct pollfd entries[3] = {
        {.fd = first_wants ? first : -1, .events = (short)((first_wants & 1 ? POLLIN : 0) | (first_wants & 2 ? POLLOUT : 0))},
        {.fd = second_wants ? second : -1,
         .events = (short)((second_wants & 1 ? POLLIN : 0) | (second_wants & 2 ? POLLOUT : 0))},
        {.fd = third, .events = POLLIN},
    };
    int ready = poll(entries, 3, milliseconds);
    if (ready < 0) return errno == EINTR ? 0 : -errno;
    int broken = POLLERR | POLLHUP | POLLNVAL;
    int mask = entries[2].revents ? 16 : 0;
    // What is broken is ready for whatever was asked: the attempt tells why.
    if (entries[0].revents & (POLLIN | broken)) mask |= first_wants & 1;
    if (entries[0].revents & (POLLOUT | broken)) mask |= first_wants & 2;
    if (entries[1].revents & (POLLIN | broken)) mask |= (second_wants & 1) << 2;
    if (entries[1].revents & (POLLOUT | broken)) mask |= (second_wants & 2) << 2;
    return mask;
}

// A second descriptor of the same socket.
static inline int clinux_duplicate(int descriptor) {
    int duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    return duplicate < 0 ? -errno : duplicate;
}

// Addresses

static inline void clinux_set_port(struct sockaddr_storage *address, uint16_t port) {
    if (address->ss_family == AF_INET6) ((struct sockaddr_in6 *)address)->sin6_port = htons(port);
    else ((struct sockaddr_in *)address)->sin_port = htons(port);
}

// Fills in the addresses of a host, given as a number or a name, and their lengths, `capacity` at most, in the order in
// which to try them. Returns how many there are, or an error of getaddrinfo, which is negative.
static inline int clinux_resolve(
    const char *host, uint16_t port, struct sockaddr_storage *addresses, socklen_t *lengths, int capacity
) {
    struct addrinfo hints, *found = NULL;
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    int error = getaddrinfo(host, NULL, &hints, &found);
    if (error != 0) return error < 0 ? error : -error;
    int count = 0;
    for (struct addrinfo *each = found; each != NULL && count < capacity; each = each->ai_next) {
        memset(&addresses[count], 0, sizeof addresses[count]);
        memcpy(&addresses[count], each->ai_addr, each->ai_addrlen);
        clinux_set_port(&addresses[count], port);
        lengths[count++] = each->ai_addrlen;
    }
    freeaddrinfo(found);
    return count;
}

static inline const char *clinux_resolve_error(int error) { return gai_strerror(error); }

// Fills in the address of a Unix socket and its length. Returns -ENAMETOOLONG for a path that does not fit.
static inline int clinux_unix_address(const char *path, struct sockaddr_storage *address, socklen_t *length) {
    struct sockaddr_un name;
    size_t count = strlen(path);
    if (count == 0) return -EINVAL;
    if (count >= sizeof name.sun_path) return -ENAMETOOLONG;
    memset(&name, 0, sizeof name);
    name.sun_family = AF_UNIX;
    memcpy(name.sun_path, path, count);
    memset(address, 0, sizeof *address);
    memcpy(address, &name, sizeof name);
    *length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + count + 1);
    return 0;
}

// The greatest length of the path of a Unix socket, in bytes.
static const int CLINUX_UNIX_PATH = (int)sizeof(((struct sockaddr_un *)0)->sun_path) - 1;

static inline int clinux_family(const struct sockaddr_storage *address) { return address->ss_family; }

// The port a socket is bound to; 0 for a Unix socket.
static inline int clinux_bound_port(int descriptor) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (getsockname(descriptor, (struct sockaddr *)&address, &length) < 0) return -errno;
    if (address.ss_family == AF_UNIX) return 0;
    if (address.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

// Writes the numeric form of an address, without its port.
static inline void clinux_address_text(const struct sockaddr_storage *address, char *text, size_t size) {
    const void *number = address->ss_family == AF_INET6
        ? (const void *)&((const struct sockaddr_in6 *)address)->sin6_addr
        : (const void *)&((const struct sockaddr_in *)address)->sin_addr;
    if (inet_ntop(address->ss_family, number, text, (socklen_t)size) == NULL && size > 0) text[0] = 0;
}

// Signals

// Calls the handler at the first such signal; the second one ends the process as if there were no handler.
static inline int clinux_on_first_signal(int number, void (*handler)(int)) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART | (int)SA_RESETHAND;
    sigemptyset(&action.sa_mask);
    return sigaction(number, &action, NULL) < 0 ? -errno : 0;
}

static inline int clinux_ignore_signal(int number) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_IGN;
    return sigaction(number, &action, NULL) < 0 ? -errno : 0;
}

#endif
