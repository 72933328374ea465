"""prometheus-client's own parser on /metrics: every line is read, and what was asked meanwhile is counted."""

import collections
import json

from check import Demo, base, check, finish, http, same
from prometheus_client.parser import text_string_to_metric_families

penguins = Demo("penguins")


def families():
    status, headers, body = http("GET", f"{base()}/metrics")
    assert status == 200, body
    same(headers["content-type"], "text/plain; version=0.0.4; charset=utf-8")
    return {family.name: family for family in text_string_to_metric_families(body.decode())}


def total(name, **labels):
    """The sum of a family's samples that have these labels."""
    found = collections.Counter()
    for family in families().values():
        for sample in family.samples:
            if labels.items() <= sample.labels.items():
                found[sample.name] += sample.value
    assert name in found, f"{name} is not among {sorted(found)}"
    return found[name]


KINDS = {
    "maquette_requests": "counter",
    "maquette_errors": "counter",
    "maquette_predictions": "counter",
    "maquette_in_flight": "gauge",
    "maquette_waiting": "gauge",
    "maquette_ready": "gauge",
    "maquette_request_duration_seconds": "histogram",
    "maquette_queue_duration_seconds": "histogram",
    "maquette_forward_duration_seconds": "histogram",
    "maquette_batch_rows": "histogram",
}
penguins.plain(penguins.examples[0])
http("POST", f"{base()}/api/penguins/predict", b"{}", {"content-type": "application/json"})

with check("every family is read, has a help text and a type"):
    for family in families().values():
        assert family.documentation and family.type != "unknown", family.name
with check("the families that dashboards are made of are there, each of its type"):
    same({name: families()[name].type for name in KINDS if name in families()}, KINDS)
with check("no histogram counts less in a wider bucket, and +Inf counts all"):
    for family in families().values():
        if family.type != "histogram":
            continue
        series = collections.defaultdict(dict)
        for sample in family.samples:
            key = tuple(sorted((k, v) for k, v in sample.labels.items() if k != "le"))
            if sample.name.endswith("_bucket"):
                series[key][float(sample.labels["le"].replace("+Inf", "inf"))] = sample.value
            elif sample.name.endswith("_count"):
                series[key]["count"] = sample.value
        for key, buckets in series.items():
            count = buckets.pop("count")
            values = [buckets[edge] for edge in sorted(buckets)]
            assert values == sorted(values) and values[-1] == count, f"{family.name} {key}: {values}, {count}"
with check("seven predictions are seven more, of that demo and by that door"):
    before = total("maquette_predictions_total", demo="penguins", door="JSON")
    for _ in range(7):
        penguins.plain(penguins.examples[0])
    same(total("maquette_predictions_total", demo="penguins", door="JSON") - before, 7)
with check("the durations of the request and of the model are counted once each"):
    names = ["request_duration_seconds", "queue_duration_seconds", "forward_duration_seconds", "batch_rows"]
    counts = lambda: [total(f"maquette_{name}_count", demo="penguins") for name in names]
    before = counts()
    penguins.plain(penguins.examples[0])
    same([after - count for after, count in zip(counts(), before)], [1] * 4)
with check("a mistake is counted by its reason, and as no prediction"):
    before = total("maquette_errors_total", demo="penguins", reason="invalid"), total("maquette_predictions_total")
    http("POST", f"{base()}/api/penguins/predict", b"{}", {"content-type": "application/json"})
    same(total("maquette_errors_total", demo="penguins", reason="invalid") - before[0], 1)
    same(total("maquette_predictions_total"), before[1])
with check("every demo is ready"):
    same(total("maquette_ready"), len(Demo.all()))
with check("no label holds what somebody has typed"):
    http("GET", f"{base()}/never-heard-of-this-address")
    http("POST", f"{base()}/api/penguins/predict", json.dumps({"island": "never-heard-of"}).encode(),
         {"content-type": "application/json"})
    _, _, body = http("GET", f"{base()}/metrics")
    assert b"never-heard-of" not in body

finish()
