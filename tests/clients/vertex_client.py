"""The prediction client of Vertex AI, by its REST transport, with nobody's credentials."""

from check import Demo, check, finish, host, raises, same
from google.api_core.exceptions import BadRequest, NotFound
from google.auth.credentials import AnonymousCredentials
from google.cloud import aiplatform_v1
from google.cloud.aiplatform_v1.services.prediction_service.transports.rest import PredictionServiceRestTransport
from google.protobuf.json_format import MessageToDict

transport = PredictionServiceRestTransport(host=host(), url_scheme="http", credentials=AnonymousCredentials())
client = aiplatform_v1.PredictionServiceClient(transport=transport)


def ask(name, instances, **more):
    endpoint = f"projects/p/locations/us/endpoints/{name}"
    answer = client.predict(endpoint=endpoint, instances=instances, **more)
    return MessageToDict(answer._pb)["predictions"]


for demo in [Demo("penguins"), Demo("houses"), Demo("digits")]:
    rows = demo.examples[:3]
    with check(f"{demo.name}: three instances as objects"):
        same(ask(demo.name, rows), [demo.plain(row) for row in rows])
    with check(f"{demo.name}: three instances as lists"):
        same(ask(demo.name, [[row[name] for name in demo.features] for row in rows]), [demo.plain(row) for row in rows])

ROW = Demo("penguins").examples[0]
with check("parameters that nobody knows do no harm"):
    same(ask("penguins", [ROW], parameters={"temperature": 0.5}), [Demo("penguins").plain(ROW)])
with check("texts, one feature alone: bare values"):
    languages = Demo("languages")
    same(ask("languages", [row["text"] for row in languages.examples[:3]]),
         [languages.plain(row) for row in languages.examples[:3]])
with check("an error in words: an unknown endpoint"):
    with raises(NotFound, "dodos"):
        ask("dodos", [ROW])
with check("an error in words: a number out of its range"):
    with raises(BadRequest, "bill_length", "30 to 65"):
        ask("penguins", [ROW | {"bill_length": 500}])

finish()
