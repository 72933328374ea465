"""Gradio's scripts/benchmark_latency_api.py, with inputs of ours: 25 calls one after the other, and 25 threads at once,
of one client. `gradio_calls.py URL INPUTS` prints the mean seconds of each."""

import json
import sys
import threading
import time

from gradio_client import Client

CALLS = 25


def timed(client, inputs):
    started = time.perf_counter()
    client.predict(*inputs, api_name="/predict")
    return time.perf_counter() - started


def parallel(client, inputs):
    times, failures = [], []

    def call():
        try:
            times.append(timed(client, inputs))
        except BaseException as failure:  # A thread's exception would be lost; some of the client's are no Exception.
            failures.append(failure)

    threads = [threading.Thread(target=call) for _ in range(CALLS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Gradio's server and its client lose a call now and then.
    if len(failures) > CALLS // 5:
        raise failures[0]
    return times


client, inputs = Client(sys.argv[1], verbose=False), json.loads(sys.argv[2])
timed(client, inputs)
serial = [timed(client, inputs) for _ in range(CALLS)]
mean = lambda times: sum(times) / len(times)
print(json.dumps({"serial": mean(serial), "parallel": mean(parallel(client, inputs))}))
