"""A few safeguards taken out, one at a time: the tests must notice. `make mutants` takes them all."""

import pytest

from tests.mutants.copies import ROOT, tried
from tests.mutants.patch import Patch
from tests.mutants.patches import PATCHES


@pytest.mark.parametrize("patch", [patch for patch in PATCHES if patch.quick], ids=lambda patch: patch.name)
def test_without_a_safeguard_the_tests_fail(patch: Patch) -> None:
    assert not tried(patch, both=False).survived


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.name)
def test_each_patch_still_fits_the_code(patch: Patch) -> None:
    assert patch.fits(ROOT)


def test_each_patch_has_a_name_of_its_own() -> None:
    assert len({patch.name for patch in PATCHES}) == len(PATCHES)
