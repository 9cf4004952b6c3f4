"""The functions as they are measured, each with the folders that it sees: its own, the layer, AWS's client.

The layer is a copy of what `sam build` made, byte code and all, with the run's certificate authority among the
public ones. AWS's client has valid byte code too, as in Lambda's own image. A function's own module has none,
as there: `sam build` makes none, and /var/task can't be written to.
"""

import compileall
import importlib.metadata
import os
import py_compile
import shutil
import tempfile
import threading
import venv
from dataclasses import dataclass
from pathlib import Path

from local import deploy
from local.place import ROOT, Place
from local.processes import Processes
from tests.bench.authority import Authority

HANDLERS = ROOT / "tests" / "bench" / "handlers"
CLIENT = ("awslambdaric", "simplejson", "snapshot-restore-py")
BUILD = ROOT / ".aws-sam" / "local"


@dataclass(frozen=True, slots=True)
class Function:
    """A function's folder, and what lies beside it on its path."""

    folder: Path
    beside: tuple[Path, ...]

    @property
    def path(self) -> str:
        """Its PYTHONPATH, in the order of Lambda's own: the function, the layer, the runtime's packages."""
        return os.pathsep.join(map(str, (self.folder, *self.beside)))


@dataclass(frozen=True, slots=True)
class Functions:
    """All that is measured; `python` is that of a bare environment, `ca` the directory of certificates."""

    python: Path
    ca: Path
    noop: Function
    bare: Function
    web_form: Function
    retry: Function


def built() -> Path:
    """The folder of the local build, made anew by `sam build` if the sources changed. Raises `StackError`."""
    place = Place(state=ROOT / ".local", build=BUILD, port=0, sandbox_port=0, aws_port=0)
    with tempfile.TemporaryFile() as lock:
        processes = Processes(place.logs, threading.Event(), lock.fileno())
        deploy.build(place, processes)
    return BUILD


def prepare(build: Path, folder: Path, authority: Authority) -> Functions:
    """Lay out in `folder` what is measured of the build in `build`."""
    layer = folder / "layer"
    shutil.copytree(build / "RelayLayer" / "python", layer)
    ca = layer / "relay" / "ca"
    shutil.rmtree(ca)
    authority.add_to(layer / "certifi" / "cacert.pem", ca)
    client = folder / "client"
    _copy_client(client)
    venv.create(folder / "venv", symlinks=True)
    return Functions(
        python=folder / "venv" / "bin" / "python",
        ca=ca,
        noop=Function(HANDLERS / "noop", (client,)),
        bare=Function(HANDLERS / "bare", (client,)),
        web_form=Function(build / "WebForm", (layer, client)),
        retry=Function(build / "Retry", (layer, client)),
    )


def _copy_client(target: Path) -> None:
    for name in CLIENT:
        for file in importlib.metadata.files(name) or ():
            if ".." not in file.parts and file.suffix in {".py", ".so"}:
                (target / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file.locate(), target / file)
    compileall.compile_dir(target, quiet=1, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
