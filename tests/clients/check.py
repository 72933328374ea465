"""What the scripts here share: each says line by line what it looks at, and ends with the count.

    with check("the server is live"):
        assert client.is_server_live()

What fails inside is told and counted, and the next is looked at. `finish()` gives the exit status. `Demo` asks the
server's own JSON, beside which every other protocol is held.
"""

import contextlib
import faulthandler
import json
import math
import os
import sys
import traceback
import urllib.error
import urllib.request

# None of these clients has anybody to tell of their use.
os.environ.update(
    BENTOML_DO_NOT_TRACK="True",
    DO_NOT_TRACK="1",
    GRADIO_ANALYTICS_ENABLED="False",
    HF_HUB_DISABLE_TELEMETRY="1",
    HF_HUB_OFFLINE="1",
    MLFLOW_DISABLE_TELEMETRY="true",
    NO_PROXY="127.0.0.1",
    no_proxy="127.0.0.1",
)

_counts = {"passed": 0, "failed": 0}


def patience(secs):
    """A script that waits longer than so many seconds is ended, and the place where it waits is told."""
    faulthandler.dump_traceback_later(secs, exit=True)


patience(300)


def _cannot_go_on(kind, error, trace):
    traceback.print_exception(kind, error, trace, file=sys.stdout)
    print(f"  FAILED  could not go on\n{_counts['passed']} passed, {_counts['failed'] + 1} failed", flush=True)
    os._exit(1)


sys.excepthook = _cannot_go_on


def base():
    """The address that the script was given, without a slash at its end."""
    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} http://127.0.0.1:3000")
    return sys.argv[1].rstrip("/")


def host():
    """The same without its scheme, which some clients want so."""
    return base().removeprefix("http://")


@contextlib.contextmanager
def check(about):
    try:
        yield
    except Exception as error:
        _counts["failed"] += 1
        print(f"  FAILED  {about}")
        said = str(error) if isinstance(error, AssertionError) and str(error) else None
        lines = [said] if said else traceback.format_exception(error)[-8:]
        print("".join(f"          {line}\n" for line in "".join(lines).splitlines()), end="", flush=True)
    else:
        _counts["passed"] += 1
        print(f"  ok      {about}", flush=True)


@contextlib.contextmanager
def raises(kind, *parts):
    """That an error of this kind comes, and that its words have all the parts."""
    try:
        yield
    except kind as error:
        said = str(error)
        missing = [part for part in parts if part not in said]
        assert not missing, f"the error does not say {missing}: {said}"
    else:
        raise AssertionError(f"there was no error; expected one that says {parts}")


def finish():
    """Ends the script."""
    faulthandler.cancel_dump_traceback_later()
    print(f"{_counts['passed']} passed, {_counts['failed']} failed", flush=True)
    # Some clients leave threads behind that nobody ends.
    os._exit(1 if _counts["failed"] or not _counts["passed"] else 0)


def same(got, expected, about=""):
    """Equal but for the last digits of numbers, which change with the size of a batch and the width of a float."""
    different = difference(got, expected)
    assert different is None, f"{about}{different}"


def difference(got, expected, at=""):
    if isinstance(got, bool) or isinstance(expected, bool):
        return None if got is expected else f"{at or 'it'} is {got!r}, expected {expected!r}"
    if isinstance(got, (int, float)) and isinstance(expected, (int, float)):
        near = math.isclose(got, expected, rel_tol=1e-5, abs_tol=1e-6)
        return None if near else f"{at or 'it'} is {got!r}, expected {expected!r}"
    if isinstance(got, dict) and isinstance(expected, dict):
        if got.keys() != expected.keys():
            return f"{at or 'it'} has {sorted(got)}, expected {sorted(expected)}"
        found = (difference(got[key], expected[key], f"{at}.{key}") for key in got)
        return next((one for one in found if one), None)
    if isinstance(got, (list, tuple)) and isinstance(expected, (list, tuple)):
        if len(got) != len(expected):
            return f"{at or 'it'} has {len(got)} items, expected {len(expected)}"
        found = (difference(one, two, f"{at}[{place}]") for place, (one, two) in enumerate(zip(got, expected)))
        return next((one for one in found if one), None)
    return None if got == expected else f"{at or 'it'} is {str(got)[:300]!r}, expected {str(expected)[:300]!r}"


def http(method, address, body=None, headers=None):
    """Status, headers and bytes of any response."""
    request = urllib.request.Request(address, body, headers or {}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=120) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


class Demo:
    """A demo by the server's own JSON."""

    def __init__(self, name, server=None):
        self.name, self.server = name, server or base()
        self.about = self._json("GET", f"/api/{name}")
        self.features = [feature["name"] for feature in self.about["features"]]
        self.examples = [example["inputs"] for example in self.about["examples"]]
        self.version = self.about["version"]

    @staticmethod
    def all(server=None):
        status, _, body = http("GET", f"{server or base()}/api")
        assert status == 200, body
        return [Demo(demo["name"], server) for demo in json.loads(body)["demos"]]

    def prediction(self, inputs):
        """The prediction as it is, under the name of its kind."""
        return self._json("POST", f"/api/{self.name}/predict", inputs)["prediction"]

    def plain(self, inputs):
        """The same without the name of its kind."""
        (plain,) = self.prediction(inputs).values()
        return plain

    def upload(self, name, data, kind="application/octet-stream"):
        """Brings a file, and gives the token that stands for it."""
        headers = {"content-type": kind, "x-file-name": urllib.request.quote(name)}
        status, _, body = http("POST", f"{self.server}/uploads", data, headers)
        assert status == 201, body
        return json.loads(body)["token"]

    def brought(self, token):
        """The bytes of a file by its token."""
        status, _, body = http("GET", f"{self.server}/uploads/{token}")
        assert status == 200, body
        return body

    def _json(self, method, path, body=None):
        body = None if body is None else json.dumps(body).encode()
        status, _, said = http(method, self.server + path, body, {"content-type": "application/json"})
        assert status == 200, f"{method} {path}: {status} {said.decode(errors='replace')[:500]}"
        return json.loads(said)
