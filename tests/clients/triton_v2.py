"""tritonclient[http], synchronous and asynchronous, against the Open Inference Protocol v2."""

import asyncio
import base64
import gzip
import json
import pathlib
import struct
import zlib

import numpy as np
import tritonclient.http as triton
import tritonclient.http.aio as triton_aio
from check import Demo, base, check, finish, host, raises, same

client = triton.InferenceServerClient(host(), concurrency=4)
penguins, houses, digits = Demo("penguins"), Demo("houses"), Demo("digits")
NUMBERS = ["bill_length", "bill_depth", "flipper_length", "body_mass"]
DTYPES = {"FP64": np.float64, "FP32": np.float32, "INT64": np.int64, "INT32": np.int32, "BOOL": np.bool_,
          "BYTES": np.object_}


def tensor(name, values, kind, binary=True):
    array = np.array(values, dtype=DTYPES[kind])
    made = triton.InferInput(name, list(array.shape), kind)
    made.set_data_from_numpy(array, binary_data=binary)
    return made


def kind_of(feature):
    kind = feature["kind"]
    if kind == "bool":
        return "BOOL"
    if "number" in kind:
        return "INT64" if kind["number"]["whole"] else "FP64"
    return "BYTES"


def tensors(demo, rows, binary=True, column=False):
    """One tensor a feature, of those that all the rows have."""
    given = []
    for feature in demo.about["features"]:
        name = feature["name"]
        if all(name in row for row in rows):
            values = [[row[name]] if column else row[name] for row in rows]
            given.append(tensor(name, values, kind_of(feature), binary))
    return given


def wanted(*names, binary=True):
    return [triton.InferRequestedOutput(name, binary_data=binary) for name in names]


def strings(array):
    return [one.decode() if isinstance(one, bytes) else one for one in array.reshape(-1).tolist()]


def is_classes(result, demo, rows):
    """That label, probability, classes and probabilities of each row are those of the server's own JSON."""
    n = len(rows)
    label, probability = result.as_numpy("label"), result.as_numpy("probability")
    classes, probabilities = result.as_numpy("classes"), result.as_numpy("probabilities")
    assert label.shape == (n,) and probability.shape == (n,), f"{label.shape}, {probability.shape}"
    assert probability.dtype == np.float64 and probabilities.dtype == np.float64, probability.dtype
    assert classes.shape == probabilities.shape and classes.shape[0] == n, classes.shape
    for at, row in enumerate(rows):
        plain = demo.plain(row)
        same(strings(label)[at], plain["label"], f"row {at}: label ")
        same(probability[at].item(), plain["probability"], f"row {at}: probability ")
        named = dict(zip(strings(classes[at]), probabilities[at].tolist()))
        same(named, {one["label"]: one["probability"] for one in plain["classes"]}, f"row {at}: classes ")


def is_number(result, demo, rows):
    for at, row in enumerate(rows):
        plain = demo.plain(row)
        same(result.as_numpy("value")[at].item(), plain["value"], f"row {at}: value ")
        same(result.as_numpy("low")[at].item(), plain["interval"]["low"], f"row {at}: low ")
        same(result.as_numpy("high")[at].item(), plain["interval"]["high"], f"row {at}: high ")


def is_told(result, demo, rows):
    """That the output `prediction` is the whole of each answer."""
    told = strings(result.as_numpy("prediction"))
    assert len(told) == len(rows), told
    for at, row in enumerate(rows):
        same(json.loads(told[at]), demo.prediction(row), f"row {at}: ")


# --- What is served ------------------------------------------------------------------------------

with check("the server is live and ready"):
    assert client.is_server_live() and client.is_server_ready()
with check("a model is ready, by its name, its version 1 and its hash"):
    assert client.is_model_ready("penguins")
    assert client.is_model_ready("penguins", "1") and client.is_model_ready("penguins", penguins.version)
with check("an unknown model, and an unknown version, are not ready"):
    assert not client.is_model_ready("dodos") and not client.is_model_ready("penguins", "9")
with check("the server's metadata names its extensions"):
    about = client.get_server_metadata()
    assert about["name"] and about["version"], about
    assert "binary_tensor_data" in about["extensions"], about
with check("the metadata of penguins has its features, in order, and its outputs"):
    about = client.get_model_metadata("penguins")
    same([one["name"] for one in about["inputs"]], penguins.features)
    same([one["datatype"] for one in about["inputs"]], ["FP64"] * 4 + ["BYTES"] * 2)
    assert all(one["shape"][0] == -1 for one in about["inputs"]), about["inputs"]
    outputs = {one["name"]: one["datatype"] for one in about["outputs"]}
    for name, kind in dict(label="BYTES", probability="FP64", classes="BYTES", probabilities="FP64").items():
        same(outputs.get(name), kind, f"{name} ")
    assert "1" in about["versions"] and about["platform"], about
with check("every demo has metadata, with its features as inputs"):
    for demo in Demo.all():
        same([one["name"] for one in client.get_model_metadata(demo.name)["inputs"]], demo.features, f"{demo.name} ")
with check("the metadata by version are the same"):
    same(client.get_model_metadata("penguins", "1")["inputs"], client.get_model_metadata("penguins")["inputs"])
with check("the configuration of penguins has its name and its inputs"):
    about = client.get_model_config("penguins")
    same(about["name"], "penguins")
    same([one["name"] for one in about["input"]], penguins.features)
with check("the repository's index lists every demo"):
    listed = {one["name"]: one["state"] for one in client.get_model_repository_index()}
    same(listed, {demo.name: "READY" for demo in Demo.all()})

# --- Penguins, in every encoding -------------------------------------------------------------------

with check("each example of penguins, JSON to JSON"):
    for row in penguins.examples:
        outputs = wanted("label", "probability", "classes", "probabilities", binary=False)
        result = client.infer("penguins", tensors(penguins, [row], binary=False), outputs=outputs)
        assert all("data" in one for one in result.get_response()["outputs"]), result.get_response()
        is_classes(result, penguins, [row])
with check("each example of penguins, binary to binary, all outputs by default"):
    for row in penguins.examples:
        result = client.infer("penguins", tensors(penguins, [row]))
        is_classes(result, penguins, [row])
with check("binary to JSON, and JSON to binary"):
    rows = penguins.examples[:3]
    names = ["label", "probability", "classes", "probabilities"]
    is_classes(client.infer("penguins", tensors(penguins, rows), outputs=wanted(*names, binary=False)), penguins, rows)
    is_classes(client.infer("penguins", tensors(penguins, rows, False), outputs=wanted(*names)), penguins, rows)
with check("binary and JSON mixed, within inputs and within outputs"):
    rows = penguins.examples[:3]
    given = tensors(penguins, rows)[:3] + tensors(penguins, rows, binary=False)[3:]
    outputs = wanted("label", "probabilities") + wanted("probability", "classes", binary=False)
    is_classes(client.infer("penguins", given, outputs=outputs), penguins, rows)
with check("a request and a response by gzip"):
    rows = penguins.examples[:3]
    compressed = dict(request_compression_algorithm="gzip", response_compression_algorithm="gzip")
    is_classes(client.infer("penguins", tensors(penguins, rows), **compressed), penguins, rows)
with check("a request and a response by deflate"):
    rows = penguins.examples[:3]
    compressed = dict(request_compression_algorithm="deflate", response_compression_algorithm="deflate")
    is_classes(client.infer("penguins", tensors(penguins, rows), **compressed), penguins, rows)
    is_classes(client.infer("penguins", tensors(penguins, rows, False), **compressed), penguins, rows)
with check("three rows of the shape [3, 1]"):
    rows = penguins.examples[:3]
    is_classes(client.infer("penguins", tensors(penguins, rows, column=True)), penguins, rows)
with check("numbers as FP32, INT64 and INT32"):
    rows = [{name: round(row[name]) for name in NUMBERS} for row in penguins.examples[:3]]
    for kind in ["FP32", "INT64", "INT32"]:
        given = [tensor(name, [row[name] for row in rows], kind) for name in NUMBERS]
        is_classes(client.infer("penguins", given), penguins, rows)
with check("one tensor [n, 4] that holds the numbers in order"):
    rows = [{name: row[name] for name in NUMBERS} for row in penguins.examples]
    matrix = [[row[name] for name in NUMBERS] for row in rows]
    is_classes(client.infer("penguins", [tensor("input", matrix, "FP64")]), penguins, rows)
with check("by version 1 and by the hash"):
    rows = penguins.examples[:1]
    for version in ["1", penguins.version]:
        is_classes(client.infer("penguins", tensors(penguins, rows), model_version=version), penguins, rows)
with check("the request's id comes back, with the model's name"):
    said = client.infer("penguins", tensors(penguins, penguins.examples[:1]), request_id="forty-two").get_response()
    same((said["id"], said["model_name"]), ("forty-two", "penguins"))
with check("the whole answer, by the output prediction"):
    rows = penguins.examples[:3]
    for binary in [True, False]:
        given = tensors(penguins, rows, binary)
        is_told(client.infer("penguins", given, outputs=wanted("prediction", binary=binary)), penguins, rows)
with check("only what is asked for comes"):
    said = client.infer("penguins", tensors(penguins, penguins.examples[:1]), outputs=wanted("label")).get_response()
    same([one["name"] for one in said["outputs"]], ["label"])
with check("the statistics count what was answered"):
    count = lambda: client.get_inference_statistics("penguins")["model_stats"][0]["inference_count"]
    before = int(count())
    client.infer("penguins", tensors(penguins, penguins.examples[:3]))
    same(int(count()) - before, 3)
with check("a time of ten seconds is enough"):
    is_classes(client.infer("penguins", tensors(penguins, penguins.examples[:1]), timeout=10_000_000), penguins,
               penguins.examples[:1])

# --- The other demos -------------------------------------------------------------------------------

with check("houses: value, low and high of each example, in one batch"):
    is_number(client.infer("houses", tensors(houses, houses.examples)), houses, houses.examples)
    outputs = wanted("value", "low", "high", binary=False)
    is_number(client.infer("houses", tensors(houses, houses.examples, False), outputs=outputs), houses, houses.examples)
with check("digits as drawings"):
    is_classes(client.infer("digits", tensors(digits, digits.examples)), digits, digits.examples)
with check("every other demo tells its whole prediction"):
    for demo in Demo.all():
        if demo.name in ["penguins", "houses", "digits", "training", "voice"]:
            continue
        for row in demo.examples[:3]:
            # A list of choices has no tensor of one value a row; left out, it is its default.
            row = {name: value for name, value in row.items() if not isinstance(value, list)}
            is_told(client.infer(demo.name, tensors(demo, [row]), outputs=wanted("prediction")), demo, [row])

# --- Many pictures at once -------------------------------------------------------------------------

packed = pathlib.Path(__file__).parents[2] / "gallery/src/demos/digits/mnist10k.bin.gz"
raw = np.frombuffer(gzip.decompress(packed.read_bytes()), np.uint8)
(count,) = raw[:4].view("<u4")
truth, images = raw[4 : 4 + count][-1024:], raw[4 + count :].reshape(count, 28, 28)[-1024:]

with check("1,024 digits in one request, as UINT8 [1024, 28, 28]; at least 95 in 100 are read right"):
    given = triton.InferInput("drawing", [1024, 28, 28], "UINT8")
    given.set_data_from_numpy(images)
    result = client.infer("digits", [given], outputs=wanted("label", "probability", "probabilities"))
    labels = np.array([int(one) for one in strings(result.as_numpy("label"))])
    assert result.as_numpy("probabilities").shape == (1024, 10), result.as_numpy("probabilities").shape
    right = (labels == truth).mean()
    assert right >= 0.95, f"{right:.3f} are read right"
with check("the same pictures as FP32, with three channels, and as the server's own JSON has them"):

    def png(pixels):
        height, width = pixels.shape
        number = lambda value: struct.pack(">I", value)
        part = lambda kind, data: number(len(data)) + kind + data + number(zlib.crc32(kind + data))
        rows = b"".join(b"\0" + row.tobytes() for row in pixels)
        head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
        return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")

    few = images[:8]
    rows = [{"drawing": "data:image/png;base64," + base64.b64encode(png(one)).decode()} for one in few]
    grey = triton.InferInput("drawing", [8, 28, 28], "FP32")
    grey.set_data_from_numpy(few.astype(np.float32))
    is_classes(client.infer("digits", [grey]), digits, rows)
    colour = triton.InferInput("drawing", [8, 28, 28, 3], "UINT8")
    colour.set_data_from_numpy(np.repeat(few[..., None], 3, axis=3))
    is_classes(client.infer("digits", [colour]), digits, rows)
    files = triton.InferInput("drawing", [8], "BYTES")
    files.set_data_from_numpy(np.array([png(one) for one in few], dtype=np.object_))
    is_classes(client.infer("digits", [files]), digits, rows)

# --- What cannot be answered -----------------------------------------------------------------------

Refused = triton.InferenceServerException
ROW = penguins.examples[:1]


def refused(about, *parts, status="400", ask):
    with check(f"refused in words: {about}"):
        with raises(Refused, *parts):
            try:
                ask()
            except Refused as error:
                same(error.status(), status, "status ")
                raise


refused("an unknown model", "dodos", status="404", ask=lambda: client.infer("dodos", tensors(penguins, ROW)))
refused("an unknown version", "penguins", "9", status="404",
        ask=lambda: client.infer("penguins", tensors(penguins, ROW), model_version="9"))
refused("metadata of an unknown model", "dodos", status="404", ask=lambda: client.get_model_metadata("dodos"))
refused("an input that the model has not", "wings",
        ask=lambda: client.infer("penguins", tensors(penguins, ROW) + [tensor("wings", [2.0], "FP64")]))
refused("a missing feature", "body_mass",
        ask=lambda: client.infer("penguins", [one for one in tensors(penguins, ROW) if one.name() != "body_mass"]))
refused("a number out of its range, with the row", "bill_length", "500", "30 to 65",
        ask=lambda: client.infer("penguins", tensors(penguins, ROW + [ROW[0] | {"bill_length": 500}])))
refused("a choice that is none", "Mars", "Biscoe",
        ask=lambda: client.infer("penguins", tensors(penguins, [ROW[0] | {"island": "Mars"}])))
refused("a number as text", "bill_length",
        ask=lambda: client.infer("penguins", tensors(penguins, ROW)[1:] + [tensor("bill_length", ["long"], "BYTES")]))
refused("tensors of different lengths", "body_mass",
        ask=lambda: client.infer("penguins", tensors(penguins, ROW)[:3] + [tensor("body_mass", [1.0, 2.0], "FP64")]))
refused("a tensor of too many dimensions", "bill_length",
        ask=lambda: client.infer("penguins", tensors(penguins, ROW)[1:] + [tensor("bill_length", [[[1.0]]], "FP64")]))
refused("an output that the model has not", "wings",
        ask=lambda: client.infer("penguins", tensors(penguins, ROW), outputs=wanted("wings")))
with check("refused in words: a model cannot be loaded or unloaded by whoever asks"):
    for ask in [client.load_model, client.unload_model]:
        with raises(Refused):
            ask("penguins")

# --- Without waiting -------------------------------------------------------------------------------

with check("async_infer: eight requests on four connections"):
    asked = [client.async_infer("penguins", tensors(penguins, [row])) for row in penguins.examples * 2]
    for row, one in zip(penguins.examples * 2, asked):
        is_classes(one.get_result(), penguins, [row])


async def asynchronous():
    async with triton_aio.InferenceServerClient(host()) as client:
        with check("tritonclient.http.aio: live, ready, metadata"):
            assert await client.is_server_live() and await client.is_server_ready()
            assert await client.is_model_ready("penguins")
            same([one["name"] for one in (await client.get_model_metadata("penguins"))["inputs"]], penguins.features)
        with check("tritonclient.http.aio: binary and JSON"):
            for row in penguins.examples:
                is_classes(await client.infer("penguins", tensors(penguins, [row])), penguins, [row])
                outputs = wanted("label", "probability", "classes", "probabilities", binary=False)
                given = tensors(penguins, [row], binary=False)
                is_classes(await client.infer("penguins", given, outputs=outputs), penguins, [row])
        with check("tritonclient.http.aio: gzip and deflate"):
            for algorithm in ["gzip", "deflate"]:
                compressed = dict(request_compression_algorithm=algorithm, response_compression_algorithm=algorithm)
                result = await client.infer("penguins", tensors(penguins, ROW), **compressed)
                is_classes(result, penguins, ROW)
        with check("tritonclient.http.aio: an error in words"):
            with raises(Refused, "dodos"):
                await client.infer("dodos", tensors(penguins, ROW))


asyncio.run(asynchronous())
finish()
