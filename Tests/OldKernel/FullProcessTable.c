#define _GNU_SOURCE
#include "OldKernel.h"

#include <dlfcn.h>
#include <errno.h>
#include <unistd.h>

static int successes = 0;
static int failures = 0;

void full_process_table_begin(int after, int count) {
  successes = after;
  failures = count;
}

pid_t fork(void) {
  if (successes > 0) {
    successes--;
  } else if (failures > 0) {
    errno = failures-- % 2 == 0 ? EAGAIN : ENOMEM;
    return -1;
  }
  pid_t (*genuine)(void) = (pid_t (*)(void))dlsym(RTLD_NEXT, "fork");
  return genuine();
}
