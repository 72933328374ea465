"""openapi-spec-validator on /openapi.json."""

import json

from check import base, check, finish, http, same
from openapi_spec_validator import OpenAPIV31SpecValidator

status, headers, body = http("GET", f"{base()}/openapi.json")
document = json.loads(body)

with check("/openapi.json is JSON of OpenAPI 3.1"):
    same((status, headers["content-type"]), (200, "application/json"))
    assert document["openapi"].startswith("3.1"), document["openapi"]
with check("it holds to the specification"):
    faults = [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:200]}"
              for fault in OpenAPIV31SpecValidator(document).iter_errors()]
    assert not faults, "\n".join(faults[:10])
with check("every operation has a name of its own"):
    names = [one["operationId"] for path in document["paths"].values() for method, one in path.items()
             if method in ("get", "post", "put", "delete", "options")]
    same(len(names), len(set(names)))

finish()
