"""What is in the deployed layer is read out of its archive, in parts if the server gives any; nothing of it is run."""

import io
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from operate import deployed
from operate.deployed import ROOT, Layer
from operate.trouble import Trouble
from tests.unit.operate.sqs import Sqs
from tests.unit.operate.stacks import stack as stack_of

PACKAGE = ROOT / "layers" / "relay" / "relay"
FILLING = 300_000

type Serve = Callable[[bytes], AbstractContextManager["Server"]]


def archive(campaigns: str = "CAMPAIGNS = {998: {'name': 'Whales'}}", **changed: str) -> bytes:
    """A layer with the code of this checkout, all but these modules."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as zipped:
        for path in sorted(PACKAGE.rglob("*.py")):
            name = path.relative_to(PACKAGE).as_posix()
            if name != "_campaigns.py":
                zipped.writestr(f"python/relay/{name}", changed.get(path.stem, path.read_text()))
        zipped.writestr("python/relay/_campaigns.py", f'"""Written by the build."""\n\n{campaigns}\n')
        zipped.writestr("python/pydantic_core/_pydantic_core.cpython-313-x86_64-linux-gnu.so", b"\0" * FILLING)
    return content.getvalue()


class Server:
    """Serves one file; `sent` counts its bytes."""

    def __init__(self, content: bytes, *, in_parts: bool) -> None:
        self.sent = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                first, _, last = self.headers["Range"].removeprefix("bytes=").partition("-")
                part = content[int(first) : int(last) + 1] if in_parts else content
                self.send_response(206 if in_parts else 200)
                if in_parts:
                    self.send_header("Content-Range", f"bytes {first}-{last}/{len(content)}")
                self.send_header("Content-Length", str(len(part)))
                self.end_headers()
                self.wfile.write(part)
                outer.sent += len(part)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/layer.zip"

    def __enter__(self) -> "Server":
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@contextmanager
def layer(content: bytes, *, in_parts: bool = True) -> Iterator[tuple[Layer, Server]]:
    with Server(content, in_parts=in_parts) as server:
        yield Layer(server.url), server


@pytest.mark.parametrize("in_parts", [True, False])
def test_campaigns_and_code_are_told(in_parts: bool) -> None:
    with layer(archive(), in_parts=in_parts) as (found, server):
        assert found.campaigns() == {998: {"name": "Whales"}}
        assert found.other_code(PACKAGE) == []
        assert found.processors() == {"x86_64"}
        assert [found.has_source(name) for name in ("lead_file", "postcard")] == [True, False]
        assert (server.sent < FILLING) == in_parts


def test_a_release_that_knows_no_rows_of_files_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    stack = stack_of(Sqs())
    with layer(archive()) as (found, _):
        monkeypatch.setattr(deployed, "layer", lambda _: found)
        assert deployed.known_campaigns(stack).by_id.keys() == {998}
        monkeypatch.setattr(Layer, "has_source", lambda *_: False)
        with pytest.raises(Trouble, match="the deployed release can't deliver rows of files: deploy this one first"):
            deployed.known_campaigns(stack)


def test_code_of_another_checkout_is_named(tmp_path: Path) -> None:
    with layer(archive(wiring="# older")) as (found, _):
        assert found.other_code(PACKAGE) == ["wiring.py"]
        here = shutil.copytree(PACKAGE, tmp_path / "relay")
        (here / "new.py").write_text("")
        assert found.other_code(here) == ["new.py", "wiring.py"]


@pytest.mark.parametrize("campaigns", ["CAMPAIGNS = open('x')", "", "CAMPAIGNS = ("])
def test_campaigns_that_are_no_literal_are_not_run(campaigns: str) -> None:
    with layer(archive(campaigns)) as (found, _), pytest.raises(Trouble, match="no campaigns that can be read"):
        found.campaigns()


def test_what_is_no_layer_is_a_line() -> None:
    with Server(b"no archive", in_parts=False) as server, pytest.raises(Trouble, match="can't be loaded"):
        Layer(server.url)
    with pytest.raises(Trouble, match="can't be loaded"):
        Layer(server.url)
