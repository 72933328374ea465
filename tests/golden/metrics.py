"""Writes penguins.json and houses.json: the measures of penguins.csv and houses.csv by scikit-learn,
scipy, numpy and MAPIE.

penguins.csv is what `maquette evaluate penguins --predictions tests/golden/penguins.csv` writes, and
houses.csv is made of the first 500 rows of what it wrote for houses: 300 to calibrate and 200 to test,
each with its true price and the one that was said.

    pip install numpy==2.4.6 scikit-learn==1.9.1 scipy==1.17.1 mapie==1.6.0 && python tests/golden/metrics.py
"""

import csv
import json
from pathlib import Path

import numpy as np
from mapie.regression import SplitConformalRegressor
from scipy.special import softmax
from scipy.stats import binomtest, bootstrap
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.metrics import (
    accuracy_score,
    brier_score_loss,
    log_loss,
    mean_absolute_error,
    median_absolute_error,
    r2_score,
    root_mean_squared_error,
    root_mean_squared_log_error,
)

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


# Numbers: prices, learnt as their logarithms.

with open(here / "houses.csv") as file:
    rows = list(csv.DictReader(file))
part = lambda name, column: np.array([float(row[column]) for row in rows if row["part"] == name])
calibration, calibration_said = part("calibration", "truth"), part("calibration", "said")
truths, said = part("test", "truth"), part("test", "said")


class Said(RegressorMixin, BaseEstimator):
    """A model that was fitted before and says what its only column says."""

    fitted_ = True

    def fit(self, X, y):
        return self

    def predict(self, X):
        return X[:, 0]


def conformal(coverage):
    model = SplitConformalRegressor(Said(), confidence_level=coverage, prefit=True)
    model.conformalize(np.log(calibration_said)[:, None], np.log(calibration))
    level, interval = model.predict_interval(np.log(said)[:, None])
    # On the scale that was learnt on every interval is as wide.
    half_width = float(interval[0, 1, 0] - level[0])
    held = (np.log(truths) >= interval[:, 0, 0]) & (np.log(truths) <= interval[:, 1, 0])
    return {
        "coverage": coverage,
        "half_width": half_width,
        "coverage_seen": held.mean(),
        "intervals": np.exp(interval[:10, :, 0]).tolist(),
    }


measures = {
    "rmse": root_mean_squared_error,
    "mae": mean_absolute_error,
    "r2": r2_score,
    # scikit-learn's adds 1 before it takes the logarithm.
    "log_rmse": lambda truths, said: root_mean_squared_log_error(truths - 1, said - 1),
    "median_percent_error": lambda truths, said: median_absolute_error(np.ones_like(truths), said / truths),
}


def percentile_bootstrap(measure):
    interval = bootstrap(
        (truths, said),
        measure,
        paired=True,
        vectorized=False,
        method="percentile",
        n_resamples=9999,
        rng=np.random.default_rng(0),
    ).confidence_interval
    return [interval.low, interval.high]


rng = np.random.default_rng(1)
resampled = [rng.choice(np.abs(said - truths), len(truths)).mean() for _ in range(200)]
golden = {
    "measures": {name: measure(truths, said) for name, measure in measures.items()},
    "bootstrap": {name: percentile_bootstrap(measure) for name, measure in measures.items()},
    "resampled": sorted(resampled),
    "percentiles": [[share, np.quantile(resampled, share)] for share in (0.025, 0.1, 0.5, 0.975, 1.0)],
    "conformal": [conformal(coverage) for coverage in (0.5, 0.8, 0.9, 0.95)],
}
(here / "houses.json").write_text(json.dumps(golden, indent=1) + "\n")
