"""The keeper: called every hour. See `relay.keeping.watch`."""

from typing import Any

from relay import wiring

KEEPER = wiring.keeper()


def handler(event: dict[str, Any], context: Any) -> dict[str, str]:
    """Keep letters, look at everything, and mail what there is to say."""
    return KEEPER.handle(event, context)
