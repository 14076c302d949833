// floor MODEL PORT CHILDREN keep|close[-deferred][-joining] [FILE]
// joining: the end of the stream leaves in the answer's segment.
// MODEL: events, spreading (the same, connections spread over the children), classic (reports nothing),
// reporting (a byte at each change) or growing (forks on the message;
// CHILDREN is then the number to spare, at most 256 live, and each request blocks 50 ms).
#define _GNU_SOURCE
#include "floor.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

_Noreturn void fail(const char *call) {
  perror(call);
  exit(1);
}

int open_listener(int port, int backlog) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int one = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);  // accepted connections inherit it
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
  if (listen(listener, backlog) < 0) fail("listen");
  return listener;
}

int wait_on_listener(int listener) {
  int set = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN | EPOLLEXCLUSIVE, .data.fd = listener};
  if (set < 0 || epoll_ctl(set, EPOLL_CTL_ADD, listener, &event) < 0) fail("epoll_ctl");
  return set;
}

int main(int count, char **arguments) {
  if (count < 5) {
    fprintf(stderr, "usage: floor events|spreading|classic|reporting|growing PORT CHILDREN keep|close[-deferred][-joining] [FILE]\n");
    return 2;
  }
  const char *model = arguments[1];
  int children = atoi(arguments[3]);
  bool spreading = !strcmp(model, "spreading");
  bool reporting = !strcmp(model, "reporting");
  static struct reply reply;
  prepare_reply(&reply, count > 5 ? arguments[5] : NULL, !strncmp(arguments[4], "close", 5));
  reply.joining = strstr(arguments[4], "-joining") != NULL;
  int listener = open_listener(atoi(arguments[2]), 4096);
  int second = 1;
  if (strstr(arguments[4], "-deferred")) setsockopt(listener, IPPROTO_TCP, TCP_DEFER_ACCEPT, &second, sizeof second);
  signal(SIGPIPE, SIG_IGN);
  if (!strcmp(model, "growing")) grow_on_message(listener, &reply, children, 256, 50);

  int *reports = calloc((size_t)children, sizeof *reports);
  for (int index = 0; index < children; index++) {
    int ends[2] = {-1, -1};
    if (reporting && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) fail("socketpair");
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (spreading || !strcmp(model, "events")) serve_events(listener, &reply, spreading);
      serve_one_by_one(listener, &reply, ends[1], 0);
    }
    if (reporting) close(ends[1]);
    reports[index] = ends[0];
  }
  if (reporting) watch_reports(reports, children);
  for (;;)
    if (wait(NULL) < 0) return 1;
}
