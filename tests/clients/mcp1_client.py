"""mcp 1, as most programs still speak it: initialize, tools, ping."""

import asyncio

from check import base, check, finish
from mcp import ClientSession, McpError
from mcp.client.streamable_http import streamablehttp_client
from mcp_tools import look


async def main():
    async with streamablehttp_client(f"{base()}/mcp") as (read, write, session_id):
        async with ClientSession(read, write) as session:
            with check("initialize: the server says who it is and that it has tools"):
                said = await session.initialize()
                assert said.serverInfo.name and said.capabilities.tools is not None, said
            with check("no session is opened"):
                assert session_id() is None, session_id()
            with check("answers a ping"):
                await session.send_ping()
            await look("mcp 1", session.list_tools, session.call_tool, McpError)


asyncio.run(main())
finish()
