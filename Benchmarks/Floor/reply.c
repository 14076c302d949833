#define _GNU_SOURCE
#include "floor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>

static const char body[] = "Hello, world\n";

void prepare_reply(struct reply *reply, const char *path, bool close) {
  struct stat status;
  reply->close = close;
  reply->file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (path && (reply->file < 0 || fstat(reply->file, &status) < 0)) fail("open");
  reply->file_size = path ? status.st_size : 0;
  char one[256];
  int length = snprintf(one, sizeof one,
                        "HTTP/1.1 200 OK\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT\r\nContent-Type: text/plain\r\n"
                        "Content-Length: %lld\r\n%s\r\n%s",
                        (long long)(path ? status.st_size : (off_t)sizeof body - 1),
                        close ? "Connection: close\r\n" : "", path ? "" : body);
  reply->one = (size_t)length;
  reply->most = path ? 1 : sizeof reply->batch / reply->one;
  for (size_t number = 0; number < reply->most; number++)
    memcpy(reply->batch + number * reply->one, one, reply->one);
}

// Each blank line ends a request: a GET has no body. A blank line may come in pieces.
void count_requests(struct debt *debt, const char *bytes, size_t length) {
  const char *end = bytes + length;
  while (bytes < end) {
    if (debt->matched == 0 && !(bytes = memchr(bytes, '\r', (size_t)(end - bytes)))) return;
    char byte = *bytes++;
    debt->matched = byte == "\r\n\r\n"[debt->matched] ? debt->matched + 1 : byte == '\r';
    if (debt->matched == 4) {
      debt->matched = 0;
      debt->answers++;
    }
  }
}

static enum progress stuck(void) { return errno == EAGAIN ? BLOCKED : FAILED; }

static enum progress pay_from_memory(struct debt *debt, const struct reply *reply, int connection) {
  while (debt->answers > 0) {
    size_t now = debt->answers < reply->most ? debt->answers : reply->most;
    size_t start = (size_t)debt->offset;
    int flags = MSG_NOSIGNAL | (reply->joining ? MSG_MORE : 0);
    ssize_t sent = send(connection, reply->batch + start, now * reply->one - start, flags);
    if (sent < 0) return stuck();
    size_t reached = start + (size_t)sent;
    debt->answers -= (uint32_t)(reached / reply->one);
    debt->offset = (off_t)(reached % reply->one);
  }
  return DONE;
}

static enum progress pay_from_file(struct debt *debt, const struct reply *reply, int connection) {
  while (debt->answers > 0) {
    if (!debt->head_sent) {
      ssize_t sent = send(connection, reply->batch, reply->one, MSG_NOSIGNAL | MSG_MORE);
      if (sent < 0) return stuck();
      if ((size_t)sent < reply->one) return FAILED;
      debt->head_sent = true;
    }
    while (debt->offset < reply->file_size) {
      ssize_t sent = sendfile(connection, reply->file, &debt->offset, (size_t)(reply->file_size - debt->offset));
      if (sent < 0) return stuck();
      if (sent == 0) return FAILED;
    }
    debt->head_sent = false;
    debt->offset = 0;
    debt->answers--;
  }
  return DONE;
}

enum progress pay(struct debt *debt, const struct reply *reply, int connection) {
  return reply->file < 0 ? pay_from_memory(debt, reply, connection) : pay_from_file(debt, reply, connection);
}
