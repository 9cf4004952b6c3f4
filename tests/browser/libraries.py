"""The JavaScript libraries that organisers' pages use, and axe, which examines ours.

They are at exact versions, from the packages that their authors publish.

    python -m tests.browser.libraries      fetches what is not there yet into .tools/web; needs npm

A package whose bytes are not those that were looked at is refused.
"""

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

from local.place import ROOT

FOLDER = ROOT / ".tools" / "web"


class Library(NamedTuple):
    """A file of a published package, and the SHA-512 of the whole package."""

    package: str
    file: str
    sha512: str


AXE = "axe.js"
"""Puts accessibility rules to a page: https://github.com/dequelabs/axe-core."""

LIBRARIES = {
    "htmx2.js": Library(
        "htmx.org@2.0.11",
        "package/dist/htmx.min.js",
        "Thx/WtpeOQqSrqBCw/A1cwGJGg4UrVa3+sW0GmrM3p4gJgO89ecH4qtbnyzDDWFvBTqjnIMCgELTNt636dtamA==",
    ),
    "htmx4.js": Library(
        "htmx.org@4.0.1",
        "package/dist/htmx.min.js",
        "oF7JgXhDW9UXCy/k1ZYFUQgzu/rm19ORWPSPNL91vPluB2PB9+MV55tyQdH/w7o2EAbTYUG5SDW1R60mdkdqGg==",
    ),
    "turbo.js": Library(
        "@hotwired/turbo@8.0.23",
        "package/dist/turbo.es2017-umd.js",
        "GZ7cijxEZ6Ig71u7rD6LHaRv/wcE/hNsc+nEfiWOkLNqUgLOwo5MNGWOy5ZV9ZUDSiQx1no7YxjTNnT4O6//cQ==",
    ),
    AXE: Library(
        "axe-core@4.14.1",
        "package/axe.min.js",
        "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    ),
}


def main() -> None:
    """Fetch every library that is not there yet."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, library in LIBRARIES.items():
        kept = FOLDER / f"{hashlib.sha256(library.sha512.encode()).hexdigest()[:12]}-{name}"
        if not kept.exists():
            print(f"  fetching {library.package} ...", flush=True)
            kept.write_bytes(_fetched(library))


def text_of(name: str) -> bytes:
    """A library that was fetched."""
    digest = hashlib.sha256(LIBRARIES[name].sha512.encode()).hexdigest()[:12]
    return (FOLDER / f"{digest}-{name}").read_bytes()


def _fetched(library: Library) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", library.package, "--silent", "--ignore-scripts", "--pack-destination", folder]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        packed = list(Path(folder).glob("*.tgz"))
        if done.returncode != 0 or len(packed) != 1:
            sys.exit(f"error: {library.package} could not be fetched: is npm installed and its registry reachable?")
        digest = base64.b64encode(hashlib.sha512(packed[0].read_bytes()).digest()).decode()
        if digest != library.sha512:
            sys.exit(f"error: {library.package} is not the package that these tests know")
        with tarfile.open(packed[0]) as package:
            member = package.extractfile(library.file)
            assert member is not None
            return member.read()


if __name__ == "__main__":
    main()
