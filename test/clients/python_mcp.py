"""The client of the Model Context Protocol's Python SDK: python_mcp.py <address> <key>. Prints what it got, as JSON."""

import asyncio
import json
import sys

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

address, key = sys.argv[1:]


async def main():
    got = {}
    async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=60) as http:
        async with Client(streamable_http_client(address, http_client=http)) as client:
            got["server"] = client.server_info.name
            names = [tool.name for tool in (await client.list_tools()).tools]
            got["has_tools"] = {"create_project", "start_run", "wait_for_run", "read_file"} <= set(names)

            async def call(tool, **given):
                return (await client.call_tool(tool, given)).structured_content

            project = (await call("create_project", name="By an agent"))["id"]
            run = (await call("start_run", project_id=project, prompt="One file"))["id"]
            got["status"] = (await call("wait_for_run", run_id=run))["status"]
            got["content"] = (await call("read_file", project_id=project, path="one.txt"))["content"]
            got["refused"] = (await client.call_tool("read_file", {"project_id": project, "path": "no.txt"})).is_error
    print(json.dumps(got))


asyncio.run(main())
