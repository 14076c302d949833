#define _GNU_SOURCE
#include "CEpollShim.h"

#include <dlfcn.h>
#include <errno.h>
#include <linux/openat2.h>
#include <poll.h>
#include <sys/syscall.h>

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

const int shim_O_PATH = O_PATH;
const int shim_O_TMPFILE = O_TMPFILE;

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

int shim_main_queue_handle(void) {
  int (*handle)(void) = (int (*)(void))dlsym(RTLD_DEFAULT, "_dispatch_get_main_queue_handle_4CF");
  return handle ? handle() : -1;
}

void shim_main_queue_run(void) {
  static void (*run)(void *);
  if (!run) run = (void (*)(void *))dlsym(RTLD_DEFAULT, "_dispatch_main_queue_callback_4CF");
  if (run) run(NULL);
}
