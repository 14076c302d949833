#define _GNU_SOURCE
#include "CEpollShim.h"

// The same on every architecture, for the calls are younger than the common table.
enum { landlock_create_ruleset = 444, landlock_add_rule = 445, landlock_restrict_self = 446 };

int shim_landlock_abi(void) { return (int)syscall(landlock_create_ruleset, NULL, 0, 1); }

int shim_landlock_create_ruleset(const struct shim_landlock_rights *handled) {
  return (int)syscall(landlock_create_ruleset, handled, sizeof *handled, 0);
}

int shim_landlock_allow_beneath(int ruleset, int file, uint64_t rights) {
  struct {
    uint64_t allowed_access;
    int32_t parent_fd;
  } __attribute__((packed)) rule = {rights, file};
  return (int)syscall(landlock_add_rule, ruleset, 1, &rule, 0);
}

int shim_landlock_restrict_self(int ruleset) { return (int)syscall(landlock_restrict_self, ruleset, 0); }
