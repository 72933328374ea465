"""bentoml's SyncHTTPClient: it finds the methods by itself, and calls them."""

import pathlib

import bentoml
from bentoml.exceptions import BentoMLException
from check import Demo, base, check, finish, http, raises, same

SEVEN = pathlib.Path(__file__).parents[2] / "end2end/fixtures/seven.png"
demos = {demo.name: demo for demo in Demo.all()}

with bentoml.SyncHTTPClient(base()) as client:
    with check("is ready"):
        assert client.is_ready()
    with check("finds a method for every demo"):
        missing = [name for name in demos if not callable(getattr(client, name, None))]
        assert not missing, missing
    for name in ["penguins", "houses", "languages", "seattle", "co2", "austen"]:
        with check(f"each example of {name}"):
            for row in demos[name].examples:
                same(getattr(client, name)(**row), demos[name].plain(row))
    with check("the method predict is that of the server's own model, penguins"):
        row = demos["penguins"].examples[0]
        same(client.predict(**row), demos["penguins"].plain(row))
    with check("a picture as a file"):
        token = demos["digits"].upload("seven.png", SEVEN.read_bytes(), "image/png")
        same(client.digits(drawing=SEVEN), demos["digits"].plain({"drawing": token}))
    with check("refused in words: a number out of its range"):
        with raises(BentoMLException, "bill_length", "30 to 65"):
            client.penguins(**demos["penguins"].examples[0] | {"bill_length": 500})
    with check("a missing feature is found by the client itself"):
        with raises(TypeError, "body_mass"):
            client.penguins(bill_length=40, bill_depth=18, flipper_length=190)

with check("the asynchronous client"):
    import asyncio

    async def ask():
        async with bentoml.AsyncHTTPClient(base()) as client:
            return await client.penguins(**demos["penguins"].examples[0])

    same(asyncio.run(ask()), demos["penguins"].plain(demos["penguins"].examples[0]))
with check("livez, readyz and healthz are a line of text; docs.json is a document"):
    for path in ["livez", "readyz", "healthz"]:
        status, headers, body = http("GET", f"{base()}/{path}")
        assert status == 200 and headers["content-type"].startswith("text/plain"), f"{path}: {status} {headers} {body}"
    status, _, body = http("GET", f"{base()}/docs.json")
    assert status == 200 and b'"openapi"' in body, (status, body[:200])

finish()
