// Lets a parent fork under valgrind 3.19, which does not know pidfd_open(2): preloaded, it hands out an eventfd that
// never becomes ready. Nothing is counted in the parent, and its children are stopped by signals, not by it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdarg.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

long syscall(long number, ...) {
  long value[6];
  va_list arguments;
  va_start(arguments, number);
  for (int index = 0; index < 6; index++) value[index] = va_arg(arguments, long);
  va_end(arguments);
  if (number == SYS_pidfd_open) return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  static long (*next)(long, ...);
  if (!next) next = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
  return next(number, value[0], value[1], value[2], value[3], value[4], value[5]);
}
