// What Swift cannot reach through Glibc alone: functions that glibc declares only for GNU sources, variadic
// functions, function-like macros, and constants that Swift imports awkwardly. Nothing here decides anything.
//
// This header must not define _GNU_SOURCE. It renames a member of fd_set, after which a Swift file that imports
// this module beside Testing fails with "'__fds_bits' from module 'SwiftGlibc' is not present in definition of
// 'fd_set'". The GNU-only functions are therefore reached through files in C, which define it privately.

#ifndef CEPOLLSHIM_H
#define CEPOLLSHIM_H

#include <fcntl.h>
#include <grp.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

// epoll(7). EPOLLEXCLUSIVE is in libc6-dev's <sys/epoll.h> as an enum constant of an unsigned enum type.
static const int shim_EPOLL_CLOEXEC = EPOLL_CLOEXEC;
static const uint32_t shim_EPOLLIN = EPOLLIN;
static const uint32_t shim_EPOLLOUT = EPOLLOUT;
static const uint32_t shim_EPOLLERR = EPOLLERR;
static const uint32_t shim_EPOLLHUP = EPOLLHUP;
static const uint32_t shim_EPOLLRDHUP = EPOLLRDHUP;
static const uint32_t shim_EPOLLET = (uint32_t)EPOLLET;
static const uint32_t shim_EPOLLEXCLUSIVE = (uint32_t)EPOLLEXCLUSIVE;

// socket(2). glibc declares these as enum constants that Swift imports as a distinct type.
static const int shim_SOCK_STREAM = SOCK_STREAM;
static const int shim_SOCK_SEQPACKET = SOCK_SEQPACKET;
static const int shim_SOCK_DGRAM = SOCK_DGRAM;
static const int shim_SOCK_NONBLOCK = SOCK_NONBLOCK;
static const int shim_SOCK_CLOEXEC = SOCK_CLOEXEC;
static const int shim_IPPROTO_TCP = IPPROTO_TCP;
static const int shim_IPPROTO_IPV6 = IPPROTO_IPV6;
static const int shim_MSG_NOSIGNAL = MSG_NOSIGNAL;
static const int shim_MSG_MORE = MSG_MORE;
static const int shim_MSG_DONTWAIT = MSG_DONTWAIT;

// si_code of waitid(2), enum constants likewise.
static const int shim_CLD_EXITED = CLD_EXITED;
static const int shim_CLD_KILLED = CLD_KILLED;
static const int shim_CLD_DUMPED = CLD_DUMPED;

// ssi_code of signalfd(2), an enum constant likewise.
static const int shim_SI_KERNEL = SI_KERNEL;

// eventfd(2), timerfd_create(2) and signalfd(2) flags, enum constants likewise.
static const int shim_EFD_NONBLOCK = EFD_NONBLOCK;
static const int shim_EFD_CLOEXEC = EFD_CLOEXEC;
static const int shim_TFD_NONBLOCK = TFD_NONBLOCK;
static const int shim_TFD_CLOEXEC = TFD_CLOEXEC;
static const int shim_TFD_TIMER_ABSTIME = TFD_TIMER_ABSTIME;
static const int shim_SFD_NONBLOCK = SFD_NONBLOCK;
static const int shim_SFD_CLOEXEC = SFD_CLOEXEC;

// For proc_pid_syscall(5). glibc's epoll_wait is epoll_pwait where the kernel has no other.
#ifdef SYS_epoll_wait
static const long shim_SYS_epoll_wait = SYS_epoll_wait;
#else
static const long shim_SYS_epoll_wait = SYS_epoll_pwait;
#endif
static const long shim_SYS_clock_nanosleep = SYS_clock_nanosleep;

// sock_diag(7), enum constants likewise.
static const uint16_t shim_UNIX_DIAG_RQLEN = UNIX_DIAG_RQLEN;

// poll(2).
static const short shim_POLLIN = POLLIN;
static const short shim_POLLOUT = POLLOUT;

// getrlimit(2), an enum constant of a type of its own.
static inline int shim_getrlimit_nofile(struct rlimit *limit) { return getrlimit(RLIMIT_NOFILE, limit); }
static inline int shim_setrlimit_nofile(const struct rlimit *limit) { return setrlimit(RLIMIT_NOFILE, limit); }

// The union inside struct epoll_event is an unsafe type in Swift; its 64-bit member is all that is used.
static inline struct epoll_event shim_epoll_event(uint32_t events, uint64_t token) {
  struct epoll_event event = {.events = events, .data = {.u64 = token}};
  return event;
}
static inline uint32_t shim_epoll_event_mask(const struct epoll_event *event) { return event->events; }
static inline uint64_t shim_epoll_event_token(const struct epoll_event *event) { return event->data.u64; }

// Variadic in C, which Swift cannot call.
static inline int shim_fcntl(int fd, int command, int argument) { return fcntl(fd, command, argument); }
static inline int shim_prctl(int option, unsigned long argument) { return prctl(option, argument, 0, 0, 0); }
static inline int shim_open(const char *path, int flags, mode_t mode) { return open(path, flags, mode); }
static inline int shim_terminal_size(int fd, unsigned short *rows, unsigned short *columns) {
  struct winsize size = {0};
  if (ioctl(fd, TIOCGWINSZ, &size) == -1) return -1;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return 0;
}
static inline int shim_openat(int directory, const char *path, int flags) {
  return openat(directory, path, flags);
}

// CMSG_* are macros over a buffer whose alignment only C can declare. Both are safe to call in a signal handler.
// The receiver gets at most `room` descriptors, close-on-exec; `*count` says how many.
ssize_t shim_send_descriptors(int socket, const struct iovec *parts, size_t part_count, const int *descriptors,
                              int count);
ssize_t shim_receive_descriptors(int socket, void *buffer, size_t size, int *descriptors, int room, int *count);

// A handler that runs on the alternate stack, once; sigaction(2) keeps it behind a union.
int shim_signal_handle_once(int signal_number, void (*handler)(int, siginfo_t *, void *), struct sigaction *previous);
int shim_signal_restore(int signal_number, const struct sigaction *previous);
int shim_use_alternate_stack(void *memory, size_t size);
// Lets this process die of the signal as if it had no handler; never returns.
void shim_die_of(int signal_number) __attribute__((noreturn));
// The instruction that a signal interrupted, 0 where the machine's context is not known here.
uintptr_t shim_interrupted_instruction(const void *context);
static inline uintptr_t shim_siginfo_address(const siginfo_t *info) { return (uintptr_t)info->si_addr; }
// Whether the signal was raised by the instruction itself and not sent by a process.
static inline int shim_siginfo_is_fault(const siginfo_t *info) { return info->si_code > 0; }

// What a thread shares with its own signal handlers: volatile accesses stay in their order.
static inline void shim_flag_set(int *flag, int value) { *(volatile int *)flag = value; }
static inline int shim_flag(const int *flag) { return *(const volatile int *)flag; }

// Disposition macros are casts of integers to function pointers.
int shim_signal_reset(int signal);
int shim_signal_ignore(int signal);
int shim_signal_is_ignored(int signal);

// siginfo_t keeps these behind nested unions and macros.
static inline int shim_siginfo_status(const siginfo_t *info) { return info->si_status; }
static inline pid_t shim_siginfo_pid(const siginfo_t *info) { return info->si_pid; }

// Declared by glibc for GNU sources only, or not at all.
extern const int shim_O_PATH;
extern const int shim_O_TMPFILE;
int shim_find_program_address(uintptr_t address, const char **file, uintptr_t *base, const char **symbol);
// Each execution of a program has its parts elsewhere. Notes where those of this one are, after which a signal handler may
// ask in which of them an address lies: a hash of the part's name, 0 for none, and the offset in it. The base of a part by
// that name is asked for outside of a handler; dl_iterate_phdr(3).
void shim_note_images(void);
uint64_t shim_find_image(uintptr_t address, uintptr_t *offset);
int shim_find_image_base(uint64_t name, uintptr_t *base);
int shim_memfd_create(const char *name);
int shim_accept4(int listener, struct sockaddr *address, socklen_t *length, int flags);
int shim_openat2_beneath(int directory, const char *path, int flags);
int shim_close_range(unsigned int first, unsigned int last);
int shim_pidfd_open(pid_t pid);
int shim_pidfd_getfd(int pidfd, int descriptor);
int shim_pidfd_send_signal(int pidfd, int signal);
int shim_waitid_pidfd(int pidfd, siginfo_t *info);
int shim_waitid_peek(siginfo_t *info);

// A program to be started with `numbers` as its descriptors from 3 on; the array is overwritten in the new process.
struct shim_program {
  const char *path;
  char *const *argv;
  char *const *envp;
  // Where the new process writes its id and a null; null for nowhere.
  char *pid_text;
  int *numbers;
  int count;
  // Written to the last of `numbers` if the program cannot be executed; the exit code is the errno then.
  unsigned char failure;
  // Signals that the program is to ignore.
  const int *ignored;
  int ignored_count;
  // Whether it dies with its parent, gains no privileges, and inherits nothing but `numbers` and the standard streams.
  int is_child;
};
// fork(2) and execve(2), with nothing in between that is not async-signal-safe: the caller may have threads. Returns the
// new process's id, or -1.
pid_t shim_start(const struct shim_program *program);

// From here on the calling thread, which must block the signal, gets it, whichever thread the kernel chooses.
int shim_signal_forward_to_this_thread(int signal_number);
// The value that tells of such a signal that the kernel had sent it.
static const int shim_FROM_KERNEL = 0x6b65726e;
static const int shim_SI_QUEUE = SI_QUEUE;

// memfd_create(2): fixes the size, or also the bytes, for good. F_GET_SEALS fails for what is no such file.
int shim_seal_size(int number);
int shim_seal_content(int number);
int shim_is_size_sealed(int number);
int shim_poll(int first, short first_events, short *first_result, int second, short second_events,
              short *second_result, int timeout_milliseconds);

// The answer of PR_GET_CHILD_SUBREAPER comes through a pointer, as an argument of a variadic function.
static inline int shim_get_child_subreaper(int *answer) {
  return prctl(PR_GET_CHILD_SUBREAPER, (unsigned long)answer, 0, 0, 0);
}

// As above, and the name itself goes the same way.
static inline int shim_get_process_name(char *room) { return prctl(PR_GET_NAME, (unsigned long)room, 0, 0, 0); }
static inline int shim_set_process_name(const char *name) { return prctl(PR_SET_NAME, (unsigned long)name, 0, 0, 0); }

// landlock(7), for which glibc has no functions. The numbers are the kernel's and stand here because header packages
// older than the kernel lack the later ones; a kernel that does not know a member accepts it while it is zero.
struct shim_landlock_rights {
  uint64_t files;
  uint64_t network;
  uint64_t scopes;
};
int shim_landlock_abi(void);
int shim_landlock_create_ruleset(const struct shim_landlock_rights *handled);
int shim_landlock_allow_beneath(int ruleset, int file, uint64_t rights);
int shim_landlock_restrict_self(int ruleset);

// The descriptor that tells of jobs on libdispatch's main queue, -1 where libdispatch cannot be found, and a run of
// those jobs.
int shim_main_queue_handle(void);
void shim_main_queue_run(void);

#endif
