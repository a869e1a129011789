/*
 * Records what a process writes below one folder, and what it makes durable: preloaded by test/helpers/disk-recording.ts.
 *
 * RECORD_FOLDER names the folder, RECORD_LOG the file that is appended to. A record is kind (1 byte), file (1), zeros (2),
 * length (4), offset (8), all little-endian, then as many bytes as the length says. Only LMDB's lock file, which no start
 * relies on, is left out.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { START, NAME, WRITE, WRITE_DURABLE, SYNC, TRUNCATE, SAID, UNKNOWN };
enum { FDS_MAX = 1024, FILES_MAX = 64, PATH_BYTES = 512 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_fd = -2;
static char folder[PATH_BYTES];
static char names[FILES_MAX][PATH_BYTES];
static int files = 0;
/* File + 1; 0 for what is not recorded. */
static unsigned char file_of[FDS_MAX];
static unsigned char is_durable[FDS_MAX];

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static void put(int kind, int file, uint64_t offset, const struct iovec *parts, int count) {
  struct iovec all[1 + 1024];
  unsigned char head[16] = {(unsigned char)kind, (unsigned char)file};
  uint32_t length = 0;
  for (int i = 0; i < count; i++) {
    all[i + 1] = parts[i];
    length += (uint32_t)parts[i].iov_len;
  }
  memcpy(head + 4, &length, 4);
  memcpy(head + 8, &offset, 8);
  all[0] = (struct iovec){head, sizeof head};
  if (syscall(SYS_writev, log_fd, all, count + 1) != (long)(sizeof head + length)) abort();
}

static void put_text(int kind, int file, const char *text) {
  struct iovec part = {(void *)text, strlen(text)};
  put(kind, file, 0, &part, 1);
}

static int is_recording(void) {
  if (log_fd != -2) return log_fd >= 0;
  const char *path = getenv("RECORD_LOG");
  const char *below = getenv("RECORD_FOLDER");
  log_fd = -1;
  if (!path || !below) return 0;
  snprintf(folder, sizeof folder, "%s", below);
  log_fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (log_fd < 0) abort();
  put_text(START, 0, "");
  return 1;
}

static void opened(int fd, int flags) {
  char link[64], path[PATH_BYTES];
  if (fd < 0 || fd >= FDS_MAX) return;
  pthread_mutex_lock(&lock);
  file_of[fd] = 0;
  if (is_recording()) {
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    size_t prefix = strlen(folder);
    path[length < 0 ? 0 : length] = 0;
    const char *name = path + prefix;
    int is_below = strncmp(path, folder, prefix) == 0 && (*name == '/' || *name == 0);
    if (is_below && !strstr(name, "lock.mdb")) {
      int file = 0;
      while (file < files && strcmp(names[file], name) != 0) file++;
      if (file == files) {
        if (files == FILES_MAX) abort();
        snprintf(names[files++], PATH_BYTES, "%s", name);
        put_text(NAME, file, name);
      }
      file_of[fd] = (unsigned char)(file + 1);
      is_durable[fd] = (flags & O_DSYNC) != 0;
      if (flags & O_TRUNC) put(TRUNCATE, file, 0, NULL, 0);
    }
  }
  pthread_mutex_unlock(&lock);
}

static int file_at(int fd) { return fd >= 0 && fd < FDS_MAX ? file_of[fd] - 1 : -1; }

static int mode_of(int flags, va_list rest) {
  return flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, int) : 0;
}

#define OPEN(name)                                          \
  int name(const char *path, int flags, ...) {              \
    va_list rest;                                           \
    va_start(rest, flags);                                  \
    int fd = REAL(name)(path, flags, mode_of(flags, rest)); \
    va_end(rest);                                           \
    opened(fd, flags);                                      \
    return fd;                                              \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                             \
  int name(int at, const char *path, int flags, ...) {           \
    va_list rest;                                                \
    va_start(rest, flags);                                       \
    int fd = REAL(name)(at, path, flags, mode_of(flags, rest));  \
    va_end(rest);                                                \
    opened(fd, flags);                                           \
    return fd;                                                   \
  }
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
  if (fd >= 0 && fd < FDS_MAX) file_of[fd] = 0;
  return REAL(close)(fd);
}

static void wrote(int fd, const struct iovec *parts, int count, off_t offset, ssize_t done) {
  int file = file_at(fd);
  struct iovec cut[1024];
  int used = 0;
  for (ssize_t left = done; left > 0 && used < count; used++) {
    cut[used] = parts[used];
    if ((ssize_t)cut[used].iov_len > left) cut[used].iov_len = (size_t)left;
    left -= (ssize_t)cut[used].iov_len;
  }
  if (done > 0) put(is_durable[fd] ? WRITE_DURABLE : WRITE, file, (uint64_t)offset, cut, used);
}

/* The record follows the call under one lock, so that records have the order of what they tell. */
#define RECORDED(call, fd, parts, count, offset)           \
  if (file_at(fd) < 0) return call;                        \
  pthread_mutex_lock(&lock);                               \
  off_t start = offset;                                    \
  ssize_t done = call;                                     \
  wrote(fd, parts, count, start, done);                    \
  pthread_mutex_unlock(&lock);                             \
  return done;

#define PWRITE(name)                                                        \
  ssize_t name(int fd, const void *bytes, size_t length, off_t offset) {    \
    struct iovec part = {(void *)bytes, length};                            \
    RECORDED(REAL(name)(fd, bytes, length, offset), fd, &part, 1, offset)   \
  }
PWRITE(pwrite)
PWRITE(pwrite64)

#define PWRITEV(name)                                                             \
  ssize_t name(int fd, const struct iovec *parts, int count, off_t offset) {      \
    RECORDED(REAL(name)(fd, parts, count, offset), fd, parts, count, offset)      \
  }
PWRITEV(pwritev)
PWRITEV(pwritev64)

ssize_t writev(int fd, const struct iovec *parts, int count) {
  RECORDED(REAL(writev)(fd, parts, count), fd, parts, count, lseek(fd, 0, SEEK_CUR))
}

ssize_t write(int fd, const void *bytes, size_t length) {
  struct iovec part = {(void *)bytes, length};
  if (fd == STDOUT_FILENO && log_fd >= 0) {
    pthread_mutex_lock(&lock);
    ssize_t done = REAL(write)(fd, bytes, length);
    put(SAID, 0, 0, &part, 1);
    pthread_mutex_unlock(&lock);
    return done;
  }
  RECORDED(REAL(write)(fd, bytes, length), fd, &part, 1, lseek(fd, 0, SEEK_CUR))
}

#define FLUSH(name)                                           \
  int name(int fd) {                                          \
    int file = file_at(fd);                                   \
    if (file < 0) return REAL(name)(fd);                      \
    pthread_mutex_lock(&lock);                                \
    int result = REAL(name)(fd);                              \
    if (result == 0) put(SYNC, file, 0, NULL, 0);             \
    pthread_mutex_unlock(&lock);                              \
    return result;                                            \
  }
FLUSH(fsync)
FLUSH(fdatasync)

#define CUT(name)                                                     \
  int name(int fd, off_t size) {                                      \
    int file = file_at(fd);                                           \
    if (file < 0) return REAL(name)(fd, size);                        \
    pthread_mutex_lock(&lock);                                        \
    int result = REAL(name)(fd, size);                                \
    if (result == 0) put(TRUNCATE, file, (uint64_t)size, NULL, 0);    \
    pthread_mutex_unlock(&lock);                                      \
    return result;                                                    \
  }
CUT(ftruncate)
CUT(ftruncate64)

/* What this recording does not know would make it a lie: the test looks for it. */
static void unknown(int fd, const char *what) {
  int file = file_at(fd);
  if (file < 0) return;
  pthread_mutex_lock(&lock);
  put_text(UNKNOWN, file, what);
  pthread_mutex_unlock(&lock);
}

void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
  if ((protection & PROT_WRITE) && (flags & MAP_SHARED)) unknown(fd, "mmap");
  return REAL(mmap)(at, length, protection, flags, fd, offset);
}

void *mmap64(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
  if ((protection & PROT_WRITE) && (flags & MAP_SHARED)) unknown(fd, "mmap64");
  return REAL(mmap64)(at, length, protection, flags, fd, offset);
}

int fallocate(int fd, int mode, off_t offset, off_t length) {
  unknown(fd, "fallocate");
  return REAL(fallocate)(fd, mode, offset, length);
}

int posix_fallocate(int fd, off_t offset, off_t length) {
  unknown(fd, "posix_fallocate");
  return REAL(posix_fallocate)(fd, offset, length);
}
