#define _GNU_SOURCE
#include "OldKernel.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

static int is_old = 0;

void old_kernel_begin(void) { is_old = 1; }

int epoll_ctl(int epoll, int operation, int descriptor, struct epoll_event *event) {
  if (is_old && event != NULL && (event->events & (uint32_t)EPOLLEXCLUSIVE)) {
    errno = EINVAL;
    return -1;
  }
  return (int)syscall(SYS_epoll_ctl, epoll, operation, descriptor, event);
}
