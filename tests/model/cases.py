"""All models by name, with the questions that are put to them."""

from collections.abc import Mapping
from typing import Final

from tests.model import breaker, consent, delivery, held, in_time, letters, persons
from tests.model.checker import Case

MODELS: Final[Mapping[str, tuple[Case, ...]]] = {
    "delivery": delivery.CASES,
    "letters": letters.CASES,
    "persons": persons.CASES,
    "consent": consent.CASES,
    "held": held.CASES,
    "breaker": breaker.CASES,
    "in_time": in_time.CASES,
}
