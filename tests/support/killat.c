/* A shim (LD_PRELOAD) that ends a program at a chosen one of its writes to files, as kill -9 or a failing machine might, and
 * counts them. What counts is what can change a regular file or a name: write, pwrite, writev, ftruncate, truncate, fsync,
 * rename, link, symlink, unlink, remove, rmdir and mkdir. Files that are opened to be made, and what is renamed, are in the
 * log, too.
 *
 *   KILL_AT=N      dies (SIGKILL) before the N-th
 *   KILL_FROM=TEXT counts from the first on that has a file with this in its name
 *   KILL_TORN=1    writes half of it first, if it is a write
 *   KILL_LOG=FILE  appends a line for each: number, what, on which file; with 0 what does not count
 *   SLOW_FSYNC=MS  every fsync of a file takes that much longer, so that kills from outside often find a file half-way
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static long counted;
static int counts;

static long number_of(const char* variable) {
  const char* value = getenv(variable);
  return value != NULL ? atol(value) : 0;
}

static void* next(const char* name) { return dlsym(RTLD_NEXT, name); }

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

static ssize_t write_through(int file, const void* bytes, size_t size) {
  return ((ssize_t (*)(int, const void*, size_t))next("write"))(file, bytes, size);
}

static void note(long number, const char* what, const char* name) {
  const char* log = getenv("KILL_LOG");
  if (log == NULL) return;
  char line[4400];
  const int length = snprintf(line, sizeof line, "%ld %s %s\n", number, what, name);
  const int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;
  const int file = ((int (*)(const char*, int, ...))next("open64"))(log, flags, 0666);
  if (file >= 0 && write_through(file, line, (size_t)length) > 0) close(file);
}

/* Whether this is the one to die at. */
static int is_due(const char* what, const char* name) {
  const char* from = getenv("KILL_FROM");
  if (from != NULL && strstr(name, from) != NULL) __atomic_store_n(&counts, 1, __ATOMIC_SEQ_CST);
  if (from != NULL && !__atomic_load_n(&counts, __ATOMIC_SEQ_CST)) return 0;
  const long number = __atomic_add_fetch(&counted, 1, __ATOMIC_SEQ_CST);
  note(number, what, name);
  return number == number_of("KILL_AT");
}

static int is_due_on(int file, const char* what) {
  struct stat status;
  if (file <= 2 || fstat(file, &status) != 0 || !(S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))) return 0;
  char link[64], name[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t length = readlink(link, name, sizeof name - 1);
  name[length > 0 ? length : 0] = '\0';
  return is_due(what, name);
}

static int is_torn(void) { return number_of("KILL_TORN") == 1; }

ssize_t write(int file, const void* bytes, size_t size) {
  if (is_due_on(file, "write")) {
    if (is_torn()) write_through(file, bytes, size / 2);
    die();
  }
  return write_through(file, bytes, size);
}

ssize_t writev(int file, const struct iovec* pieces, int count) {
  if (is_due_on(file, "writev")) die();
  return ((ssize_t (*)(int, const struct iovec*, int))next("writev"))(file, pieces, count);
}

ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t place) {
  ssize_t (*const real)(int, const void*, size_t, off64_t) = next("pwrite64");
  if (is_due_on(file, "pwrite")) {
    if (is_torn()) real(file, bytes, size / 2, place);
    die();
  }
  return real(file, bytes, size, place);
}
ssize_t pwrite(int file, const void* bytes, size_t size, off_t place) { return pwrite64(file, bytes, size, place); }

int ftruncate64(int file, off64_t size) {
  if (is_due_on(file, "ftruncate")) die();
  return ((int (*)(int, off64_t))next("ftruncate64"))(file, size);
}
int ftruncate(int file, off_t size) { return ftruncate64(file, size); }

int truncate64(const char* name, off64_t size) {
  if (is_due("truncate", name)) die();
  return ((int (*)(const char*, off64_t))next("truncate64"))(name, size);
}
int truncate(const char* name, off_t size) { return truncate64(name, size); }

int fsync(int file) {
  if (is_due_on(file, "fsync")) die();
  const long slow = number_of("SLOW_FSYNC");
  const struct timespec pause = {slow / 1000, slow % 1000 * 1000000};
  struct stat status;
  if (slow > 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode)) nanosleep(&pause, NULL);
  return ((int (*)(int))next("fsync"))(file);
}

static int opened(const char* name, int flags, va_list rest) {
  const int makes = flags & O_CREAT, has_mode = makes || (flags & O_TMPFILE) == O_TMPFILE;
  if (makes) note(0, "open", name);
  return ((int (*)(const char*, int, ...))next("open64"))(name, flags, has_mode ? va_arg(rest, mode_t) : 0);
}

int open64(const char* name, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const int file = opened(name, flags, rest);
  va_end(rest);
  return file;
}

int open(const char* name, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const int file = opened(name, flags, rest);
  va_end(rest);
  return file;
}

FILE* fopen64(const char* name, const char* mode) {
  if (mode[0] != 'r') note(0, "open", name);
  return ((FILE * (*)(const char*, const char*)) next("fopen64"))(name, mode);
}
FILE* fopen(const char* name, const char* mode) { return fopen64(name, mode); }

int link(const char* from, const char* to) {
  if (is_due("link", to)) die();
  return ((int (*)(const char*, const char*))next("link"))(from, to);
}

int symlink(const char* to, const char* name) {
  if (is_due("symlink", name)) die();
  return ((int (*)(const char*, const char*))next("symlink"))(to, name);
}

int rmdir(const char* name) {
  if (is_due("rmdir", name)) die();
  return ((int (*)(const char*))next("rmdir"))(name);
}

int rename(const char* from, const char* to) {
  note(0, "rename from", from);
  if (is_due("rename", to)) die();
  return ((int (*)(const char*, const char*))next("rename"))(from, to);
}

int unlink(const char* name) {
  if (is_due("unlink", name)) die();
  return ((int (*)(const char*))next("unlink"))(name);
}

int remove(const char* name) {
  if (is_due("remove", name)) die();
  return ((int (*)(const char*))next("remove"))(name);
}

int mkdir(const char* name, mode_t mode) {
  if (is_due("mkdir", name)) die();
  return ((int (*)(const char*, mode_t))next("mkdir"))(name, mode);
}
