#define _GNU_SOURCE

#include "namespaces.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum operation { LISTEN, SOCKET, BIND, OVERLAY, OPEN };

// A request, one packet.
struct request {
    enum operation operation;
    int family;
    uint8_t address[16];
    uint16_t port;
    char source[PATH_MAX], target[PATH_MAX];
};

// A response, one packet, with the descriptors beside it.
struct response {
    int result;
    enum cnamespaces_step step;
    int has_user;
};

enum { MOST_DESCRIPTORS = 3, CONTROL = 3 };

// Packets

static int send_response(int control, const struct response *response, const int *descriptors, int count) {
    union {
        char bytes[CMSG_SPACE(sizeof(int) * MOST_DESCRIPTORS)];
        struct cmsghdr aligned;
    } space;
    struct iovec part = {.iov_base = (void *)response, .iov_len = sizeof *response};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (count > 0) {
        memset(&space, 0, sizeof space);
        message.msg_control = space.bytes;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
        memcpy(CMSG_DATA(header), descriptors, sizeof(int) * (size_t)count);
    }
    ssize_t sent;
    do sent = sendmsg(control, &message, MSG_NOSIGNAL); while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : 0;
}

// Returns how many descriptors came with the response; ECONNRESET if the agent has ended.
static int receive_response(int control, struct response *response, int *descriptors) {
    union {
        char bytes[CMSG_SPACE(sizeof(int) * MOST_DESCRIPTORS)];
        struct cmsghdr aligned;
    } space;
    struct iovec part = {.iov_base = response, .iov_len = sizeof *response};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = space.bytes, .msg_controllen = sizeof space.bytes};
    ssize_t received;
    do received = recvmsg(control, &message, MSG_CMSG_CLOEXEC); while (received < 0 && errno == EINTR);
    if (received < 0) return -errno;
    if (received != (ssize_t)sizeof *response) return -ECONNRESET;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header == NULL || header->cmsg_type != SCM_RIGHTS) return 0;
    size_t size = header->cmsg_len - CMSG_LEN(0);
    memcpy(descriptors, CMSG_DATA(header), size);
    return (int)(size / sizeof(int));
}

static int call(int control, const struct request *request, size_t size, int *descriptors) {
    ssize_t sent;
    do sent = send(control, request, size, MSG_NOSIGNAL); while (sent < 0 && errno == EINTR);
    if (sent < 0) return -errno;
    struct response response;
    int count = receive_response(control, &response, descriptors);
    return count < 0 ? count : response.result;
}

// The agent: from here on only what is safe after a fork of one thread among many.

static int write_file(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return -errno;
    ssize_t written = write(file, text, strlen(text));
    int error = errno;
    close(file);
    return written < 0 ? -error : 0;
}

// Writes "ID ID 1": the caller's own number inside, too, so that files that the command writes are the caller's.
static int write_map(const char *path, unsigned number) {
    char digits[16], text[40];
    int count = 0, length = 0;
    do digits[count++] = (char)('0' + number % 10); while ((number /= 10) > 0);
    for (int times = 0; times < 2; times++) {
        for (int index = count; index-- > 0;) text[length++] = digits[index];
        text[length++] = ' ';
    }
    text[length++] = '1';
    text[length] = 0;
    return write_file(path, text);
}

static int set_up_loopback(uint32_t address) {
    int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (control < 0) return -errno;
    struct ifreq interface;
    memset(&interface, 0, sizeof interface);
    strcpy(interface.ifr_name, "lo");
    interface.ifr_flags = IFF_UP | IFF_RUNNING;
    int result = ioctl(control, SIOCSIFFLAGS, &interface) < 0 ? -errno : 0;
    if (result == 0 && address != 0) {
        // Where this fails, only programs that look for such an address are affected.
        struct sockaddr_in *value = (struct sockaddr_in *)&interface.ifr_addr;
        memset(&interface, 0, sizeof interface);
        strcpy(interface.ifr_name, "lo:1");
        value->sin_family = AF_INET;
        value->sin_addr.s_addr = address;
        if (ioctl(control, SIOCSIFADDR, &interface) == 0) {
            value->sin_addr.s_addr = 0xFFFFFFFF;
            (void)ioctl(control, SIOCSIFNETMASK, &interface);
        }
    }
    close(control);
    return result;
}

static void begin(uint32_t address, struct response *response) {
    unsigned user = geteuid(), group = getegid();
    response->has_user = 0;
    response->step = CNAMESPACES_UNSHARE;
    // A privileged caller keeps all users and groups; it needs no user namespace.
    if (user != 0 || unshare(CLONE_NEWNS | CLONE_NEWNET) < 0) {
        response->has_user = 1;
        if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) < 0) {
            response->result = -errno;
            return;
        }
        response->step = CNAMESPACES_MAP;
        // Without it, no unprivileged process may map a group.
        (void)write_file("/proc/self/setgroups", "deny");
        if ((response->result = write_map("/proc/self/uid_map", user)) < 0) return;
        if ((response->result = write_map("/proc/self/gid_map", group)) < 0) return;
    }
    response->step = CNAMESPACES_PROPAGATION;
    // What is mounted here stays here; what is mounted outside still appears here.
    if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0) {
        response->result = -errno;
        return;
    }
    response->step = CNAMESPACES_NETWORK;
    response->result = set_up_loopback(address);
}

static int open_listener(const struct request *request) {
    int listener = socket(request->family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
    if (listener < 0) return -errno;
    struct sockaddr_in plain = {.sin_family = AF_INET, .sin_port = htons(request->port)};
    struct sockaddr_in6 long_form = {.sin6_family = AF_INET6, .sin6_port = htons(request->port)};
    memcpy(&plain.sin_addr, request->address, sizeof plain.sin_addr);
    memcpy(&long_form.sin6_addr, request->address, sizeof long_form.sin6_addr);
    int is_long = request->family == AF_INET6;
    const struct sockaddr *address = is_long ? (const struct sockaddr *)&long_form : (const struct sockaddr *)&plain;
    (void)setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (is_long) (void)setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
    if (bind(listener, address, is_long ? sizeof long_form : sizeof plain) < 0 || listen(listener, 1024) < 0) {
        int error = errno;
        close(listener);
        return -error;
    }
    return listener;
}

// Writes the option of an overlay. Returns false if a path has a character that the option cannot hold.
static int write_overlay_option(char *option, size_t size, const char *above, const char *below) {
    if (strpbrk(above, ":,\\") != NULL || strpbrk(below, ":,\\") != NULL) return 0;
    if (strlen(above) + strlen(below) + sizeof "lowerdir=:" > size) return 0;
    strcpy(option, "lowerdir=");
    strcat(option, above);
    strcat(option, ":");
    strcat(option, below);
    return 1;
}

static void serve(int control, const struct request *request) {
    struct response response = {0};
    int descriptors[MOST_DESCRIPTORS], count = 0;
    char option[2 * PATH_MAX + 16];
    switch (request->operation) {
    case LISTEN: response.result = descriptors[0] = open_listener(request); break;
    case SOCKET:
        descriptors[0] = socket(request->family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        response.result = descriptors[0] < 0 ? -errno : descriptors[0];
        break;
    case BIND:
        if (mount(request->source, request->target, NULL, MS_BIND, NULL) < 0) response.result = -errno;
        break;
    case OVERLAY:
        if (!write_overlay_option(option, sizeof option, request->source, request->target)) response.result = -EINVAL;
        else if (mount("overlay", request->target, "overlay", MS_RDONLY, option) < 0) response.result = -errno;
        break;
    case OPEN: {
        static const char *const names[] = {"/proc/self/ns/mnt", "/proc/self/ns/net", "/proc/self/ns/user"};
        for (; count < MOST_DESCRIPTORS; count++) {
            descriptors[count] = open(names[count], O_RDONLY | O_CLOEXEC);
            if (descriptors[count] >= 0) continue;
            response.result = -errno;
            break;
        }
        break;
    }
    }
    if ((request->operation == LISTEN || request->operation == SOCKET) && response.result >= 0) {
        response.result = 0;
        count = 1;
    }
    (void)send_response(control, &response, descriptors, count);
    for (int index = 0; index < count; index++) close(descriptors[index]);
}

static void run_agent(int connection, pid_t parent, uint32_t address) {
    // It must not outlive its parent, nor hold what its parent has open: a pipe ends with its last holder.
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    (void)prctl(PR_SET_NAME, "insights-sim-ns");
    if (connection != CONTROL) {
        if (dup2(connection, CONTROL) < 0) _exit(127);
    } else {
        (void)fcntl(CONTROL, F_SETFD, FD_CLOEXEC);
    }
    for (int stream = 0; stream < CONTROL; stream++) close(stream);
    if (syscall(SYS_close_range, CONTROL + 1, ~0u, 0) < 0) {
        for (int other = CONTROL + 1; other < 65536; other++) close(other);
    }
    struct response response = {0};
    begin(address, &response);
    // The change of credentials may have cleared it.
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (send_response(CONTROL, &response, NULL, 0) < 0 || response.result < 0) _exit(0);
    static struct request request;
    while (1) {
        ssize_t received = recv(CONTROL, &request, sizeof request, 0);
        if (received < 0 && errno == EINTR) continue;
        if (received <= 0) _exit(0);
        serve(CONTROL, &request);
    }
}

// The caller's side

int cnamespaces_start(struct cnamespaces_agent *agent, uint32_t address) {
    int ends[2];
    sigset_t all, before;
    agent->step = CNAMESPACES_FORK;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) return -errno;
    pid_t parent = getpid();
    sigfillset(&all);
    // No handler of this process may run in the agent, and Ctrl-C at the terminal is not for it: its signals stay blocked.
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t child = fork();
    if (child == 0) run_agent(ends[1], parent, address);
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        return -error;
    }
    agent->process = child;
    agent->control = ends[0];
    struct response response;
    int descriptors[MOST_DESCRIPTORS];
    int result = receive_response(ends[0], &response, descriptors);
    if (result >= 0) {
        agent->step = response.step;
        agent->has_user = response.has_user;
        result = response.result;
    }
    if (result < 0) cnamespaces_end(agent);
    return result < 0 ? result : 0;
}

int cnamespaces_listen(int control, const uint8_t *address, int length, uint16_t port) {
    struct request request = {.operation = LISTEN, .family = length == 16 ? AF_INET6 : AF_INET, .port = port};
    memcpy(request.address, address, length == 16 ? 16 : 4);
    int descriptors[MOST_DESCRIPTORS];
    int result = call(control, &request, offsetof(struct request, source), descriptors);
    return result < 0 ? result : descriptors[0];
}

int cnamespaces_socket(int control, int family) {
    struct request request = {.operation = SOCKET, .family = family};
    int descriptors[MOST_DESCRIPTORS];
    int result = call(control, &request, offsetof(struct request, source), descriptors);
    return result < 0 ? result : descriptors[0];
}

static int mount_inside(int control, enum operation operation, const char *source, const char *target) {
    struct request request = {.operation = operation};
    if (strlen(source) >= sizeof request.source || strlen(target) >= sizeof request.target) return -ENAMETOOLONG;
    strcpy(request.source, source);
    strcpy(request.target, target);
    int descriptors[MOST_DESCRIPTORS];
    return call(control, &request, sizeof request, descriptors);
}

int cnamespaces_bind(int control, const char *source, const char *target) {
    return mount_inside(control, BIND, source, target);
}

int cnamespaces_overlay(int control, const char *above, const char *target) {
    return mount_inside(control, OVERLAY, above, target);
}

int cnamespaces_open(int control, struct cnamespaces_descriptors *namespaces) {
    struct request request = {.operation = OPEN};
    int descriptors[MOST_DESCRIPTORS] = {-1, -1, -1};
    int result = call(control, &request, offsetof(struct request, source), descriptors);
    namespaces->mount = descriptors[0];
    namespaces->network = descriptors[1];
    namespaces->user = descriptors[2];
    return result;
}

void cnamespaces_end(const struct cnamespaces_agent *agent) {
    close(agent->control);
    while (waitpid(agent->process, NULL, 0) < 0 && errno == EINTR) {}
}
