"""What both clients of MCP look at: tools and their answers, beside the server's own JSON."""

import json

from check import Demo, check, raises, same

demos = {demo.name: demo for demo in Demo.all()}
SIMPLE = ["penguins", "houses", "co2", "languages", "austen", "seattle", "digits"]


def structured(result):
    """By MCP 2 the fields have Python's names, by MCP 1 those of the wire."""
    return getattr(result, "structured_content", None) or getattr(result, "structuredContent", None)


def is_error(result):
    return getattr(result, "is_error", None) or getattr(result, "isError", None)


async def look(about, list_tools, call_tool, Unknown):
    tools = {}
    with check(f"{about}: a tool for every demo, with its features"):
        tools = {tool.name: tool for tool in (await list_tools()).tools}
        same(sorted(tools), sorted(demos))
        for name, tool in tools.items():
            schema = getattr(tool, "input_schema", None) or tool.inputSchema
            same(sorted(schema["properties"]), sorted(demos[name].features), f"{name} ")
            assert tool.description, name
    with check(f"{about}: the tools come in the same order each time"):
        same([tool.name for tool in (await list_tools()).tools], list(tools))
    for name in SIMPLE:
        with check(f"{about}: each example of {name}"):
            for row in demos[name].examples[:4]:
                result = await call_tool(name, row)
                assert not is_error(result), result.content
                same(structured(result)["prediction"], demos[name].plain(row))
                # What a model reads is the same, without the bytes of pictures and sounds.
                said = json.loads(next(part.text for part in result.content if part.type == "text"))
                same(sorted(said), sorted(structured(result)))
                if name == "penguins":
                    same(said, structured(result), "the text ")
    with check(f"{about}: a bad argument is an answer that says so, and can be mended"):
        result = await call_tool("penguins", demos["penguins"].examples[0] | {"bill_length": 500})
        said = " ".join(part.text for part in result.content)
        assert is_error(result) and "bill_length" in said and "30 to 65" in said, said
    with check(f"{about}: a missing argument is too"):
        result = await call_tool("penguins", {"bill_length": 40})
        said = " ".join(part.text for part in result.content)
        assert is_error(result) and "body_mass" in said, said
    with check(f"{about}: an unknown tool is an error of the protocol"):
        with raises(Unknown, "dodos"):
            await call_tool("dodos", {})
    with check(f"{about}: long work is waited for"):
        result = await call_tool("training", dict(images=500, epochs=1, rate="Large"))
        assert not is_error(result), result.content
