/* SPDX-License-Identifier: Apache-2.0
 *
 * The wall clock that a process sees, moved by as many seconds as the file named by WALL_CLOCK holds
 * (eight bytes of this machine's order). Loaded before the C library (LD_PRELOAD); the monotonic
 * clock and every wait stay as they are, which is why this is not libfaketime: under that a JVM's
 * timed waits return at once. Native code that waits until a time of the wall clock (a thread of
 * RocksDB's) waits by the machine's, so that it spins where this one is behind.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>

static const volatile int64_t *seconds;
static int (*real)(clockid_t, struct timespec *);

__attribute__((constructor)) static void open_offset(void) {
  real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  const char *name = getenv("WALL_CLOCK");
  int file = name ? open(name, O_RDONLY) : -1;
  void *page = file < 0 ? MAP_FAILED : mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
  if (!real || page == MAP_FAILED) {
    abort();
  }
  seconds = page;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  if (!real) {
    open_offset();
  }
  int failed = real(clock, now);
  if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    now->tv_sec += *seconds;
  }
  return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  (void)zone;
  struct timespec exact;
  int failed = clock_gettime(CLOCK_REALTIME, &exact);
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return failed;
}

time_t time(time_t *now) {
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  if (now) {
    *now = exact.tv_sec;
  }
  return exact.tv_sec;
}
