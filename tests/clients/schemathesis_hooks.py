"""Loaded by schemathesis itself, by SCHEMATHESIS_HOOKS."""

import schemathesis


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Writes the tuples of responses so that schemathesis 4.32 can read them: as lists of any of their parts. It turns
    the `prefixItems` of a response, and of no request, into what JSON Schema had for them before 2020, and then finds
    that this is no JSON Schema of 2020."""
    loosen(raw_schema)


def loosen(node):
    if isinstance(node, dict):
        if "prefixItems" in node:
            node["items"] = {"anyOf": node.pop("prefixItems")}
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            loosen(one)
