"""Says one line for each check, counts what failed, and ends a run that takes too long."""

import os
import sys
import threading

failures = 0


def check(fine, what, found=""):
    """Prints `ok what` or `FAIL what: found`, and remembers."""
    global failures
    if fine:
        print(f"ok   {what}", flush=True)
    else:
        failures += 1
        print(f"FAIL {what}" + (f": {found}" if found != "" else ""), flush=True)
    return bool(fine)


def note(what):
    """Says something that is neither: a measurement, or a check that cannot be made here."""
    print(f"     {what}", flush=True)


def skip(what, why):
    """Says aloud that a check was not made."""
    print(f"skip {what}: {why}", flush=True)


def end():
    """Leaves with 0 when every check was fine, with 1 otherwise."""
    print("all ok" if failures == 0 else f"{failures} failed", flush=True)
    sys.exit(0 if failures == 0 else 1)


def limit(seconds, clean_up):
    """Ends the whole run after so many seconds, and its servers with it."""

    def too_long():
        print(f"FAIL the run took longer than {seconds} s", flush=True)
        clean_up()
        os._exit(1)

    timer = threading.Timer(seconds, too_long)
    timer.daemon = True
    timer.start()
