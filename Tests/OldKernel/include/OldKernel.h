// Stands in for a kernel before Linux 4.5, or for one whose table of open files or processes is full, in the program it
// is linked into: its epoll_ctl, accept4 and fork take the place of glibc's.

#ifndef OLDKERNEL_H
#define OLDKERNEL_H

// From here on epoll_ctl(2) refuses EPOLLEXCLUSIVE with EINVAL, as a kernel that does not know the flag does.
void old_kernel_begin(void);

// The next `count` calls of accept4(2) in this process, or in each that it forks, fail with ENFILE.
void full_table_begin(int count);

// After that many calls of fork(2) the next `count` fail, with EAGAIN and ENOMEM in turn.
void full_process_table_begin(int after, int count);

#endif
