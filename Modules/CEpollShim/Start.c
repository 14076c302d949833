// From fork(2) to execve(2), with what is safe between the two; signal-safety(7).
#define _GNU_SOURCE
#include "CEpollShim.h"

#include <errno.h>
#include <sys/syscall.h>

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2)
#endif

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

// In the new process. Returns an errno, or not at all.
static int become(const struct shim_program *program) {
  const int first = 3;
  // Effects that are ignored stay so across execve(2), handlers do not. Ignored before they are unblocked.
  for (int i = 0; i < program->ignored_count; i++) {
    if (signal(program->ignored[i], SIG_IGN) == SIG_ERR) return errno;
  }
  sigset_t none;
  sigemptyset(&none);
  if (sigprocmask(SIG_SETMASK, &none, NULL) == -1) return errno;
  // First out of the way of each other, then to their places: dup2(2) leaves the copy open across execve(2).
  for (int i = 0; i < program->count; i++) {
    program->numbers[i] = fcntl(program->numbers[i], F_DUPFD_CLOEXEC, first + program->count);
    if (program->numbers[i] == -1) return errno;
  }
  for (int i = 0; i < program->count; i++) {
    if (dup2(program->numbers[i], first + i) == -1) return errno;
  }
  if (program->is_child) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == -1) return errno;
    // Of one thread, and kept across execve(2): here it counts for all that the program will start.
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1) return errno;
    // What others opened without O_CLOEXEC. A kernel before 5.11 does not know the flag; all of our own have it.
    syscall(SYS_close_range, (unsigned int)(first + program->count), ~0U, CLOSE_RANGE_CLOEXEC);
  }
  if (program->pid_text != NULL) write_decimal(program->pid_text, (unsigned int)getpid());
  execve(program->path, program->argv, program->envp);
  return errno;
}

pid_t shim_start(const struct shim_program *program) {
  pid_t child = fork();
  if (child != 0) return child;
  int reason = become(program);
  // By its new number: another may lie at the old one.
  ssize_t told = write(program->numbers[program->count - 1], &program->failure, 1);
  // Who cannot be told learns it from the exit code.
  (void)told;
  _exit(reason);
}
