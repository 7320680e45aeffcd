// How often the program asked for memory between two calls, on all its threads.

#pragma once

#include <stddef.h>

void allocations_start(void);
long allocations_stop(void);
int allocations_are_counted(void);

/// The most bytes that it asked for at once between the two.
size_t allocations_largest(void);
