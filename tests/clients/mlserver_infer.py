"""`mlserver infer`, MLServer's program for many requests from a file: two workers, JSON lines in and out."""

import json
import pathlib
import subprocess
import sys
import tempfile

from check import Demo, base, check, finish, host, same

penguins = Demo("penguins")
ROWS = penguins.examples[:3]
scratch = pathlib.Path(tempfile.mkdtemp(prefix="maquette-mlserver-"))


def request(row):
    tensor = lambda name: {
        "name": name,
        "shape": [1],
        "datatype": "FP64" if isinstance(row[name], float) else "BYTES",
        "data": [row[name]],
    }
    outputs = [{"name": "label"}, {"name": "probability"}]
    return {"inputs": [tensor(name) for name in penguins.features], "outputs": outputs}


def infer(*more):
    """The responses, in whatever order the workers were done."""
    sent, got = scratch / "sent.jsonl", scratch / "got.jsonl"
    sent.write_text("".join(json.dumps(request(row)) + "\n" for row in ROWS * 2))
    got.unlink(missing_ok=True)
    program = pathlib.Path(sys.executable).with_name("mlserver")
    command = [program, "infer", "-u", host(), "-m", "penguins", "-i", sent, "-o", got, "-w", "2", *more]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, (done.stdout + done.stderr)[-1000:]
    return [json.loads(line) for line in got.read_text().splitlines()]


def outputs(answer):
    return {one["name"]: one["data"] for one in answer["outputs"]}


expected = sorted((penguins.plain(row)["label"], penguins.plain(row)["probability"]) for row in ROWS * 2)

with check("six requests in six, by two workers"):
    answers = infer()
    same(len(answers), 6)
    got = sorted((outputs(one)["label"][0], outputs(one)["probability"][0]) for one in answers)
    same(got, expected)
with check("six requests in batches of three"):
    answers = infer("-s", "3")
    same(len(answers), 6)
    got = sorted((outputs(one)["label"][0], outputs(one)["probability"][0]) for one in answers)
    same(got, expected)

finish()
