"""The functions as they are measured, each with the folders that it sees: its own, its packages, AWS's client.

The layer is a copy of what `sam build` made, byte code and all. The other handlers' packages are a copy of
.tools/peers, compiled in the same way (unchecked hash), and so is AWS's client, as in Lambda's own image. All trust
the run's certificate authority among the public ones. A function's own module has no byte code, as there: `sam
build` makes none, and /var/task can't be written to.
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

from local import deploy, tools
from local.place import ROOT, Place
from local.processes import Processes
from tests.bench.authority import Authority

HANDLERS = ROOT / "tests" / "bench" / "handlers"
CLIENT = ("awslambdaric", "simplejson", "snapshot-restore-py")
BUILD = ROOT / ".aws-sam" / "local"


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function's folder, what lies beside it on its path, and what it is expected to do for each submission."""

    folder: Path
    beside: tuple[Path, ...]
    posts: bool = True
    keeps_journal: bool = False
    keeps_consent: bool = False
    renews_idle_connections: bool = False

    @property
    def path(self) -> str:
        """Its PYTHONPATH, in the order of Lambda's own: the function, the layer, the runtime's packages."""
        return os.pathsep.join(map(str, (self.folder, *self.beside)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Functions:
    """All that is measured; `python` is that of a bare environment, `ca_file` holds the run's authority alone."""

    python: Path
    ca_file: Path
    noop: Function
    bare: Function
    web_form: Function
    retry: Function
    fastapi_mangum: Function
    straightforward: Function


def built() -> Path:
    """The folder of the local build, made anew by `sam build` if the sources changed. Raises `StackError`."""
    place = Place(state=ROOT / ".local", build=BUILD, port=0, sandbox_port=0, aws_port=0)
    with tempfile.TemporaryFile() as lock:
        processes = Processes(place.logs, threading.Event(), lock.fileno())
        deploy.build(place, processes)
    return BUILD


def prepare(build: Path, folder: Path, authority: Authority) -> Functions:
    """Lay out in `folder` what is measured of the build in `build`, and what it is measured beside."""
    layer, peers, client = folder / "layer", folder / "peers", folder / "client"
    shutil.copytree(build / "RelayLayer" / "python", layer)
    _copy_peers(peers)
    _copy_client(client)
    for packages in (layer, peers):
        authority.trusted_under(packages)
    ca_file = folder / "authority.pem"
    ca_file.write_text(authority.certificate, encoding="ascii")
    venv.create(folder / "venv", symlinks=True)
    return Functions(
        python=folder / "venv" / "bin" / "python",
        ca_file=ca_file,
        noop=Function(folder=HANDLERS / "noop", beside=(client,), posts=False),
        bare=Function(folder=HANDLERS / "bare", beside=(client,)),
        web_form=Function(
            folder=build / "WebForm",
            beside=(layer, client),
            keeps_journal=True,
            keeps_consent=True,
            renews_idle_connections=True,
        ),
        retry=Function(folder=build / "Retry", beside=(layer, client), keeps_journal=True),
        fastapi_mangum=Function(folder=HANDLERS / "fastapi_mangum", beside=(peers, client)),
        straightforward=Function(folder=HANDLERS / "straightforward", beside=(peers, client), keeps_journal=True),
    )


def _copy_peers(target: Path) -> None:
    (packages,) = (tools.ENVIRONMENTS["peers"] / "lib").glob("python3.*/site-packages")
    shutil.copytree(packages, target, ignore=shutil.ignore_patterns("__pycache__"))
    _compile(target)


def _copy_client(target: Path) -> None:
    for name in CLIENT:
        for file in importlib.metadata.files(name) or ():
            if ".." not in file.parts and file.suffix in {".py", ".so"}:
                (target / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file.locate(), target / file)
    _compile(target)


def _compile(packages: Path) -> None:
    compileall.compile_dir(packages, quiet=1, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
