// One connection at a time in each child, and a parent that hears of it or does not.
#define _GNU_SOURCE
#include "floor.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void serve(int connection, const struct reply *reply, int delay_ms) {
  char input[16384];
  struct debt debt = {0};
  struct timespec delay = {delay_ms / 1000, delay_ms % 1000 * 1000000L};
  for (;;) {
    ssize_t length = recv(connection, input, sizeof input, 0);
    if (length <= 0) return;
    count_requests(&debt, input, (size_t)length);
    if (debt.answers == 0) continue;
    if (delay_ms > 0) nanosleep(&delay, NULL);
    if (pay(&debt, reply, connection) != DONE || reply->close) return;
  }
}

_Noreturn void serve_one_by_one(int listener, const struct reply *reply, int report, int delay_ms) {
  int set = wait_on_listener(listener);
  struct epoll_event event;
  for (;;) {
    if (epoll_wait(set, &event, 1, -1) < 1) continue;
    int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (connection < 0) continue;
    if (report >= 0 && write(report, "A", 1) != 1) fail("write");
    serve(connection, reply, delay_ms);
    close(connection);
    if (report >= 0 && write(report, "E", 1) != 1) fail("write");
  }
}

_Noreturn void watch_reports(const int *ends, int count) {
  int set = epoll_create1(EPOLL_CLOEXEC);
  for (int index = 0; index < count; index++) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = ends[index]};
    if (epoll_ctl(set, EPOLL_CTL_ADD, ends[index], &event) < 0) fail("epoll_ctl");
  }
  struct epoll_event events[64];
  char bytes[256];
  for (;;) {
    int ready = epoll_wait(set, events, 64, -1);
    for (int index = 0; index < ready; index++)
      if (read(events[index].data.fd, bytes, sizeof bytes) <= 0) fail("read");
  }
}
