"""curl, as the documents of TensorFlow Serving, TorchServe, MLflow and Gradio call it. Give it the gallery's address
and that of the catalogue."""

import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from check import Demo, base, check, finish, same

CATALOGUE = sys.argv[2].rstrip("/") if len(sys.argv) > 2 else sys.exit("give the catalogue's address as well")
SEVEN = pathlib.Path(__file__).parents[2] / "end2end/fixtures/seven.png"
penguins, houses, digits = Demo("penguins"), Demo("houses"), Demo("digits")
ROW, ROWS = penguins.examples[0], penguins.examples[:3]
scratch = pathlib.Path(tempfile.mkdtemp(prefix="maquette-curl-"))


def curl(*command):
    """Status, headers by their lower-case names, and body, of what curl was told on its command line."""
    heads = scratch / "heads"
    told = [str(part) for part in command]
    done = subprocess.run(["curl", "-sS", "--max-time", "60", "-D", heads, *told], capture_output=True, timeout=90)
    assert done.returncode == 0, f"curl {' '.join(told)}: {done.stderr.decode()}"
    # What stands before the last empty line belongs to an earlier response, such as 100 Continue.
    last = heads.read_text().strip().split("\n\n")[-1].splitlines()
    headers = dict(line.lower().split(": ", 1) for line in last[1:] if ": " in line)
    return int(last[0].split()[1]), headers, done.stdout


def ok(*command):
    status, headers, body = curl(*command)
    assert status == 200, f"{status} {body.decode(errors='replace')[:500]}"
    return body


def answer(*command):
    return json.loads(ok(*command))


def refused(status, *command):
    got, headers, body = curl(*command)
    same(got, status, f"{body.decode(errors='replace')[:300]}: status ")
    return json.loads(body)


def said(body, key, *parts):
    """That an error has a text under the key, with all the parts in it."""
    text = body[key] if isinstance(body[key], str) else json.dumps(body[key], ensure_ascii=False)
    missing = [part for part in parts if part not in text]
    assert not missing, f"{missing} is not in {body}"


TYPE = ["-H", "Content-Type: application/json"]
MODELS = f"{base()}/v1/models"

# --- TensorFlow Serving: its documents send no content type, so curl says it is a form ------------------

with check("TensorFlow Serving: status"):
    (version,) = answer(f"{MODELS}/penguins")["model_version_status"]
    same((version["version"], version["state"], version["status"]["error_code"]), ("1", "AVAILABLE", "OK"))
    same(answer(f"{MODELS}/penguins/versions/1")["model_version_status"], [version])
with check("TensorFlow Serving: metadata"):
    about = answer(f"{MODELS}/penguins/metadata")
    same((about["model_spec"]["name"], about["model_spec"]["version"]), ("penguins", "1"))
    inputs = about["metadata"]["signature_def"]["signature_def"]["serving_default"]["inputs"]
    same(sorted(inputs), sorted(penguins.features))
with check("TensorFlow Serving: predict by rows"):
    sent = json.dumps({"instances": ROWS})
    got = answer("-d", sent, "-X", "POST", f"{MODELS}/penguins:predict")
    same(got["predictions"], [penguins.plain(row) for row in ROWS])
with check("TensorFlow Serving: predict with a signature, by version"):
    sent = json.dumps({"signature_name": "serving_default", "instances": [ROW]})
    same(answer("-d", sent, f"{MODELS}/penguins/versions/1:predict")["predictions"], [penguins.plain(ROW)])
with check("TensorFlow Serving: predict by columns"):
    sent = json.dumps({"inputs": {name: [row[name] for row in ROWS] for name in penguins.features}})
    same(answer("-d", sent, f"{MODELS}/penguins:predict")["outputs"], [penguins.plain(row) for row in ROWS])
with check("TensorFlow Serving: a picture as b64"):
    token = digits.upload("seven.png", SEVEN.read_bytes(), "image/png")
    picture = {"b64": base64.b64encode(SEVEN.read_bytes()).decode()}
    (scratch / "body").write_text(json.dumps({"instances": [picture]}))
    got = answer("-d", f"@{scratch / 'body'}", f"{MODELS}/digits:predict")
    same(got["predictions"], [digits.plain({"drawing": token})])
with check("TensorFlow Serving: errors in its shape"):
    said(refused(404, "-d", '{"instances": [1]}', f"{MODELS}/dodos:predict"), "error", "dodos")
    said(refused(404, f"{MODELS}/dodos"), "error", "dodos")
    said(refused(404, "-d", json.dumps({"instances": ROWS}), f"{MODELS}/penguins/versions/9:predict"), "error", "9")
    said(refused(400, "-d", json.dumps({"rows": ROWS}), f"{MODELS}/penguins:predict"), "error", "instances")
    said(refused(400, "-d", json.dumps({"instances": ROWS, "inputs": {}}), f"{MODELS}/penguins:predict"), "error")
    said(refused(400, "-d", json.dumps({"instances": []}), f"{MODELS}/penguins:predict"), "error")
    said(refused(400, "-d", "bill_length=40", f"{MODELS}/penguins:predict"), "error")
    said(refused(400, "-d", json.dumps({"instances": [ROW | {"bill_length": 500}]}), f"{MODELS}/penguins:predict"),
         "error", "bill_length", "30 to 65")
    sent = json.dumps({"signature_name": "other", "instances": [ROW]})
    said(refused(400, "-d", sent, f"{MODELS}/penguins:predict"), "error", "other")

# --- TorchServe ------------------------------------------------------------------------------------

with check("TorchServe: ping, and its description"):
    same(answer(f"{base()}/ping"), {"status": "Healthy"})
    assert "openapi" in answer("-X", "OPTIONS", f"{base()}/")
with check("TorchServe: predictions of a file by -T, and of a form by -F"):
    (scratch / "row.json").write_text(json.dumps(ROW))
    address = f"{base()}/predictions/penguins"
    same(answer("-T", scratch / "row.json", address), penguins.plain(ROW))
    same(answer("-F", f"data=@{scratch / 'row.json'}", address), penguins.plain(ROW))
    same(answer("-d", json.dumps(ROW), *TYPE, f"{address}/1"), penguins.plain(ROW))
with check("TorchServe: a picture by -T, and by -F"):
    token = digits.upload("seven.png", SEVEN.read_bytes(), "image/png")
    same(answer("-T", SEVEN, f"{base()}/predictions/digits"), digits.plain({"drawing": token}))
    same(answer("-F", f"data=@{SEVEN}", f"{base()}/predictions/digits"), digits.plain({"drawing": token}))
with check("TorchServe: the models, and one of them"):
    listed = [model["modelName"] for model in answer(f"{base()}/models?limit=100")["models"]]
    same(sorted(listed), sorted(demo.name for demo in Demo.all()))
    (about,) = answer(f"{base()}/models/penguins")
    same(about["modelName"], "penguins")
    same([worker["status"] for worker in about["workers"]], ["READY"] * about["minWorkers"])
with check("TorchServe: errors in its shape"):
    for status, kind, part, command in [
        (404, "ModelNotFoundException", "dodos", ["-d", "1", f"{base()}/predictions/dodos"]),
        (404, "ModelVersionNotFoundException", "9", ["-d", json.dumps(ROW), f"{base()}/predictions/penguins/9"]),
        (404, "ModelNotFoundException", "dodos", [f"{base()}/models/dodos"]),
        (400, "BadRequestException", "30 to 65",
         ["-d", json.dumps(ROW | {"bill_length": 500}), *TYPE, f"{base()}/predictions/penguins"]),
    ]:
        body = refused(status, *command)
        same((body["code"], body["type"]), (status, kind))
        said(body, "message", part)
with check("TorchServe: a model is not registered or removed by whoever asks"):
    for method in ["POST", "DELETE"]:
        status, _, body = curl("-X", method, f"{base()}/models/penguins")
        assert status in (404, 405, 501) and json.loads(body)["message"], (status, body)

# --- MLflow, whose server names no model: the one of --model -------------------------------------------

with check("MLflow: ping, health and version"):
    ok(f"{base()}/ping")
    ok(f"{base()}/health")
    assert ok(f"{base()}/version").decode()[0].isdigit()
with check("MLflow: invocations in each format"):
    columns = {"columns": penguins.features, "data": [[row[name] for name in penguins.features] for row in ROWS]}
    expected = [penguins.plain(row) for row in ROWS]
    for sent in [{"dataframe_split": columns}, {"dataframe_records": ROWS}, {"instances": ROWS}, {"inputs": ROWS}]:
        same(answer("-d", json.dumps(sent), *TYPE, f"{base()}/invocations")["predictions"], expected, f"{list(sent)} ")
with check("MLflow: a table as CSV"):
    lines = [",".join(penguins.features)] + [",".join(str(row[name]) for name in penguins.features) for row in ROWS]
    (scratch / "rows.csv").write_text("\n".join(lines) + "\n")
    sent = ["--data-binary", f"@{scratch / 'rows.csv'}", "-H", "Content-Type: text/csv"]
    same(answer(*sent, f"{base()}/invocations")["predictions"], [penguins.plain(row) for row in ROWS])
with check("MLflow: another demo by ?model_name="):
    sent = json.dumps({"instances": houses.examples})
    same(answer("-d", sent, *TYPE, f"{base()}/invocations?model_name=houses")["predictions"],
         [houses.plain(row) for row in houses.examples])
with check("MLflow: errors in its shape"):
    body = refused(400, "-d", json.dumps({"rows": ROWS}), *TYPE, f"{base()}/invocations")
    assert body["error_code"], body
    said(body, "message", "instances")
    said(refused(400, "-d", json.dumps({"instances": [{"bill_length": 500}]}), *TYPE, f"{base()}/invocations"),
         "message", "bill_length", "30 to 65")
    status, _, body = curl("-d", "1", "-H", "Content-Type: application/x-npy", f"{base()}/invocations")
    assert status == 415 and b"text/csv" in body, (status, body)
with check("MLflow: where no model is set, the error names those there are"):
    body = refused(400, "-d", '{"instances": [1]}', *TYPE, f"{CATALOGUE}/invocations")
    said(body, "message", "output-file", "input-image")

# --- Gradio's calls by curl, with its prefix and as its guide still has them ----------------------------


def begun(sent, address):
    return answer("-X", "POST", *TYPE, "-d", json.dumps(sent), address)["event_id"]


def events(address):
    """The stream of a call, as pairs of event and data; curl ends when it does."""
    blocks = ok("-N", address).decode().strip().split("\n\n")
    pairs = [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]
    return [(pair["event"], json.loads(pair["data"])) for pair in pairs]


def label(data):
    return data[0]["label"]


for prefix in ["/gradio_api", ""]:
    given = [ROW[name] for name in penguins.features]
    with check(f"Gradio: POST {prefix}/call/penguins and its stream"):
        event = begun({"data": given}, f"{base()}{prefix}/call/penguins")
        event, data = events(f"{base()}{prefix}/call/penguins/{event}")[-1]
        same((event, label(data)), ("complete", penguins.plain(ROW)["label"]))
    with check(f"Gradio: POST {prefix}/call/v2/penguins by name, with what is optional left out"):
        row = penguins.examples[3]
        event = begun(row, f"{base()}{prefix}/call/v2/penguins")
        event, data = events(f"{base()}{prefix}/call/penguins/{event}")[-1]
        same((event, label(data)), ("complete", penguins.plain(row)["label"]))
    with check(f"Gradio: POST {prefix}/run/penguins"):
        got = answer(*TYPE, "-d", json.dumps({"data": given}), f"{base()}{prefix}/run/penguins")
        same(label(got["data"]), penguins.plain(ROW)["label"])
with check("Gradio: POST /gradio_api/api/penguins, the older name"):
    got = answer(*TYPE, "-d", json.dumps({"data": given}), f"{base()}/gradio_api/api/penguins")
    same(label(got["data"]), penguins.plain(ROW)["label"])
with check("Gradio: on a demo's own page, /penguins/gradio_api/call/predict"):
    event = begun({"data": given}, f"{base()}/penguins/gradio_api/call/predict")
    event, data = events(f"{base()}/penguins/gradio_api/call/predict/{event}")[-1]
    same((event, label(data)), ("complete", penguins.plain(ROW)["label"]))
with check("Gradio: a call that grows gives whole values, never differences"):
    event = begun({"images": 1000, "epochs": 1}, f"{base()}/gradio_api/call/v2/training")
    seen = events(f"{base()}/gradio_api/call/training/{event}")
    pieces = [data for name, data in seen if name == "generating"]
    assert len(pieces) >= 3 and seen[-1][0] == "complete", [name for name, _ in seen]
    same({len(data) for data in pieces}, {len(seen[-1][1])})
with check("Gradio: a file by -F, and a call with it"):
    (path,) = answer("-F", f"files=@{SEVEN}", f"{base()}/gradio_api/upload")
    sent = {"drawing": {"path": path, "meta": {"_type": "gradio.FileData"}}}
    event = begun(sent, f"{base()}/gradio_api/call/v2/digits")
    event, data = events(f"{base()}/gradio_api/call/digits/{event}")[-1]
    same((event, label(data)), ("complete", digits.plain({"drawing": token})["label"]))
    assert ok(f"{base()}/gradio_api/file={path}") == SEVEN.read_bytes()
    status, headers, part = curl("-r", "0-7", f"{base()}/gradio_api/file={path}")
    assert status == 206 and part == SEVEN.read_bytes()[:8], (status, headers, part[:20])
with check("Gradio: errors are JSON"):
    refused(404, *TYPE, "-d", '{"data": []}', f"{base()}/gradio_api/call/dodos")
    refused(422, *TYPE, "-d", '{"wings": 2}', f"{base()}/gradio_api/call/v2/penguins")
    status, _, body = curl(*TYPE, "-d", '{"data": [500, 18, 190, 3700]}', f"{base()}/gradio_api/run/penguins")
    assert status >= 400 and "30 to 65" in json.dumps(json.loads(body)), (status, body)
    refused(404, f"{base()}/gradio_api/call/penguins/nobody")
with check("Gradio: /config and /gradio_api/info, with and without the slash that Gradio has too"):
    for path in ["/config", "/config/", "/gradio_api/info", "/gradio_api/info/"]:
        answer(f"{base()}{path}")

# --- For whoever runs it ---------------------------------------------------------------------------

with check("/metrics is Prometheus' text"):
    status, headers, body = curl(f"{base()}/metrics")
    assert status == 200 and headers["content-type"].startswith("text/plain"), (status, headers)
    assert b"# TYPE " in body, body[:200]
with check("/docs is a page that says how to call penguins, and loads nothing from elsewhere"):
    status, headers, body = curl(f"{base()}/docs")
    assert status == 200 and headers["content-type"].startswith("text/html"), (status, headers)
    page = body.decode()
    assert "penguins" in page
    for part in ['src="http', "src='http", 'href="http://', "@import"]:
        assert part not in page, part
with check("/openapi.json names the paths of the protocols"):
    assert "/api/penguins/predict" in answer(f"{base()}/openapi.json")["paths"]
with check("GET / is a page to a browser and to curl, and {\"status\": \"alive\"} to a program"):
    assert b"<html" in ok("-H", "Accept: text/html", f"{base()}/")
    assert b"<html" in ok("-H", "Accept: */*", f"{base()}/")
    same(answer("-H", "Accept: application/json", f"{base()}/")["status"], "alive")

os.unlink(scratch / "heads")
finish()
