"""The programs that the page of each demo's code shows, each saved and run as it is there, beside the server's own JSON."""

import ast
import html
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

from check import Demo, base, check, finish, http, same

HERE = pathlib.Path(__file__).parents[2]
TOOLS = pathlib.Path(os.environ.get("MAQUETTE_TOOLS") or pathlib.Path.home() / ".cache/maquette")
PROGRAM = re.compile(r'<article id="([^"]+)".*?<pre[^>]*><code>(.*?)</code></pre>', re.S)
scratch = pathlib.Path(tempfile.mkdtemp(prefix="maquette-snippets-"))
(scratch / "node_modules").symlink_to(HERE / "end2end/node_modules")

# What a language would take for the end of a text, or for something to be done.
HOSTILE = 'it\'s "so" \\ $(echo x) `y` %s {z} #\nété <b>&amp;</b>'
# What learns is told to learn little.
LESSON = dict(images=500, epochs=1, rate="Large")


def query(inputs):
    """Inputs as the address of a page has them."""
    text = lambda value: str(value).lower() if isinstance(value, bool) else str(value)
    pairs = [(name, text(one)) for name, value in inputs.items()
             for one in (value if isinstance(value, list) else [value])]
    return urllib.parse.urlencode(pairs)


def programs(demo, inputs):
    """The programs by their names, and the files that they open."""
    status, _, body = http("GET", f"{base()}/{demo.name}/code?{query(inputs)}")
    assert status == 200, status
    page = body.decode()
    files = re.search(r"The code opens <code>(.*?)</code>", page)
    files = html.unescape(files[1]).split(", ") if files else []
    return {name: html.unescape(text) for name, text in PROGRAM.findall(page)}, files


def run(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, f"{' '.join(map(str, command))}: {done.stderr[-1500:]}"
    return done.stdout


def saved(folder, name, text):
    (folder / name).write_text(text)
    return name


def is_answer(demo, got, expected):
    """That a prediction is the server's own. What has learnt says how fast, which is never the same."""
    if demo.name == "training":
        got, expected = ([part["title"] for part in one["several"]] for one in (got, expected))
    same(got, expected)


def events(text):
    pairs = [dict(line.split(": ", 1) for line in event.splitlines() if ": " in line and line[0] != ":")
             for event in text.split("\n\n") if event.strip()]
    return [(pair["event"], json.loads(pair["data"])) for pair in pairs if "event" in pair]


def gradio(demo, inputs):
    """What Gradio's own address for one call has: a value for each output."""
    given = [inputs.get(name) for name in demo.features]
    body = json.dumps({"data": given}).encode()
    status, _, said = http("POST", f"{base()}/{demo.name}/gradio_api/run/predict", body, {"content-type": "application/json"})
    assert status == 200, said
    return json.loads(said)["data"]


def is_gradios(demo, got, inputs, plain):
    if demo.about["streams"]:
        # Its files have other names each time; what it found is said.
        metrics = [part["prediction"]["metric"]["value"] for part in plain if "metric" in part["prediction"]]
        said = json.dumps(got, ensure_ascii=False)
        assert got and (demo.name == "training" or all(value in said for value in metrics)), said[:500]
        return
    same(got, gradio(demo, inputs))


def is_tensors(demo, out, expected):
    (kind, plain), = expected.items()
    if kind == "classes":
        label, probability = out.strip().rsplit(" ", 1)
        same((label, float(probability)), (plain["label"], plain["probability"]))
    elif kind == "number":
        interval = plain["interval"]
        known = [plain["value"]] + ([interval["low"], interval["high"]] if interval else [])
        same([float(one) for one in out.split()], known)
    else:
        is_answer(demo, json.loads(out), expected)


# --- What is asked -----------------------------------------------------------------------------------

demos = {demo.name: demo for demo in Demo.all()}
asked = []
for demo in demos.values():
    rows = [LESSON] if demo.name == "training" else demo.examples[:2]
    asked += [(demo, f"example {number + 1} of {demo.name}", row) for number, row in enumerate(rows)]
penguin = demos["penguins"].examples[0]
asked.append((demos["penguins"], "penguins without what need not be known",
              {name: penguin[name] for name in penguin if name not in ["island", "sex"]}))
asked.append((demos["languages"], "a text with every quotation mark", {"text": HOSTILE}))
seven = demos["digits"].upload("a 'se\"ven'.png", (HERE / "end2end/fixtures/seven.png").read_bytes(), "image/png")
asked.append((demos["digits"], "a picture with a name that is hard to write", {"drawing": seven}))

cases = []
for number, (demo, about, inputs) in enumerate(asked):
    folder = scratch / str(number)
    folder.mkdir()
    shown, files = {}, []
    with check(f"{about}: there are programs"):
        shown, files = programs(demo, inputs)
        # Triton's clients bring no sounds, and only what comes in pieces has two programs for curl.
        wanted = {"curl-predict", "python-requests", "python-gradio", "javascript-fetch", "javascript-gradio", "rust-ureq"}
        wanted |= {"curl-stream"} if demo.about["streams"] else set()
        wanted |= {"python-triton"} if demo.name != "voice" else set()
        same(sorted(shown), sorted(wanted))
        tokens = [value for value in inputs.values() if re.fullmatch(r"[us][0-9a-f]{31,32}", str(value))]
        same(len(files), len(tokens), "files ")
        for file, token in zip(files, tokens):
            (folder / file).write_bytes(demo.brought(token))
    cases.append((demo, about, inputs, folder, shown))

# --- Rust is compiled at once ------------------------------------------------------------------------

crate = TOOLS / "clients/rust"
with check("the programs in Rust compile, in a crate that was made as the page says"):
    if not (crate / "Cargo.toml").exists():
        crate.mkdir(parents=True, exist_ok=True)
        run(["cargo", "init", "--quiet", "--name", "snippets", "--vcs", "none"], crate)
        run(["cargo", "add", "--quiet", "serde_json", "ureq", "--features", "ureq/json"], crate)
    shutil.rmtree(crate / "src")
    (crate / "src/bin").mkdir(parents=True)
    for number, (_, _, _, _, shown) in enumerate(cases):
        saved(crate / "src/bin", f"ask{number}.rs", shown["rust-ureq"])
    done = subprocess.run(["cargo", "build", "--quiet", "--target-dir", "target"], cwd=crate, capture_output=True, text=True)
    assert done.returncode == 0 and "warning" not in done.stderr, done.stderr[-3000:]

# --- Each program ------------------------------------------------------------------------------------

for number, (demo, about, inputs, folder, shown) in enumerate(cases):
    expected = {}
    with check(f"{about}: the server's own JSON"):
        expected = demo.prediction(inputs)
    plain = next(iter(expected.values()), None)
    with check(f"{about}: curl"):
        out = run(["bash", saved(folder, "ask.sh", shown["curl-predict"])], folder)
        is_answer(demo, json.loads(out)["prediction"], expected)
    if demo.about["streams"]:
        with check(f"{about}: curl, piece by piece"):
            seen = events(run(["bash", saved(folder, "stream.sh", shown["curl-stream"])], folder))
            assert seen[-1][0] == "end" and seen[-1][1]["state"] == "done", seen[-1]
            assert any(name == "output" for name, _ in seen), [name for name, _ in seen]
    with check(f"{about}: requests"):
        out = run([sys.executable, saved(folder, "ask_requests.py", shown["python-requests"])], folder)
        is_answer(demo, ast.literal_eval(out), expected)
    with check(f"{about}: gradio_client"):
        out = run([sys.executable, saved(folder, "ask_gradio.py", shown["python-gradio"])], folder)
        # The client says where it is connected before anything else.
        got = ast.literal_eval(out.strip().splitlines()[-1])
        is_gradios(demo, list(got) if isinstance(got, tuple) else [got], inputs, plain)
    if "python-triton" in shown:
        with check(f"{about}: tritonclient"):
            out = run([sys.executable, saved(folder, "ask_triton.py", shown["python-triton"])], folder)
            is_tensors(demo, out, expected)
    with check(f"{about}: fetch"):
        out = run(["node", saved(folder, "ask_fetch.mjs", shown["javascript-fetch"])], folder)
        is_answer(demo, json.loads(out), expected)
    with check(f"{about}: @gradio/client"):
        out = run(["node", saved(folder, "ask_gradio.mjs", shown["javascript-gradio"])], folder)
        got = json.loads(out.strip().splitlines()[-1] if demo.about["streams"] else out)
        is_gradios(demo, got, inputs, plain)
    with check(f"{about}: ureq"):
        out = run([crate / f"target/debug/ask{number}"], folder)
        is_answer(demo, json.loads(out), expected)

shutil.rmtree(scratch, ignore_errors=True)
finish()
