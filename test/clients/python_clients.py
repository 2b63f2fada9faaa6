"""The Python clients of OpenAI and of LangChain: python_clients.py <base URL> <key> <model>. Prints what they got, as JSON."""

import json
import sys

from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from openai import APIStatusError, OpenAI
from pydantic import BaseModel

base_url, key, model = sys.argv[1:]
client = OpenAI(base_url=base_url, api_key=key)
got = {}


def ask(text):
    return [{"role": "user", "content": text}]


class Answer(BaseModel):
    answer: int


ADD = {
    "name": "add",
    "description": "Adds numbers.",
    "parameters": {"type": "object", "properties": {"a": {"type": "number"}, "b": {"type": "number"}}},
}

got["models"] = [client.models.list().data[0].id, client.models.retrieve(model).id]
chat = client.chat.completions
got["create"] = chat.create(model=model, messages=ask("hello")).choices[0].message.content
chunks = list(chat.create(model=model, messages=ask("hello"), stream=True))
got["stream"] = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
got["parse"] = chat.parse(model=model, messages=ask("json"), response_format=Answer).choices[0].message.parsed.answer
tools = [{"type": "function", "function": ADD}]
got["tools"] = chat.create(model=model, messages=ask("add"), tools=tools).choices[0].message.tool_calls[0].function.arguments
with chat.stream(model=model, messages=ask("add"), tools=tools) as stream:
    got["streamed tools"] = stream.get_final_completion().choices[0].message.tool_calls[0].function.arguments
got["embeddings"] = client.embeddings.create(model=model, input=["four"]).data[0].embedding
got["responses"] = client.responses.create(model=model, input="hello").output_text
with client.responses.stream(model=model, input="hello") as stream:
    got["streamed responses"] = stream.get_final_response().output_text
got["parsed responses"] = client.responses.parse(model=model, input="json", text_format=Answer).output_parsed.answer
with chat.create(model=model, messages=ask("on"), stream=True) as stream:
    next(iter(stream))
try:
    chat.create(model=model, messages=ask("refuse"))
except APIStatusError as error:
    got["refused"] = [error.status_code, error.code, error.param]


@tool
def add(a: int, b: int) -> int:
    """Adds numbers."""
    return a + b


for name, over_responses in [("chat", False), ("responses", True)]:
    chat_model = ChatOpenAI(model=model, base_url=base_url, api_key=key, use_responses_api=over_responses)
    got[f"langchain {name}"] = chat_model.invoke("hello").text
    got[f"langchain {name}, streamed"] = "".join(chunk.text for chunk in chat_model.stream("hello"))
    got[f"langchain {name}, tools"] = chat_model.bind_tools([add]).invoke("add").tool_calls[0]["args"]
    structured = chat_model.with_structured_output(Answer, method="json_schema")
    got[f"langchain {name}, structured"] = structured.invoke("json").answer
embeddings = OpenAIEmbeddings(model=model, base_url=base_url, api_key=key, check_embedding_ctx_length=False)
got["langchain embeddings"] = embeddings.embed_query("four")

print(json.dumps(got))
