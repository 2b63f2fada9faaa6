import type { Template } from '../templates.ts'

export const fastapi: Template = {
  id: 'fastapi',
  name: 'Python API',
  description: 'An HTTP API in Python, with FastAPI and tests.',
  files: {
    '.gitignore': `__pycache__/
.venv/
.env
`,
    'AGENTS.md': `- Python with type hints throughout. Each resource is a module in \`app/\` with an \`APIRouter\` that \`app/main.py\` includes.
- Pydantic models check what comes in. Tests use \`TestClient\`. Pin what is added to \`requirements.txt\`.
`,
    'README.md': `# Python API

An HTTP API with FastAPI. Needs Python 3.10 or later.

    python -m venv .venv && . .venv/bin/activate
    pip install -r requirements-dev.txt
    uvicorn app.main:app --reload

The API describes itself at \`/docs\`. \`python -m pytest\` runs the tests.
`,
    'app/__init__.py': '',
    'app/main.py': `from fastapi import FastAPI

from app.notes import router as notes_router

app = FastAPI(title="Notes")
app.include_router(notes_router)


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}
`,
    'app/notes.py': `from itertools import count

from fastapi import APIRouter, HTTPException, status
from pydantic import BaseModel, Field

router = APIRouter(prefix="/notes", tags=["notes"])


class NewNote(BaseModel):
    text: str = Field(min_length=1, max_length=1000)


class Note(NewNote):
    id: int


# In memory: put a database in its place.
_notes: dict[int, Note] = {}
_ids = count(1)


@router.get("")
def list_notes() -> list[Note]:
    return list(_notes.values())


@router.post("", status_code=status.HTTP_201_CREATED)
def create_note(new_note: NewNote) -> Note:
    note = Note(id=next(_ids), text=new_note.text)
    _notes[note.id] = note
    return note


@router.delete("/{note_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_note(note_id: int) -> None:
    if _notes.pop(note_id, None) is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "There is no such note.")
`,
    'requirements-dev.txt': `-r requirements.txt
httpx==0.28.1
pytest==9.2.0
`,
    'requirements.txt': `fastapi==0.165.0
uvicorn==0.54.0
`,
    'tests/__init__.py': '',
    'tests/test_notes.py': `from fastapi.testclient import TestClient

from app.main import app

client = TestClient(app)


def test_a_note_is_stored_listed_and_deleted() -> None:
    created = client.post("/notes", json={"text": "Buy milk"})
    assert created.status_code == 201
    assert client.get("/notes").json() == [created.json()]
    assert client.delete(f"/notes/{created.json()['id']}").status_code == 204


def test_a_note_without_text_is_refused() -> None:
    assert client.post("/notes", json={}).status_code == 422
`,
  },
}
