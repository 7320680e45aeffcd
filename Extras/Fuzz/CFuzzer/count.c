// Counting what one thread allocates, by the hooks that the address sanitizer's allocator offers.

#include "CFuzzer.h"

int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void *, size_t),
                                              void (*on_free)(const volatile void *));
size_t __sanitizer_get_allocated_size(const volatile void *pointer);

static _Thread_local int counting;
static _Thread_local size_t allocations;
static _Thread_local long long held, peak;

static void on_malloc(const volatile void *pointer, size_t size) {
    if (!counting || !pointer) return;
    allocations++;
    held += (long long)size;
    if (held > peak) peak = held;
}

static void on_free(const volatile void *pointer) {
    if (!counting || !pointer) return;
    held -= (long long)__sanitizer_get_allocated_size(pointer);
}

__attribute__((constructor)) static void install(void) {
    __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free);
}

void fuzz_count_from_here(void) {
    allocations = 0;
    held = 0;
    peak = 0;
    counting = 1;
}

size_t fuzz_peak_bytes(void) {
    counting = 0;
    return (size_t)peak;
}

size_t fuzz_allocations(void) { return allocations; }
