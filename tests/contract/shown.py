"""A note of the arguments that a test has shown to have their effect."""

from collections.abc import Callable

SHOWN: set[tuple[str, str]] = set()


def shows[Test: Callable[..., None]](endpoints: str | tuple[str, ...], *names: str) -> Callable[[Test], Test]:
    """Note that a test shows the effect of these arguments."""

    def note(test: Test) -> Test:
        SHOWN.update(
            (endpoint, name)
            for endpoint in ((endpoints,) if isinstance(endpoints, str) else endpoints)
            for name in names
        )
        return test

    return note
