"""What the sandbox has to say about the people that reached it, and its faults."""

from typing import Any

import requests

from local.background import Background

DEMO = ("demo", "demo")


class Sandbox:
    """The platform's side of a running stack."""

    def __init__(self, stack: Background) -> None:
        self._url = stack.sandbox_url

    def advocates(self, **filters: str) -> list[dict[str, Any]]:
        """The advocates that List advocates shows."""
        answer = requests.get(f"{self._url}/2.0/advocates", params=filters, auth=DEMO, timeout=10)
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()["data"]
        return found

    def calls(self, path: str = "") -> list[dict[str, Any]]:
        """The calls that were made to the API, of one path or of all."""
        calls: list[dict[str, Any]] = requests.get(f"{self._url}/_sandbox/calls", timeout=10).json()
        return [call for call in calls if call["path"].endswith(path)]

    def acted(self, path: str, **form: str) -> list[dict[str, Any]]:
        """The POSTs of a path that were really carried out, with these arguments among theirs."""
        calls = [call for call in self.calls(path) if call["method"] == "POST" and call["acted"]]
        return [call for call in calls if form.items() <= call["form"].items()]

    def made(self, advocate: int) -> list[dict[str, Any]]:
        """The connections that were really carried out for an advocate."""
        return [call["form"] for call in self.acted("/connections", advocateid=str(advocate))]

    def written(self, email: str) -> list[dict[str, Any]]:
        """The arguments of the advocate calls that wrote this address."""
        writes = [call["form"] for call in self.calls("/advocates") if call["method"] == "POST"]
        return [form for form in writes if form.get("email") == email]

    def break_down(self, **fault: Any) -> None:
        """Let calls fail from now on."""
        requests.post(f"{self._url}/_sandbox/faults", json=fault, timeout=10).raise_for_status()

    def mend(self) -> None:
        """Let everything work again."""
        requests.delete(f"{self._url}/_sandbox/faults", timeout=10).raise_for_status()

    def reset(self) -> None:
        """Forget everything."""
        requests.post(f"{self._url}/_sandbox/reset", timeout=10).raise_for_status()
