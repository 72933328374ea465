"""mlflow's ScoringServerClient. Its server names no model, so this one is started with --model penguins."""

import numpy as np
import pandas as pd
from check import Demo, check, finish, host, raises, same
from mlflow.pyfunc.scoring_server.client import ScoringServerClient

penguins = Demo("penguins")
address, port = host().rsplit(":", 1)
client = ScoringServerClient(address, port)
ROWS = penguins.examples[:3]
expected = [penguins.plain(row) for row in ROWS]

with check("the server is ready, and says its version"):
    client.wait_server_ready(timeout=10)
    assert client.get_version()[0].isdigit(), client.get_version()
with check("a DataFrame, read back as objects"):
    same(client.invoke(pd.DataFrame(ROWS)).get_predictions("ndarray").tolist(), expected)
with check("a DataFrame, read back as a DataFrame"):
    table = client.invoke(pd.DataFrame(ROWS)).get_predictions()
    same(table["label"].tolist(), [plain["label"] for plain in expected])
    same(table["probability"].tolist(), [plain["probability"] for plain in expected])
with check("a DataFrame with values that are missing, which MLflow writes as NaN"):
    rows = penguins.examples
    table = client.invoke(pd.DataFrame(rows)).get_predictions()
    same(table["probability"].tolist(), [penguins.plain(row)["probability"] for row in rows])
with check("an array of rows, with the features in order"):
    matrix = np.array([[row[name] for name in penguins.features] for row in ROWS], dtype=object)
    table = client.invoke(matrix).get_predictions()
    same(table["probability"].tolist(), [plain["probability"] for plain in expected])
with check("a list of rows"):
    rows = [[row[name] for name in penguins.features] for row in ROWS]
    same(client.invoke(rows).get_predictions()["label"].tolist(), [plain["label"] for plain in expected])
with check("params that nobody knows do no harm"):
    table = client.invoke(pd.DataFrame(ROWS), params={"temperature": 0.5}).get_predictions()
    same(table["label"].tolist(), [plain["label"] for plain in expected])
with check("an error in words"):
    with raises(Exception, "400", "bill_length", "30 to 65"):
        client.invoke(pd.DataFrame([ROWS[0] | {"bill_length": 500}]))

finish()
