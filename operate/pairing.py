"""Pairing what the journal calls made with what the lists show, so that neither is counted twice. Values only."""

from collections.abc import Callable, Sequence


def unpaired[One, Other](
    these: Sequence[One], those: Sequence[Other], fit: Callable[[One, Other], bool]
) -> tuple[list[One], list[Other]]:
    """What is left on either side once as many pairs as possible are made of what fits."""
    partner: dict[int, int] = {}

    def placed(one: int, tried: set[int]) -> bool:
        for other in range(len(those)):
            if other in tried or not fit(these[one], those[other]):
                continue
            tried.add(other)
            if other not in partner or placed(partner[other], tried):
                partner[other] = one
                return True
        return False

    for one in range(len(these)):
        placed(one, set())
    left = {*range(len(these))} - {*partner.values()}
    return [these[one] for one in sorted(left)], [each for other, each in enumerate(those) if other not in partner]
