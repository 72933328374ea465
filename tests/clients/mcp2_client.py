"""mcp 2: its Client in each way of agreeing on a version."""

import asyncio
import warnings

from check import base, check, finish
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_tools import look


async def main():
    for mode in ["auto", "legacy", "2026-07-28"]:
        async with Client(f"{base()}/mcp", mode=mode) as client:
            with check(f"{mode}: the server says who it is"):
                if mode != "2026-07-28":
                    assert client.server_info.name, client.server_info
                assert mode == "legacy" or client.protocol_version == "2026-07-28", client.protocol_version
            await look(mode, lambda: client.list_tools(cache_mode="bypass"), client.call_tool, MCPError)
            if mode == "legacy":
                # It was part of those revisions alone.
                warnings.simplefilter("ignore")
                with check(f"{mode}: answers a ping"):
                    await client.send_ping()


asyncio.run(main())
finish()
