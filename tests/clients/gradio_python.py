"""gradio_client, Gradio's own client for Python. Give it the gallery's address and that of the catalogue."""

import contextlib
import io
import json
import keyword
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import CancelledError

from check import Demo, base, check, finish, http, raises, same
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError, ValidationError

CATALOGUE = sys.argv[2].rstrip("/") if len(sys.argv) > 2 else sys.exit("give the catalogue's address as well")
scratch = pathlib.Path(tempfile.mkdtemp(prefix="maquette-gradio-"))
SEVEN = pathlib.Path(__file__).parents[2] / "end2end/fixtures/seven.png"
penguins, houses, digits = Demo("penguins"), Demo("houses"), Demo("digits")


def connect(address):
    return Client(address, verbose=False, download_files=str(scratch / "down"), analytics_enabled=False)


def is_label(got, demo, inputs):
    """That Gradio's Label holds the classes of the server's own JSON, the likeliest first."""
    plain = demo.plain(inputs)
    same(got["label"], plain["label"], "label ")
    confidences = [(one["label"], one["confidence"]) for one in got["confidences"]]
    same(confidences, [(one["label"], one["probability"]) for one in plain["classes"]], "confidences ")


def word(name):
    """A feature as this client's argument: what is a word of Python has a line behind it."""
    return f"{name}_" if keyword.iskeyword(name) else name


def words(row):
    return {word(name): value for name, value in row.items()}


def first(got):
    return got[0] if isinstance(got, (tuple, list)) else got


# --- One client for all demos, and one for each ----------------------------------------------------

client = connect(base())
own = connect(f"{base()}/penguins")

with check("connects, and lists every demo as an endpoint with its features as parameters"):
    api = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    same(sorted(api), sorted(f"/{demo.name}" for demo in Demo.all()))
    for demo in Demo.all():
        names = [parameter["parameter_name"] for parameter in api[f"/{demo.name}"]["parameters"]]
        same(names, [word(name) for name in demo.features], f"{demo.name} ")
with check("view_api prints how to call each"):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        client.view_api()
    assert "bill_length" in said.getvalue() and 'api_name="/penguins"' in said.getvalue(), said.getvalue()[:500]
with check("a demo's page is an app with the one endpoint /predict"):
    same(list(own.view_api(return_format="dict", print_info=False)["named_endpoints"]), ["/predict"])
with check("each example of penguins, by keyword"):
    for row in penguins.examples:
        is_label(first(client.predict(**row, api_name="/penguins")), penguins, row)
with check("each example of penguins, by position"):
    for row in penguins.examples[:3]:
        given = [row[name] for name in penguins.features]
        is_label(first(client.predict(*given, api_name="/penguins")), penguins, row)
with check("by position and by keyword, with what is optional left out"):
    row = penguins.examples[3]
    got = client.predict(row["bill_length"], row["bill_depth"], body_mass=row["body_mass"],
                         flipper_length=row["flipper_length"], api_name="/penguins")
    is_label(first(got), penguins, row)
with check("on the demo's own page, without a name"):
    row = penguins.examples[0]
    is_label(first(own.predict(**row)), penguins, row)
    is_label(first(own.predict(*[row[name] for name in penguins.features])), penguins, row)
with check("by the number of the endpoint"):
    index = next(one["id"] for one in client.config["dependencies"] if one["api_name"] == "penguins")
    row = penguins.examples[1]
    is_label(first(client.predict(**row, fn_index=index)), penguins, row)
with check("each example of houses is the number that the server's own JSON has"):
    for row in houses.examples:
        same(first(client.predict(**row, api_name="/houses")), houses.plain(row)["value"])
with check("seattle by its defaults alone, and with a list, a date and a yes"):
    seattle = Demo("seattle")
    assert client.predict(api_name="/seattle")
    for row in seattle.examples:
        assert client.predict(**words(row), api_name="/seattle")
with check("every example of every demo that answers at once is answered"):
    for demo in Demo.all():
        if demo.name not in ["voice", "training", "digits"]:
            for row in demo.examples:
                client.predict(**words(row), api_name=f"/{demo.name}")

# --- Many at once ----------------------------------------------------------------------------------

with check("25 threads make 20 calls each on one client, and none is lost"):
    lost, wrong, start = [], [], threading.Barrier(25)
    plains = [penguins.plain(row) for row in penguins.examples]

    def ask(thread):
        start.wait()
        for round in range(20):
            place = (thread + round) % len(plains)
            try:
                got = first(client.predict(**penguins.examples[place], api_name="/penguins"))
            except BaseException as error:
                lost.append(repr(error))
            else:
                if got["label"] != plains[place]["label"]:
                    wrong.append((got["label"], plains[place]["label"]))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(25)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"          500 calls in {time.monotonic() - began:.1f} s")
    assert not lost and not wrong, f"{len(lost)} of 500 lost: {lost[:3]}; {len(wrong)} mixed up: {wrong[:3]}"

# --- Answers that grow -----------------------------------------------------------------------------

LESSON = dict(images=1000, epochs=1, rate="Middling")
LONG = dict(images=8000, epochs=5, rate="Small")

with check("training comes piece by piece: at least 3 before the end, and outputs() has them all"):
    job = client.submit(**LESSON, api_name="/training")
    seen = list(job)
    assert len(seen) >= 4, f"{len(seen)} pieces"
    same(len(job.outputs()), len(seen), "outputs() ")
    assert {len(one) for one in seen if isinstance(one, tuple)} == {6}, seen[0]
    assert seen[0] != seen[-1], "nothing has grown"
    assert job.status().code.name == "FINISHED" and job.status().success, job.status()
with check("its end is the answer that the server's own JSON gives"):
    got, plain = json.dumps(job.result(), ensure_ascii=False), Demo("training").plain(LESSON)
    metric = next(part["prediction"]["metric"] for part in plain if "metric" in part["prediction"])
    assert metric["value"] in got, f"{metric['value']} is not in {got[:500]}"
with check("the progress is told meanwhile"):
    job, told = client.submit(**LONG, api_name="/training"), []
    # What is done before the first step has no length yet.
    while not job.done() and not (told and told[0].length):
        told = job.status().progress_data or []
        time.sleep(0.02)
    job.cancel()
    assert told and told[0].length, told


def is_cancelled(job):
    """By Gradio's own client that is an AppError of the server or its own CancelledError, whichever comes first, and a
    complaint of its own where both come at once."""
    try:
        got = job.result(timeout=20)
    except AppError as error:
        same(str(error), "Cancelled")
    except CancelledError:
        pass
    except ValueError as error:
        same(str(error), "Did not expect 2 tasks to be done.")
    else:
        raise AssertionError(f"it went on to its end: {str(got)[:200]}")


with check("cancelled while it generates and while it waits, in words; and the lane is free again"):
    running = client.submit(**LONG, api_name="/training")
    while not running.outputs():
        assert not running.done(), running.exception()
        time.sleep(0.02)
    # However many run at once on this machine, the last of four waits.
    others = [client.submit(**LONG, api_name="/training") for _ in range(3)]
    waiting = others[-1]
    while waiting.status().rank is None:
        assert not waiting.done(), waiting.exception()
        time.sleep(0.02)
    assert not waiting.outputs(), "more run than should"
    for job in [waiting, running, *others[:-1]]:
        assert job.cancel()
        is_cancelled(job)
    assert list(client.submit(images=500, epochs=1, rate="Large", api_name="/training"))
with check("the client that has cancelled goes on"):
    is_label(first(client.predict(**penguins.examples[0], api_name="/penguins")), penguins, penguins.examples[0])

# --- What cannot be answered -----------------------------------------------------------------------

with check("every fault of the inputs at once, as the client's ValidationError"):
    parts = ["bill_length", "30 to 65", "bill_depth", "body_mass", "island", "Mars"]
    with raises(ValidationError, "4 parameter(s)", *parts):
        client.predict(bill_length=500, bill_depth="deep", flipper_length=181, body_mass=None, island="Mars",
                       api_name="/penguins")
with check("a refusal of the model, in its words"):
    loan = connect(f"{CATALOGUE}/output-file")
    with raises(AppError, "It is not paid back within fifty years"):
        loan.predict(amount=50_000, rate=15, monthly=10)
with check("a parameter that is missing, by the client itself"):
    with raises(TypeError, "bill_depth"):
        client.predict(bill_length=40, api_name="/penguins")
with check("an endpoint that is not there, by the client itself"):
    with raises(ValueError, "/dodos"):
        client.predict(api_name="/dodos")

# --- Files -----------------------------------------------------------------------------------------

token = digits.upload("seven.png", SEVEN.read_bytes(), "image/png")
with check("a picture is uploaded by handle_file and read as by the server's own JSON"):
    is_label(first(client.predict(handle_file(SEVEN), api_name="/digits")), digits, {"drawing": token})
NAMES = ["two words.png", "50% of it.png", "#1.png", "siebenundzwanzig – 칠.png", "a'b&c+d=e;f.png"]
with check("its name may have spaces, %, #, quotes and letters of any alphabet"):
    for name in NAMES:
        (scratch / name).write_bytes(SEVEN.read_bytes())
        is_label(first(client.predict(handle_file(scratch / name), api_name="/digits")), digits, {"drawing": token})
with check("what was uploaded can be had again, whatever its name"):
    import httpx
    from gradio_client.utils import encode_file_path

    for name in NAMES:
        sent = httpx.post(client.upload_url, files=[("files", (name, SEVEN.read_bytes()))])
        (path,) = sent.json()
        back = httpx.get(f"{client.src_prefixed}file={encode_file_path(path)}")
        assert back.status_code == 200 and back.content == SEVEN.read_bytes(), f"{name}: {back.status_code}"
        same(pathlib.PurePosixPath(path).name.split(".")[-1], "png")
with check("a recording is uploaded, and its answer comes piece by piece"):
    voice = Demo("voice")
    (token,) = voice.examples[0].values()
    recording = scratch / "somebody speaks.wav"
    recording.write_bytes(voice.brought(token))
    job = client.submit(handle_file(recording), api_name="/voice")
    assert len(list(job)) >= 2, job.outputs()
    plain = voice.plain(voice.examples[0])
    metric = next(part["prediction"]["metric"] for part in plain if "metric" in part["prediction"])
    got = json.dumps(job.result(), ensure_ascii=False)
    assert metric["value"] in got, f"{metric['value']} is not in {got[:500]}"
with check("a file of an answer is downloaded, under its name and as it is"):
    demo = Demo("output-file", CATALOGUE)
    got = connect(f"{CATALOGUE}/output-file").predict(**demo.examples[0])
    import base64

    blob = next(part["prediction"]["file"] for part in demo.plain(demo.examples[0]) if "file" in part["prediction"])
    path = next(pathlib.Path(one) for one in got if isinstance(one, str) and os.path.exists(one))
    same(path.name, blob["name"])
    assert path.read_bytes() == base64.b64decode(blob["data"]), path
with check("a sound of an answer is downloaded, and is a WAV file"):
    demo = Demo("output-audio", CATALOGUE)
    path = pathlib.Path(first(connect(f"{CATALOGUE}/output-audio").predict(**demo.examples[0])))
    assert path.read_bytes()[:4] == b"RIFF", path
with check("a picture of an answer is downloaded, and is a picture"):
    demo = Demo("output-image", CATALOGUE)
    got = first(connect(f"{CATALOGUE}/output-image").predict(**demo.examples[0]))
    data = pathlib.Path(got if isinstance(got, str) else got["path"]).read_bytes()
    assert data[:4] == b"\x89PNG" or data[:2] == b"\xff\xd8" or data[:4] == b"RIFF", data[:8]
with check("a file of the server is not to be had by its path, nor one from elsewhere"):
    for path in ["/etc/passwd", "../../../../etc/passwd", "..%2f..%2fetc/passwd", "https://example.com/a.png"]:
        status, _, body = http("GET", f"{base()}/gradio_api/file={path}")
        assert status in (400, 403, 404) and b"root:" not in body, f"{path}: {status}"
    for path in ["/etc/passwd", "http://127.0.0.1:1/a.png"]:
        with raises(ValidationError):
            client.predict({"path": path, "meta": {"_type": "gradio.FileData"}, "url": path}
                           if path.startswith("http") else path, api_name="/digits")

# --- The whole catalogue ---------------------------------------------------------------------------


def brought(demo, row):
    """The row with a local file wherever an upload's token stands."""
    row = dict(row)
    for feature in demo.about["features"]:
        kind = feature["kind"]
        if not (isinstance(kind, dict) and "media" in kind and feature["name"] in row):
            continue
        tokens = row[feature["name"]]
        files = []
        for place, token in enumerate(tokens if isinstance(tokens, list) else [tokens]):
            status, headers, body = http("GET", f"{CATALOGUE}/uploads/{token}")
            if status != 200:
                files.append(token)
                continue
            ending = headers["content-type"].split("/")[-1].replace("x-wav", "wav").replace("octet-stream", "bin")
            path = scratch / f"{demo.name} {place}.{ending}"
            path.write_bytes(body)
            files.append(handle_file(path))
        row[feature["name"]] = files if isinstance(tokens, list) else files[0]
    return row


catalogue = connect(CATALOGUE)
demos = Demo.all(CATALOGUE)
with check(f"every example of the catalogue's {len(demos)} demos: every widget and every output"):
    failed = []
    for demo in demos:
        for place, row in enumerate(demo.examples):
            try:
                catalogue.predict(**words(brought(demo, row)), api_name=f"/{demo.name}")
            except Exception as error:
                failed.append(f"{demo.name}, example {place + 1}: {type(error).__name__}: {str(error)[:160]}")
    assert not failed, "\n".join(failed)

# --- The end ---------------------------------------------------------------------------------------

with check("a process ends within 2 seconds of its last answer"):
    code = (
        "import sys, time; from gradio_client import Client; "
        "client = Client(sys.argv[1], verbose=False); "
        "client.predict(40, 18, 190, 3700, api_name='/penguins'); "
        "print(time.time())"
    )
    done = subprocess.run([sys.executable, "-c", code, base()], capture_output=True, text=True, timeout=60)
    ended = time.time() - float(done.stdout) if done.stdout else None
    assert done.returncode == 0, done.stderr
    assert ended < 2, f"it took {ended:.2f} s"
with check("nothing was said on stderr meanwhile"):
    assert not done.stderr, done.stderr

finish()
