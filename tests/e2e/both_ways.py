"""Journeys that need no scripts are walked once with them and once without."""

import pytest

BOTH_WAYS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"], scope="module")
WITHOUT_SCRIPTS = pytest.mark.parametrize("scripts", [False], ids=["no scripts"], scope="module")
