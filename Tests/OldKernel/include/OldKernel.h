// Stands in for a kernel before Linux 4.5 in the program it is linked into: its epoll_ctl takes the place of glibc's.

#ifndef OLDKERNEL_H
#define OLDKERNEL_H

// From here on epoll_ctl(2) refuses EPOLLEXCLUSIVE with EINVAL, as a kernel that does not know the flag does.
void old_kernel_begin(void);

#endif
