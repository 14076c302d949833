// The floor: the least that a pre-forked server on Linux can do for an answer. Not a server: it trusts its client.
#ifndef FLOOR_H
#define FLOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// What one connection is owed. A connection that is all zeros has nothing outstanding.
struct debt {
  uint32_t answers;   // requests read and not yet answered
  uint8_t matched;    // bytes of the blank line seen at the end of what was read
  bool head_sent;     // of the file answer in hand
  bool writing;       // waits for room, not for requests
  off_t offset;       // into the file, of the answer in hand
};

struct reply {
  bool close;         // one request per connection
  bool joining;       // whose end is not sent apart from the answer
  int file;           // sent after the head, or -1
  off_t file_size;
  char batch[64 * 256];  // the head, or head and body, many times over
  size_t one;            // bytes of one of them
  size_t most;           // how many stand in the batch
};

enum progress { DONE, BLOCKED, FAILED };

void prepare_reply(struct reply *reply, const char *path, bool close);
void count_requests(struct debt *debt, const char *bytes, size_t length);
enum progress pay(struct debt *debt, const struct reply *reply, int connection);

int open_listener(int port, int backlog);
int wait_on_listener(int listener);  // an epoll descriptor that holds the listener alone, exclusively
_Noreturn void fail(const char *call);

// spreading: each connection goes to another child, as far as none is busy; else one child may have them all.
_Noreturn void serve_events(int listener, const struct reply *reply, bool spreading);
// report: the end of a socketpair that gets a byte at each accept and each close, or -1 to say nothing.
_Noreturn void serve_one_by_one(int listener, const struct reply *reply, int report, int delay_ms);
_Noreturn void watch_reports(const int *ends, int count);
_Noreturn void grow_on_message(int listener, const struct reply *reply, int spare, int most, int delay_ms);

#endif
