// What the fuzzers use of libFuzzer and of the address sanitizer's allocator.

#ifndef CFUZZER_H
#define CFUZZER_H

#include <stddef.h>
#include <stdint.h>

/// libFuzzer without its own main: runs `target` as the arguments say, and returns the status to exit with.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*target)(const uint8_t *bytes, size_t count));

/// Counts from here on what this thread allocates.
void fuzz_count_from_here(void);

/// The most bytes that this thread held at one time since counting began, beyond those that it held then.
size_t fuzz_peak_bytes(void);

/// How many allocations this thread made since counting began.
size_t fuzz_allocations(void);

/// Aborts when the program takes that many seconds of processor time from here on; 0 takes the limit back.
void fuzz_limit_processor_seconds(int seconds);

#endif
