"""The network of gallery/src/demos/penguins in numpy: its weights, its encoding (as src/encoding.rs does it) and its
temperature, for the Python servers that ours is measured beside."""

import json
import math
from pathlib import Path

import numpy as np

DEMO = Path(__file__).parents[2] / "gallery/src/demos/penguins"
SPECIES = ["Adelie", "Chinstrap", "Gentoo"]
ISLANDS = ["Biscoe", "Dream", "Torgersen"]
SEXES = ["female", "male"]
NUMBERS = ["bill_length", "bill_depth", "flipper_length", "body_mass"]


def tensors(path):
    """A safetensors file: the length of a JSON header, the header, and the numbers."""
    file = path.read_bytes()
    start = 8 + int.from_bytes(file[:8], "little")
    header = json.loads(file[8:start])
    kinds = {"F32": np.float32, "F64": np.float64}

    def tensor(about):
        low, high = about["data_offsets"]
        return np.frombuffer(file[start + low : start + high], kinds[about["dtype"]]).reshape(about["shape"])

    return {name: tensor(about) for name, about in header.items() if name != "__metadata__"}


WEIGHTS = tensors(DEMO / "weights.safetensors")
TEMPERATURE = json.loads((DEMO / "card.json").read_text())["calibration"]["temperature"]
MEAN, DEVIATION = WEIGHTS["encoding.mean"], WEIGHTS["encoding.deviation"]
HIDDEN, HIDDEN_BIAS = WEIGHTS["hidden.weight"].T.copy(), WEIGHTS["hidden.bias"]
OUTPUT, OUTPUT_BIAS = WEIGHTS["output.weight"].T.copy(), WEIGHTS["output.bias"]


def encode(row):
    """Numbers are standardised; an answer has a column for each choice, and one for not known."""
    numbers = [(row[name] - MEAN[i]) / DEVIATION[i] for i, name in enumerate(NUMBERS)]
    island = [float(row.get("island") == name) for name in ISLANDS] + [float(row.get("island") is None)]
    sex = [float(row.get("sex") == name) for name in SEXES] + [float(row.get("sex") is None)]
    return numbers + island + sex


def predict(rows):
    """Rows by the features' names to `{label, probability, classes: {species: probability}}` each."""
    encoded = np.array([encode(row) for row in rows], np.float32)
    logits = np.maximum(encoded @ HIDDEN + HIDDEN_BIAS, 0) @ OUTPUT + OUTPUT_BIAS
    return [answer(row.tolist()) for row in logits]


def answer(logits):
    """A softmax of three numbers is quicker without numpy."""
    largest = max(logits)
    weights = [math.exp((logit - largest) / TEMPERATURE) for logit in logits]
    total = sum(weights)
    classes = {species: weight / total for species, weight in zip(SPECIES, weights)}
    label = max(classes, key=classes.get)
    return {"label": label, "probability": classes[label], "classes": classes}
