"""boto3's client of SageMaker's runtime, with `endpoint_url` alone: invoke_endpoint in every format, and its errors."""

import csv
import io
import json

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from check import Demo, base, check, finish, raises, same

client = boto3.client(
    "sagemaker-runtime",
    endpoint_url=base(),
    region_name="us-east-1",
    aws_access_key_id="nobody",
    aws_secret_access_key="nothing",
    config=Config(retries={"total_max_attempts": 1}),
)
penguins, houses = Demo("penguins"), Demo("houses")
ROWS = penguins.examples[:3]


def ask(demo, body, kind="application/json", **more):
    body = body if isinstance(body, (str, bytes)) else json.dumps(body)
    answer = client.invoke_endpoint(EndpointName=demo, ContentType=kind, Body=body, **more)
    return json.loads(answer["Body"].read())["predictions"]


def table(demo, rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, demo.features)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


for demo in [penguins, houses]:
    rows = demo.examples[:3]
    plain = [demo.plain(row) for row in rows]
    columns = [[row.get(name) for name in demo.features] for row in rows]
    bodies = {
        "instances of objects": {"instances": rows},
        "instances of lists": {"instances": columns},
        "dataframe_split": {"dataframe_split": {"columns": demo.features, "data": columns}},
        "dataframe_records": {"dataframe_records": rows},
        "inputs of columns": {"inputs": {name: [row.get(name) for row in rows] for name in demo.features}},
        "inputs of records": {"inputs": rows},
        "inputs of lists": {"inputs": columns},
    }
    for about, body in bodies.items():
        with check(f"{demo.name}: {about}"):
            same(ask(demo.name, body), plain)
    with check(f"{demo.name}: text/csv with a header"):
        same(ask(demo.name, table(demo, rows), "text/csv"), plain)

with check("dataframe_split with its columns in another order, and an index"):
    names = penguins.features[::-1]
    split = {"columns": names, "index": [7, 8, 9], "data": [[row[name] for name in names] for row in ROWS]}
    same(ask("penguins", {"dataframe_split": split}), [penguins.plain(row) for row in ROWS])
with check("what is optional may be left out"):
    row = penguins.examples[3]
    same(ask("penguins", {"instances": [row]}), [penguins.plain(row)])
    same(ask("penguins", table(penguins, [row]), "text/csv"), [penguins.plain(row)])
with check("text/csv with a charset"):
    same(ask("penguins", table(penguins, ROWS), "text/csv; charset=utf-8"), [penguins.plain(row) for row in ROWS])
with check("texts, one feature alone: bare values"):
    languages = Demo("languages")
    texts = [row["text"] for row in languages.examples]
    same(ask("languages", {"instances": texts}), [languages.plain(row) for row in languages.examples])
with check("Accept, CustomAttributes and InferenceId do no harm"):
    more = dict(Accept="application/json", CustomAttributes="trace=7", InferenceId="seven")
    same(ask("penguins", {"instances": ROWS}, **more), [penguins.plain(row) for row in ROWS])


def refused(about, *parts, status, ask):
    with check(f"refused in words: {about}"):
        with raises(ClientError, *parts):
            try:
                ask()
            except ClientError as error:
                same(error.response["ResponseMetadata"]["HTTPStatusCode"], status, "status ")
                raise


refused("an unknown endpoint", "dodos", status=404, ask=lambda: ask("dodos", {"instances": ROWS}))
refused("a number out of its range", "bill_length", "30 to 65", status=400,
        ask=lambda: ask("penguins", {"instances": [ROWS[0] | {"bill_length": 500}]}))
refused("a missing feature", "body_mass", status=400, ask=lambda: ask("penguins", {"instances": [{"bill_length": 40}]}))
refused("a body that is no JSON", status=400, ask=lambda: ask("penguins", "bill_length=40"))
refused("a body without any of the formats", "instances", status=400, ask=lambda: ask("penguins", {"rows": ROWS}))
refused("two formats at once", status=400, ask=lambda: ask("penguins", {"instances": ROWS, "inputs": ROWS}))
refused("a table with a faulty row", "bill_length", status=400,
        ask=lambda: ask("penguins", table(penguins, [ROWS[0] | {"bill_length": "long"}]), "text/csv"))
refused("another content type", "text/csv", status=415, ask=lambda: ask("penguins", b"\x93NUMPY", "application/x-npy"))

finish()
