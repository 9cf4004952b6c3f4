"""A few safeguards taken out, one at a time: the tests must notice. `make mutants` takes them all."""

from collections.abc import Iterator

import pytest

from tests.mutants.copies import ROOT, UNIT_TESTS, tried
from tests.mutants.patch import Patch
from tests.mutants.patches import NOTICED_BY, PATCHES
from tests.mutants.warm import Warm


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    with Warm() as warm:
        yield warm


@pytest.mark.parametrize("patch", [patch for patch in PATCHES if patch.quick], ids=lambda patch: patch.name)
def test_without_a_safeguard_the_tests_fail(patch: Patch, warm: Warm) -> None:
    assert not tried(patch, warm, both=False).survived


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.name)
def test_each_patch_still_fits_the_code(patch: Patch) -> None:
    assert patch.fits(ROOT)


def test_the_tests_that_should_notice_are_run() -> None:
    assert {name for tests in NOTICED_BY.values() for name in tests} <= {*UNIT_TESTS}


def test_each_patch_has_a_name_of_its_own() -> None:
    assert len({patch.name for patch in PATCHES}) == len(PATCHES)
