"""Where one local stack lives: its ports, folders and campaigns, in one value that every part of it is told.

Two stacks run side by side (`make run` and the end-to-end tests) because they share neither.
"""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
STACK_NAME = "advocate-relay"
CAMPAIGNS = ROOT / "events" / "campaigns.toml"
CHALLENGE_PATH = "/_challenge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`state` holds all that the stack writes, except what `sam build` makes, which goes to `build`.

    `upstream` is the address of the API that the relay calls, "" for the sandbox. `quick` is for tests: what nobody
    can tell of is settled after seconds.
    """

    state: Path
    build: Path
    port: int
    sandbox_port: int
    aws_port: int
    campaigns: Path = CAMPAIGNS
    upstream: str = ""
    quick: bool = False

    @property
    def relay_url(self) -> str:
        """The relay's public API, as senders see it."""
        return f"http://{HOST}:{self.port}"

    @property
    def sandbox_url(self) -> str:
        """The sandbox and the page."""
        return f"http://{HOST}:{self.sandbox_port}"

    @property
    def api_url(self) -> str:
        """The API that the relay calls."""
        return self.upstream or f"{self.sandbox_url}/2.0/"

    @property
    def challenge_url(self) -> str:
        """Who verifies challenges in the place of Turnstile and hCaptcha, beside the page."""
        return f"{self.sandbox_url}{CHALLENGE_PATH}"

    @property
    def aws_url(self) -> str:
        """The emulator's endpoint, for every AWS service."""
        return f"http://{HOST}:{self.aws_port}"

    @property
    def emulator(self) -> Path:
        """What the emulator keeps. One folder per port, which its queues' addresses hold."""
        return self.state / f"emulator-{self.aws_port}"

    @property
    def mark(self) -> Path:
        """Where a running stack says that it runs, and where."""
        return self.state / "stack.json"

    @property
    def logs(self) -> Path:
        """One log per process, begun anew at each start."""
        return self.state / "log"


def shown(path: Path) -> str:
    """A path as a person in the project's folder would type it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
