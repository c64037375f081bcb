/* Loaded before the C library (LD_PRELOAD), makes allocation number FAIL_ALLOCATION fail. Counts
 * the allocations made by the program's own code, or all if FAIL_LIBRARIES is set. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static struct {
    atomic_long calls;
    long fails; /* 0: none */
    bool libraries, ready;
    uintptr_t begin, end; /* of the program's code */
} state;

static int note_program(struct dl_phdr_info *info, size_t size, void *context) {
    (void)size, (void)context;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type == PT_LOAD && part->p_flags & PF_X) {
            state.begin = info->dlpi_addr + part->p_vaddr;
            state.end = state.begin + part->p_memsz;
        }
    }
    return 1; /* the program is listed first */
}

__attribute__((constructor)) static void begin(void) {
    const char *number = getenv("FAIL_ALLOCATION");
    dl_iterate_phdr(note_program, NULL);
    state.libraries = getenv("FAIL_LIBRARIES") != NULL;
    state.fails = number ? strtol(number, NULL, 10) : 0;
    state.ready = true;
}

/* Creates the file FAIL_REPORT, which shows that an allocation was made to fail. */
static void report(void) {
    const char *path = getenv("FAIL_REPORT");
    int file = path ? open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0644) : -1;
    if (file >= 0)
        close(file);
}

static bool fails(const void *caller) {
    uintptr_t address = (uintptr_t)caller;
    bool own = address >= state.begin && address < state.end;
    if (!state.ready || !(own || state.libraries))
        return false;
    if (atomic_fetch_add(&state.calls, 1) + 1 != state.fails)
        return false;
    report();
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size) {
    return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    return fails(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
    return fails(__builtin_return_address(0)) ? NULL : __libc_realloc(block, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    return fails(__builtin_return_address(0)) ? NULL : __libc_memalign(alignment, size);
}

char *strdup(const char *text) {
    size_t size = strlen(text) + 1;
    char *copy = fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    if (fails(__builtin_return_address(0)))
        return ENOMEM;
    *block = __libc_memalign(alignment, size);
    return *block ? 0 : ENOMEM;
}
