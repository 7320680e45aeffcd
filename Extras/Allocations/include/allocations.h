// How often the program asked for memory between two calls, on all its threads.

#pragma once

void allocations_start(void);
long allocations_stop(void);
int allocations_are_counted(void);
