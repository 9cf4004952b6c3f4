"""Pairing: as many as possible, none twice."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from operate.pairing import unpaired


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3)), max_size=5), st.lists(st.integers(0, 9), max_size=5))
def test_as_many_pairs_are_made_as_there_can_be(spans: list[tuple[int, int]], moments: list[int]) -> None:
    def fit(span: tuple[int, int], moment: int) -> bool:
        return span[0] <= moment <= span[0] + span[1]

    padded = [*moments, *[-1] * len(spans)]
    most = max(sum(map(fit, spans, chosen)) for chosen in permutations(padded, len(spans)))
    left, over = unpaired(spans, moments, fit)
    assert (len(spans) - len(left), len(moments) - len(over)) == (most, most)
