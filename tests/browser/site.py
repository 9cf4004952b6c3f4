"""An organiser's website: pages of a few lines, and the libraries that they load."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from local.place import HOST


class Site:
    """Serves what it is given. `url` is listed in campaigns.toml; `other_url` is the same site by a name that isn't."""

    def __init__(self, port: int) -> None:
        self.url = f"http://{HOST}:{port}"
        self.other_url = f"http://localhost:{port}"
        self._files: dict[str, tuple[str, bytes]] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site._answer(self)

            def log_message(self, *_: object) -> None:
                """Nothing: the tests' output is for failures."""

        self._server = ThreadingHTTPServer((HOST, port), Handler)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def page(self, path: str, body: str, charset: str = "utf-8") -> str:
        """Serve a page, and return its address."""
        html = f'<!doctype html><html lang="en"><meta charset="{charset}"><title>{path}</title><body>{body}'
        self._files[path] = (f"text/html; charset={charset}", html.encode(charset))
        return self.url + path

    def script(self, path: str, text: bytes) -> None:
        """Serve a library."""
        self._files[path] = ("text/javascript; charset=utf-8", text)

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        kind, body = self._files.get(request.path.partition("?")[0], ("", b""))
        request.send_response(200 if kind else 404)
        request.send_header("content-type", kind or "text/plain")
        request.send_header("content-length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
