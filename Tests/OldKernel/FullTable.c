#define _GNU_SOURCE
#include "OldKernel.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static int refusals = 0;

void full_table_begin(int count) { refusals = count; }

int accept4(int listener, __SOCKADDR_ARG address, socklen_t *restrict length, int flags) {
  if (refusals > 0) {
    refusals--;
    errno = ENFILE;
    return -1;
  }
  return (int)syscall(SYS_accept4, listener, address.__sockaddr__, length, flags);
}
