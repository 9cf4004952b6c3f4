"""A safeguard taken out: one text of the code replaced by another."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

LAYER: Final = "layers/relay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """One safeguard taken out. `quick`: among the few of `make test`.

    `file` is a path as the modules are named: "relay/stores/journal.py", "operate/queue.py". `old` occurs there
    exactly once, so that a patch fails loudly when the code has moved on.
    """

    name: str
    file: str
    old: str
    new: str
    quick: bool = False

    def path(self, root: Path) -> Path:
        """The file in the checkout or copy at `root`."""
        return root / (LAYER if self.file.startswith("relay/") else "") / self.file

    def fits(self, root: Path) -> bool:
        """Whether the code has the text, once."""
        return self.path(root).read_text().count(self.old) == 1

    def apply(self, root: Path) -> None:
        """Change the copy at `root`. Raises `ValueError` if the code no longer has the text, or has it twice."""
        if not self.fits(root):
            raise ValueError(f"{self.name}: its text does not occur once in {self.file}")
        path = self.path(root)
        path.write_text(path.read_text().replace(self.old, self.new))
