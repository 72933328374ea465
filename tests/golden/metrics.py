"""Writes penguins.json: the measures of penguins.csv by scikit-learn, scipy and numpy.

penguins.csv is what `maquette evaluate penguins --predictions tests/golden/penguins.csv` writes.

    pip install scikit-learn==1.9.1 scipy==1.17.1 && python tests/golden/metrics.py
"""

import csv
import json
from pathlib import Path

import numpy as np
from scipy.special import softmax
from scipy.stats import binomtest
from sklearn.metrics import accuracy_score, brier_score_loss, log_loss

here = Path(__file__).parent
with open(here / "penguins.csv") as file:
    rows = list(csv.DictReader(file))
labels = [name.removeprefix("logit_") for name in rows[0] if name.startswith("logit_")]
truths = np.array([labels.index(row["truth"]) for row in rows])
table = lambda kind: np.array([[float(row[f"{kind}_{label}"]) for label in labels] for row in rows])
logits, after = table("logit"), table("probability")


def ece(probabilities, truths, bins=15):
    confidence, right = probabilities.max(1), probabilities.argmax(1) == truths
    edges = np.linspace(0, 1, bins + 1)
    inside = np.clip(np.digitize(confidence, edges) - 1, 0, bins - 1)
    gaps = [abs(right[inside == b].sum() - confidence[inside == b].sum()) for b in range(bins)]
    return sum(gaps) / len(truths)


def wilson(right, rows):
    interval = binomtest(right, rows).proportion_ci(0.95, method="wilson")
    return [right, rows, interval.low, interval.high]


def measures(truths):
    return {
        "accuracy": accuracy_score(truths, after.argmax(1)),
        "log_loss": log_loss(truths, after, labels=range(len(labels))),
        "brier": brier_score_loss(truths, after, labels=range(len(labels)), scale_by_half=False),
        "ece_before": ece(softmax(logits, axis=1), truths),
        "ece_after": ece(after, truths),
    }


golden = {
    "as_stored": measures(truths),
    # Answers that are mostly wrong: each is held against the truth of the row after it.
    "shifted": measures(np.roll(truths, -1)),
    "wilson": [wilson(*shares) for shares in [(50, 100), (68, 69), (85, 85), (0, 7), (3, 1000)]],
}
(here / "penguins.json").write_text(json.dumps(golden, indent=2) + "\n")
