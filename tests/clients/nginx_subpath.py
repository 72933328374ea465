"""nginx before the server, under /app/, with its buffering of answers on and off: pages and all that they name, forms,
answers that grow, Gradio's client, Triton's, and MCP. Give it the gallery's address; it starts an nginx of its own."""

import html.parser
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

from check import Demo, base, check, finish, host, http, same

program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
if not program:
    sys.exit("nginx is not here: tools/clients.sh full brings it")
scratch = pathlib.Path(tempfile.mkdtemp(prefix="maquette-nginx-"))
for folder in ["body", "proxy", "fastcgi", "uwsgi", "scgi"]:
    (scratch / folder).mkdir()
# Its workers may be nobody, who has to reach what is kept here.
scratch.chmod(0o755)

CONFIG = """
daemon off;
master_process off;
pid {scratch}/pid;
error_log {scratch}/errors;
events {{}}
http {{
    access_log off;
    client_body_temp_path {scratch}/body;
    proxy_temp_path {scratch}/proxy;
    fastcgi_temp_path {scratch}/fastcgi;
    uwsgi_temp_path {scratch}/uwsgi;
    scgi_temp_path {scratch}/scgi;
    client_max_body_size 20m;
    server {{
        listen 127.0.0.1:{port};
        location / {{ return 404; }}
        location /app/ {{
            proxy_pass http://{upstream}/;
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-Host $http_host;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Prefix /app;
            proxy_buffering {buffering};
        }}
    }}
}}
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Nginx:
    def __init__(self, buffering):
        self.port = free_port()
        config = scratch / "nginx.conf"
        config.write_text(CONFIG.format(scratch=scratch, port=self.port, upstream=host(), buffering=buffering))
        self.process = subprocess.Popen([program, "-e", f"{scratch}/errors", "-p", str(scratch), "-c", str(config)])
        self.site = f"http://127.0.0.1:{self.port}"
        self.app = f"{self.site}/app"

    def __enter__(self):
        for _ in range(200):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            assert self.process.poll() is None, (scratch / "errors").read_text()
            time.sleep(0.05)
        raise AssertionError("nginx does not listen")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)


class Named(html.parser.HTMLParser):
    """All that a page names: what it loads and where it leads."""

    def __init__(self, page):
        super().__init__()
        self.loads, self.leads, self.forms = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "link" or tag == "script" or tag == "img":
            self.loads += [value for key, value in found.items() if key in ("src", "href") and value]
        if tag == "a" and found.get("href"):
            self.leads.append(found["href"])
        if tag == "form":
            self.forms.append(found.get("action") or "")


def page(address):
    status, headers, body = http("GET", address, headers={"accept": "text/html"})
    assert status == 200 and headers["content-type"].startswith("text/html"), f"{address}: {status}"
    return body.decode()


def first_pieces(address, wanted):
    """The events of a stream as they come, until there are so many outputs; and then no more is read."""
    with urllib.request.urlopen(urllib.request.Request(address), timeout=60) as response:
        seen = []
        for line in response:
            if line.startswith(b"event: "):
                seen.append(line[7:].strip().decode())
            if seen.count("output") >= wanted:
                return seen
        return seen


def behind(nginx, about):
    app = nginx.app
    with check(f"{about}: a page, and every address on it is below /app/ and is answered"):
        for path in ["/", "/penguins", "/voice"]:
            named = Named(page(app + path))
            assert named.leads, path
            for kind, addresses in [("loads", named.loads), ("leads to", named.leads), ("asks", named.forms)]:
                for address in addresses:
                    if address.startswith(("#", "data:", "blob:")):
                        continue
                    whole = urllib.parse.urljoin(app + path, address)
                    if kind == "leads to" and not whole.startswith(nginx.site):
                        continue  # to somewhere else in the world
                    assert whole.startswith(app), f"{path} {kind} {address}, which is {whole}"
                    if kind != "asks":
                        status, _, _ = http("GET", whole.split("#")[0])
                        assert status == 200, f"{path} {kind} {address}: {status}"
    with check(f"{about}: the bundle is loaded: script, wasm and style"):
        text = page(f"{app}/penguins")
        named = Named(text)
        kinds = {urllib.parse.urlsplit(one).path.rsplit(".", 1)[-1] for one in named.loads}
        assert "css" in kinds and "js" in kinds, named.loads
        wasm = [part for part in text.replace("'", '"').split('"') if part.endswith(".wasm")]
        assert wasm, "the page names no wasm"
        for one in wasm:
            whole = urllib.parse.urljoin(f"{app}/penguins", one)
            assert whole.startswith(app), f"{one} is {whole}"
            same(http("GET", whole)[0], 200, f"{one}: ")
    with check(f"{about}: a form that is posted leads to its answer below /app/"):
        body = urllib.parse.urlencode(dict(images=500, epochs=1, rate="Large")).encode()

        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None

        opener = urllib.request.build_opener(Stay)
        headers = {"content-type": "application/x-www-form-urlencoded", "origin": nginx.site}
        try:
            response = opener.open(urllib.request.Request(f"{app}/training", body, headers), timeout=60)
        except urllib.error.HTTPError as error:
            response = error
        same(response.status, 303, f"{response.read()[:300]} ")
        place = urllib.parse.urljoin(f"{app}/training", response.headers["location"])
        assert place.startswith(f"{app}/training/jobs/"), place
        page(place)
    with check(f"{about}: the JSON, an upload, and the document's own address"):
        row = Demo("penguins").examples[0]
        behind = Demo("penguins", app)
        same(behind.prediction(row), Demo("penguins").prediction(row))
        status, headers, body = http("POST", f"{app}/uploads", b"GIF89a", {"content-type": "application/octet-stream"})
        same(status, 201)
        assert urllib.parse.urljoin(f"{app}/uploads", json.loads(body)["url"]).startswith(app), body
        (server,) = json.loads(http("GET", f"{app}/openapi.json")[2])["servers"]
        assert urllib.parse.urljoin(f"{app}/openapi.json", server["url"]).rstrip("/") == app, server
    with check(f"{about}: an answer comes piece by piece, while the work goes on"):
        sent = json.dumps(dict(images=8000, epochs=5, rate="Small")).encode()
        status, _, body = http("POST", f"{app}/api/training/jobs", sent, {"content-type": "application/json"})
        same(status, 202)
        job = f"/api/training/jobs/{json.loads(body)['id']}"
        seen = first_pieces(f"{app}{job}/events", 3)
        same(seen.count("output"), 3)
        # Were it kept back until its end, the work would be over by now.
        same(json.loads(http("GET", base() + job)[2])["state"], "running")
        http("DELETE", base() + job)
    with check(f"{about}: Gradio's client"):
        from gradio_client import Client, handle_file

        client = Client(app, verbose=False, download_files=str(scratch / "down"), analytics_enabled=False)
        demo = Demo("penguins")
        for row in demo.examples:
            got = client.predict(**row, api_name="/penguins")
            same((got if isinstance(got, dict) else got[0])["label"], demo.plain(row)["label"])
        seven = pathlib.Path(__file__).parents[2] / "end2end/fixtures/seven.png"
        got = client.predict(handle_file(seven), api_name="/digits")
        same((got if isinstance(got, dict) else got[0])["label"], "7")
        job = client.submit(images=1000, epochs=1, rate="Middling", api_name="/training")
        assert len(list(job)) >= 4, job.outputs()
        own = Client(f"{app}/penguins", verbose=False, download_files=False, analytics_enabled=False)
        own.predict(**demo.examples[0])
    with check(f"{about}: Triton's client and MCP's"):
        import asyncio

        import numpy as np
        import tritonclient.http as triton
        from mcp import Client as Mcp

        client = triton.InferenceServerClient(f"127.0.0.1:{nginx.port}/app")
        row = Demo("penguins").examples[3]
        given = []
        for name, value in row.items():
            given.append(triton.InferInput(name, [1], "FP64"))
            given[-1].set_data_from_numpy(np.array([value], dtype=np.float64))
        label = client.infer("penguins", given).as_numpy("label")[0].decode()
        same(label, Demo("penguins").plain(row)["label"])

        async def tool():
            async with Mcp(f"{app}/mcp") as client:
                return await client.call_tool("penguins", row)

        assert not asyncio.run(tool()).is_error


for buffering in ["on", "off"]:
    with Nginx(buffering) as nginx:
        behind(nginx, f"buffering {buffering}")
finish()
