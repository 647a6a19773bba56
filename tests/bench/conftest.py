"""Every bench has its yardstick in the same run: a group is one job, and the table shows the ratio."""

from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.option.benchmark_group_by = "group"
    config.option.benchmark_sort = "name"
    config.option.benchmark_columns = ["median", "iqr", "ops", "rounds"]
