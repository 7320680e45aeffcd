// Ending an input that takes too long, counted in processor time: time on the wall would blame an input for a machine
// that is busy or stands still.

#include "CFuzzer.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

static void on_limit(int number) {
    static const char words[] = "fuzz: an input took more processor time than it may\n";
    (void)number;
    if (write(STDERR_FILENO, words, sizeof words - 1) < 0) { /* the crash says it too */ }
    // libFuzzer takes it for a find and keeps the input.
    abort();
}

void fuzz_limit_processor_seconds(int seconds) {
    struct itimerval limit = {.it_value.tv_sec = seconds};
    signal(SIGPROF, on_limit);
    setitimer(ITIMER_PROF, &limit, NULL);
}
