#define _GNU_SOURCE
#include "CEpollShim.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <linux/openat2.h>
#include <poll.h>
#include <sys/syscall.h>
#include <ucontext.h>

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2)
#endif

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

const int shim_O_PATH = O_PATH;
const int shim_O_TMPFILE = O_TMPFILE;

int shim_find_program_address(uintptr_t address, const char **file, uintptr_t *base, const char **symbol) {
  Dl_info info;
  if (dladdr((void *)address, &info) == 0) return -1;
  *file = info.dli_fname;
  *base = (uintptr_t)info.dli_fbase;
  *symbol = info.dli_sname;
  return 0;
}

#define SHIM_MOST_IMAGES 256

struct image {
  uint64_t name;
  uintptr_t base, start, end;
};
static struct image images[SHIM_MOST_IMAGES];
static int image_count;

// FNV-1a.
static uint64_t hash_name(const char *name) {
  uint64_t hash = 0xcbf29ce484222325;
  for (; *name; name++) hash = (hash ^ (unsigned char)*name) * 0x100000001b3;
  return hash;
}

static int note_image(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  (void)context;
  for (int i = 0; i < info->dlpi_phnum && image_count < SHIM_MOST_IMAGES; i++) {
    const ElfW(Phdr) *part = &info->dlpi_phdr[i];
    if (part->p_type != PT_LOAD || !(part->p_flags & PF_X)) continue;
    uintptr_t start = info->dlpi_addr + part->p_vaddr;
    images[image_count++] = (struct image){hash_name(info->dlpi_name), info->dlpi_addr, start, start + part->p_memsz};
  }
  return 0;
}

void shim_note_images(void) {
  image_count = 0;
  dl_iterate_phdr(note_image, NULL);
}

uint64_t shim_find_image(uintptr_t address, uintptr_t *offset) {
  for (int i = 0; i < image_count; i++) {
    if (address < images[i].start || address >= images[i].end) continue;
    *offset = address - images[i].base;
    return images[i].name;
  }
  return 0;
}

struct wanted_image {
  uint64_t name;
  uintptr_t base;
};

static int is_wanted(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  struct wanted_image *wanted = context;
  if (hash_name(info->dlpi_name) != wanted->name) return 0;
  wanted->base = info->dlpi_addr;
  return 1;
}

int shim_find_image_base(uint64_t name, uintptr_t *base) {
  struct wanted_image wanted = {name, 0};
  if (dl_iterate_phdr(is_wanted, &wanted) == 0) return -1;
  *base = wanted.base;
  return 0;
}

int shim_memfd_create(const char *name) { return memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING); }

int shim_seal_size(int number) { return fcntl(number, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL); }

int shim_seal_content(int number) {
  return fcntl(number, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
}

int shim_is_size_sealed(int number) {
  int seals = fcntl(number, F_GET_SEALS);
  if (seals == -1) return -1;
  return (seals & (F_SEAL_SHRINK | F_SEAL_GROW)) == (F_SEAL_SHRINK | F_SEAL_GROW);
}

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

int shim_pidfd_getfd(int pidfd, int descriptor) {
  return (int)syscall(SYS_pidfd_getfd, pidfd, descriptor, 0);
}

int shim_pidfd_send_signal(int pidfd, int signal_number) {
  return (int)syscall(SYS_pidfd_send_signal, pidfd, signal_number, NULL, 0);
}

int shim_waitid_pidfd(int pidfd, siginfo_t *info) {
  return waitid((idtype_t)P_PIDFD, (id_t)pidfd, info, WEXITED | WNOHANG);
}

int shim_waitid_peek(siginfo_t *info) { return waitid(P_ALL, 0, info, WEXITED | WNOHANG | WNOWAIT); }
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

int shim_poll(int first, short first_events, short *first_result, int second, short second_events,
              short *second_result, int timeout_milliseconds) {
  struct pollfd set[2] = {{first, first_events, 0}, {second, second_events, 0}};
  int count = poll(set, 2, timeout_milliseconds);
  *first_result = set[0].revents;
  *second_result = set[1].revents;
  return count;
}

// The kernel takes no more in one message: SCM_MAX_FD.
#define SHIM_MOST_DESCRIPTORS 253

ssize_t shim_send_descriptors(int socket, const struct iovec *parts, size_t part_count, const int *descriptors,
                              int count) {
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(SHIM_MOST_DESCRIPTORS * sizeof(int))];
  } control;
  if (count < 0 || count > SHIM_MOST_DESCRIPTORS) {
    errno = EINVAL;
    return -1;
  }
  struct msghdr message = {.msg_iov = (struct iovec *)parts, .msg_iovlen = part_count};
  if (count > 0) {
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE((size_t)count * sizeof(int));
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN((size_t)count * sizeof(int));
    memcpy(CMSG_DATA(header), descriptors, (size_t)count * sizeof(int));
  }
  return sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

ssize_t shim_receive_descriptors(int socket, void *buffer, size_t size, int *descriptors, int room, int *count) {
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(SHIM_MOST_DESCRIPTORS * sizeof(int))];
  } control;
  struct iovec part = {.iov_base = buffer, .iov_len = size};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
  *count = 0;
  ssize_t received = recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (received == -1) return -1;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    int carried = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    for (int index = 0; index < carried; index++) {
      int descriptor;
      memcpy(&descriptor, CMSG_DATA(header) + (size_t)index * sizeof(int), sizeof descriptor);
      if (*count < room) {
        descriptors[(*count)++] = descriptor;
      } else {
        close(descriptor);
      }
    }
  }
  return received;
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

int shim_main_queue_handle(void) {
  int (*handle)(void) = (int (*)(void))dlsym(RTLD_DEFAULT, "_dispatch_get_main_queue_handle_4CF");
  return handle ? handle() : -1;
}

void shim_main_queue_run(void) {
  static void (*run)(void *);
  if (!run) run = (void (*)(void *))dlsym(RTLD_DEFAULT, "_dispatch_main_queue_callback_4CF");
  if (run) run(NULL);
}
