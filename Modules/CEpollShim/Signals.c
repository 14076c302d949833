// Effects of signals, and what handlers of crashes may call.
#define _GNU_SOURCE
#include "CEpollShim.h"

#include <errno.h>
#include <sys/syscall.h>
#include <ucontext.h>

int shim_signal_reset(int signal_number) { return signal(signal_number, SIG_DFL) == SIG_ERR ? -1 : 0; }

int shim_signal_ignore(int signal_number) { return signal(signal_number, SIG_IGN) == SIG_ERR ? -1 : 0; }

int shim_signal_is_ignored(int signal_number) {
  struct sigaction present;
  if (sigaction(signal_number, NULL, &present) == -1) return -1;
  return present.sa_handler == SIG_IGN;
}

static pid_t signals_go_to;

static void forward(int signal_number, siginfo_t *info, void *context) {
  (void)context;
  int saved = errno;
  siginfo_t copy;
  memset(&copy, 0, sizeof copy);
  copy.si_signo = signal_number;
  // The kernel's own codes cannot be passed on (rt_sigqueueinfo(2)); the value tells.
  copy.si_code = SI_QUEUE;
  copy.si_pid = info->si_pid;
  copy.si_uid = info->si_uid;
  copy.si_value.sival_int = info->si_code == SI_KERNEL ? shim_FROM_KERNEL : 0;
  if (syscall(SYS_gettid) != signals_go_to) {
    syscall(SYS_rt_tgsigqueueinfo, getpid(), signals_go_to, signal_number, &copy);
  }
  errno = saved;
}

int shim_signal_forward_to_this_thread(int signal_number) {
  signals_go_to = (pid_t)syscall(SYS_gettid);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = forward;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigfillset(&action.sa_mask);
  return sigaction(signal_number, &action, NULL);
}

int shim_signal_handle_once(int signal_number, void (*handler)(int, siginfo_t *, void *), struct sigaction *previous) {
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESETHAND | SA_NODEFER};
  sigemptyset(&action.sa_mask);
  return sigaction(signal_number, &action, previous);
}

int shim_signal_restore(int signal_number, const struct sigaction *previous) {
  return sigaction(signal_number, previous, NULL);
}

int shim_use_alternate_stack(void *memory, size_t size) {
  stack_t stack = {.ss_sp = memory, .ss_size = size};
  return sigaltstack(&stack, NULL);
}

void shim_die_of(int signal_number) {
  sigset_t set;
  signal(signal_number, SIG_DFL);
  sigemptyset(&set);
  sigaddset(&set, signal_number);
  sigprocmask(SIG_UNBLOCK, &set, NULL);
  raise(signal_number);
  _exit(128 + signal_number);
}

uintptr_t shim_interrupted_instruction(const void *context) {
#if defined(__x86_64__)
  return (uintptr_t)((const ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
  return (uintptr_t)((const ucontext_t *)context)->uc_mcontext.pc;
#else
  (void)context;
  return 0;
#endif
}
