// Many connections in one child: one epoll set, the listener in it exclusively.
#define _GNU_SOURCE
#include "floor.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DESCRIPTORS = 1 << 16 };
static struct debt debts[DESCRIPTORS];
static char input[65536];

static void watch(int set, int operation, int connection, uint32_t events) {
  struct epoll_event event = {.events = events, .data.fd = connection};
  if (epoll_ctl(set, operation, connection, &event) < 0) fail("epoll_ctl");
}

static void end(int connection) {
  debts[connection] = (struct debt){0};
  close(connection);
}

// The queue of the listener's exclusive waiters: whoever stands first is woken, as long as it sleeps.
static void go_to_the_end(int set, int listener) {
  watch(set, EPOLL_CTL_DEL, listener, 0);
  watch(set, EPOLL_CTL_ADD, listener, EPOLLIN | EPOLLEXCLUSIVE);
}

static void accept_one(int set, int listener, bool spreading) {
  int connection = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (connection < 0) return;
  if (connection >= DESCRIPTORS) {
    close(connection);
    return;
  }
  watch(set, EPOLL_CTL_ADD, connection, EPOLLIN);
  if (spreading) go_to_the_end(set, listener);
}

static void serve(int set, const struct reply *reply, int connection) {
  struct debt *debt = &debts[connection];
  if (!debt->writing) {
    ssize_t length = recv(connection, input, sizeof input, 0);
    if (length < 0 && errno == EAGAIN) return;
    if (length <= 0) return end(connection);
    count_requests(debt, input, (size_t)length);
    if (debt->answers == 0) return;
  }
  switch (pay(debt, reply, connection)) {
  case FAILED:
    return end(connection);
  case BLOCKED:
    if (!debt->writing) watch(set, EPOLL_CTL_MOD, connection, EPOLLOUT);
    debt->writing = true;
    return;
  case DONE:
    if (reply->close) return end(connection);
    if (debt->writing) watch(set, EPOLL_CTL_MOD, connection, EPOLLIN);
    debt->writing = false;
  }
}

_Noreturn void serve_events(int listener, const struct reply *reply, bool spreading) {
  int set = wait_on_listener(listener);
  struct epoll_event events[256];
  for (;;) {
    int count = epoll_wait(set, events, 256, -1);
    for (int index = 0; index < count; index++) {
      int descriptor = events[index].data.fd;
      if (descriptor == listener)
        accept_one(set, listener, spreading);
      else
        serve(set, reply, descriptor);
    }
  }
}
