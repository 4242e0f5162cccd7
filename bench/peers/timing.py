"""Repeats a piece of work once for every line on standard input, and prints its time as JSON."""

import json
import resource
import sys
import time


def serve(repeat, steps):
    def timed():
        start = time.perf_counter()
        repeat()
        return (time.perf_counter() - start) * 1000

    first = timed()
    print(json.dumps({"first": first, "steps": steps}), flush=True)
    for line in sys.stdin:
        if line.strip() == "end":
            break
        ms = timed()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"ms": ms, "peakMemory": peak}), flush=True)
