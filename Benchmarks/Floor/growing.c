// A parent that forks as soon as a child's message leaves fewer idle children than it wants to spare.
#define _GNU_SOURCE
#include "floor.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <signal.h>
#include <unistd.h>

// tcp(7): of a listener, tcpi_unacked is the number of connections that wait to be accepted.
static int waiting(int listener) {
  struct tcp_info info;
  socklen_t size = sizeof info;
  memset(&info, 0, sizeof info);
  return getsockopt(listener, IPPROTO_TCP, TCP_INFO, &info, &size) < 0 ? 0 : (int)info.tcpi_unacked;
}

static void spawn(int set, int listener, const struct reply *reply, int delay_ms) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) fail("socketpair");
  pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    close(ends[0]);
    close(set);
    serve_one_by_one(listener, reply, ends[1], delay_ms);
  }
  close(ends[1]);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = ends[0]};
  if (epoll_ctl(set, EPOLL_CTL_ADD, ends[0], &event) < 0) fail("epoll_ctl");
}

_Noreturn void grow_on_message(int listener, const struct reply *reply, int spare, int most, int delay_ms) {
  int set = epoll_create1(EPOLL_CLOEXEC);
  int living = 0, busy = 0;
  struct epoll_event events[64];
  char bytes[256];
  for (;;) {
    for (int missing = spare + waiting(listener) - (living - busy); missing > 0 && living < most; missing--) {
      spawn(set, listener, reply, delay_ms);
      living++;
    }
    int ready = epoll_wait(set, events, 64, -1);
    for (int index = 0; index < ready; index++) {
      ssize_t length = read(events[index].data.fd, bytes, sizeof bytes);
      if (length <= 0) fail("read");
      for (ssize_t at = 0; at < length; at++) busy += bytes[at] == 'A' ? 1 : -1;
    }
  }
}
