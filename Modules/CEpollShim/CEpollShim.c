#define _GNU_SOURCE
#include "CEpollShim.h"

#include <errno.h>
#include <linux/openat2.h>
#include <poll.h>
#include <sys/syscall.h>

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

const int shim_O_PATH = O_PATH;
const int shim_O_TMPFILE = O_TMPFILE;

int shim_memfd_create(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

int shim_signal_reset(int signal_number) { return signal(signal_number, SIG_DFL) == SIG_ERR ? -1 : 0; }

int shim_signal_ignore(int signal_number) { return signal(signal_number, SIG_IGN) == SIG_ERR ? -1 : 0; }

int shim_signal_is_ignored(int signal_number) {
  struct sigaction present;
  if (sigaction(signal_number, NULL, &present) == -1) return -1;
  return present.sa_handler == SIG_IGN;
}

int shim_accept4(int listener, struct sockaddr *address, socklen_t *length, int flags) {
  return accept4(listener, address, length, flags);
}

int shim_openat2_beneath(int directory, const char *path, int flags) {
  struct open_how how = {.flags = (uint64_t)flags, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
  return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

int shim_close_range(unsigned int first, unsigned int last) {
  return (int)syscall(SYS_close_range, first, last, 0);
}

int shim_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int shim_pidfd_send_signal(int pidfd, int signal_number) {
  return (int)syscall(SYS_pidfd_send_signal, pidfd, signal_number, NULL, 0);
}

int shim_waitid_pidfd(int pidfd, siginfo_t *info) {
  return waitid((idtype_t)P_PIDFD, (id_t)pidfd, info, WEXITED | WNOHANG);
}

static void write_decimal(char *text, unsigned int number) {
  char digits[12];
  int count = 0;
  do {
    digits[count++] = (char)('0' + number % 10);
    number /= 10;
  } while (number > 0);
  while (count > 0) *text++ = digits[--count];
  *text = 0;
}

int shim_execute(const char *path, char *const argv[], char *const envp[], char *pid_text, int *numbers, int count) {
  const int first = 3;
  sigset_t none;
  sigemptyset(&none);
  if (sigprocmask(SIG_SETMASK, &none, NULL) == -1) return errno;
  // First out of the way of each other, then to their places: dup2(2) leaves the copy open across execve(2).
  for (int i = 0; i < count; i++) {
    numbers[i] = fcntl(numbers[i], F_DUPFD_CLOEXEC, first + count);
    if (numbers[i] == -1) return errno;
  }
  for (int i = 0; i < count; i++) {
    if (dup2(numbers[i], first + i) == -1) return errno;
  }
  write_decimal(pid_text, (unsigned int)getpid());
  execve(path, argv, envp);
  return errno;
}

int shim_poll(int first, short first_events, short *first_result, int second, short second_events,
              short *second_result, int timeout_milliseconds) {
  struct pollfd set[2] = {{first, first_events, 0}, {second, second_events, 0}};
  int count = poll(set, 2, timeout_milliseconds);
  *first_result = set[0].revents;
  *second_result = set[1].revents;
  return count;
}
