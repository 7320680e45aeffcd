// Counts what the program allocates, by standing before the C library's allocator. glibc alone has these inner names.

#include "allocations.h"

#include <stdatomic.h>
#include <stddef.h>

static atomic_bool counting;
static atomic_long count;
static atomic_size_t largest;

static inline void note(size_t size) {
    if (__builtin_expect(atomic_load_explicit(&counting, memory_order_relaxed), 0)) {
        atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);
        if (size > atomic_load_explicit(&largest, memory_order_relaxed)) atomic_store(&largest, size);
    }
}

void allocations_start(void) {
    atomic_store(&count, 0);
    atomic_store(&largest, 0);
    atomic_store(&counting, 1);
}

long allocations_stop(void) {
    atomic_store(&counting, 0);
    return atomic_load(&count);
}

size_t allocations_largest(void) { return atomic_load(&largest); }

#ifdef __GLIBC__
int allocations_are_counted(void) { return 1; }

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t number, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) {
    note(size);
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    note(number * size);
    return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
    note(size);
    return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    note(size);
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    note(size);
    *result = __libc_memalign(alignment, size);
    return *result == NULL ? 12 : 0;
}
#else
int allocations_are_counted(void) { return 0; }
#endif
