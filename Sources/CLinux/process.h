// Processes and their signals, in the one form Swift needs; results as in shim.h: minus errno where a call fails.
#ifndef CLINUX_PROCESS_H
#define CLINUX_PROCESS_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

// Declared here, since _GNU_SOURCE would change structures that Swift has imported without it.
extern int pipe2(int descriptors[2], int flags);
extern int setns(int descriptor, int type);
extern long syscall(long number, ...);
extern char **environ;

// The environment of this process, ended by a null pointer.
static inline char **clinux_environment(void) { return environ; }

// How a program is started.
struct clinux_start_options {
    // Its standard input, output and error; this process's own where negative.
    int input, output, error;
    // Descriptors that it is given besides, under the same numbers; negative for none.
    int kept[5];
    // Namespaces that it joins, a user namespace first; negative for none. It keeps its working directory by name.
    int namespaces[3];
    // The process group it joins; 0 for one of its own, negative for this process's.
    int group;
    // Whether it ignores SIGPIPE.
    int ignores_sigpipe;
    // Whether it goes on when the calling thread has ended; otherwise it is killed then, so that thread must wait for it.
    int outlives;
};

// Joins namespaces, and returns to the working directory, which a mount namespace leaves. Returns an error, or 0.
static inline int clinux_join_namespaces(const int namespaces[3]) {
    char directory[4096];
    if (namespaces[0] < 0 && namespaces[1] < 0 && namespaces[2] < 0) return 0;
    int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int is_named = getcwd(directory, sizeof directory) != NULL;
    for (int index = 0; index < 3; index++) {
        if (namespaces[index] >= 0 && setns(namespaces[index], 0) < 0) return errno;
    }
    // By its descriptor it would still be the folder outside, which shows what is mounted there.
    if (!is_named || chdir(directory) < 0) (void)!fchdir(here);
    if (here >= 0) close(here);
    return 0;
}

// Starts a program. Returns its process id, or minus the error for which it could not be run.
static inline int clinux_start_process(
    const char *path, char *const arguments[], char *const environment[], const struct clinux_start_options *options) {
    static const int handled[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGCHLD};
    int report[2], failure = 0;
    sigset_t all, none, before;
    if (pipe2(report, O_CLOEXEC) < 0) return -errno;
    pid_t parent = getpid();
    sigfillset(&all);
    sigemptyset(&none);
    // No handler of this process may run in the other one.
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t child = fork();
    if (child == 0) {
        // From here to exec only what is safe after a fork of one thread among many.
        for (unsigned index = 0; index < sizeof handled / sizeof *handled; index++) {
            struct sigaction action;
            // What was ignored stays so, as with nohup; what was handled has no handler over there.
            if (sigaction(handled[index], NULL, &action) == 0 && action.sa_handler != SIG_IGN) {
                memset(&action, 0, sizeof action);
                action.sa_handler = SIG_DFL;
                (void)sigaction(handled[index], &action, NULL);
            }
        }
        if (!options->ignores_sigpipe) (void)signal(SIGPIPE, SIG_DFL);
        failure = clinux_join_namespaces(options->namespaces);
        // Joining a user namespace may clear it.
        if (!options->outlives) (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        // The parent may be gone already.
        if (getppid() != parent) _exit(127);
        // A group whose last process has gone cannot be joined; it then stays in this process's.
        if (options->group >= 0) (void)setpgid(0, options->group);
        const int streams[] = {options->input, options->output, options->error};
        for (int index = 0; index < 3; index++) {
            if (streams[index] >= 0 && dup2(streams[index], index) < 0) _exit(127);
        }
        for (unsigned index = 0; index < sizeof options->kept / sizeof *options->kept; index++) {
            if (options->kept[index] >= 0) (void)fcntl(options->kept[index], F_SETFD, 0);
        }
        sigprocmask(SIG_SETMASK, &none, NULL);
        if (failure == 0) {
            execve(path, arguments, environment);
            failure = errno;
        }
        (void)!write(report[1], &failure, sizeof failure);
        _exit(127);
    }
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(report[1]);
    ssize_t count = 0;
    // Nothing comes if the program runs: exec closes the other end.
    if (child > 0) do count = read(report[0], &failure, sizeof failure); while (count < 0 && errno == EINTR);
    close(report[0]);
    if (child < 0) return -error;
    if (count != (ssize_t)sizeof failure) return child;
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
    return -failure;
}

// What became of a process: 0 while it runs, otherwise its id; `ending` is then its exit code, or minus the signal that
// ended it. With -1 any child that has ended.
static inline int clinux_reap(int process, int *ending) {
    int status = 0;
    pid_t found;
    do found = waitpid(process, &status, WNOHANG); while (found < 0 && errno == EINTR);
    if (found < 0) return -errno;
    *ending = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    return found;
}

// Waits until a process has ended, which `ending` then tells as above.
static inline int clinux_await_end(int process, int *ending) {
    int status = 0;
    pid_t found;
    do found = waitpid(process, &status, 0); while (found < 0 && errno == EINTR);
    if (found < 0) return -errno;
    *ending = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    return found;
}

// Has orphans among this process's descendants become its children.
static inline int clinux_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0 ? -errno : 0; }

// A pipe that is not passed on to programs and never blocks.
static inline int clinux_pipe(int descriptors[2]) {
    return pipe2(descriptors, O_CLOEXEC | O_NONBLOCK) < 0 ? -errno : 0;
}

// Two ends of one connection, which are not passed on to programs and never block.
static inline int clinux_socket_pair(int descriptors[2]) {
    int result = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, descriptors);
    return result < 0 ? -errno : 0;
}

// Has a descriptor not be passed on to programs.
static inline int clinux_keep_to_self(int descriptor) {
    return fcntl(descriptor, F_SETFD, FD_CLOEXEC) < 0 ? -errno : 0;
}

// Calls the handler at every such signal, with who sent it.
static inline int clinux_on_signal(int number, void (*handler)(int, siginfo_t *, void *)) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = handler;
    action.sa_flags = SA_RESTART | SA_SIGINFO;
    sigfillset(&action.sa_mask);
    return sigaction(number, &action, NULL) < 0 ? -errno : 0;
}

static inline int clinux_is_ignored(int number) {
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

// Marks a signal that the system itself sent, such as Ctrl-C at the terminal.
static const unsigned char CLINUX_FROM_SYSTEM = 0x80;

// Writes a signal's number to a pipe, as one byte; may be called by a handler.
static inline void clinux_note_signal(int descriptor, int number, const siginfo_t *information) {
    int error = errno;
    unsigned char byte = (unsigned char)number;
    if (information != NULL && information->si_code > 0) byte |= CLINUX_FROM_SYSTEM;
    (void)!write(descriptor, &byte, 1);
    errno = error;
}

// Opens a process, which is not passed on to programs; it is readable once the process has ended.
static inline int clinux_open_process(pid_t process) {
    // pidfd_open, which has this number on every architecture.
    long descriptor = syscall(434, process, 0);
    return descriptor < 0 ? -errno : (int)descriptor;
}

// Locks a file or folder for this process alone, if nobody else has it; the lock ends with the descriptor.
static inline int clinux_lock(int descriptor) { return flock(descriptor, LOCK_EX | LOCK_NB) < 0 ? -errno : 0; }

#endif
