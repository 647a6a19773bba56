"""`python -m reluviz`: the same as the command `reluviz`."""

from __future__ import annotations

import sys

from reluviz.cli import main

if __name__ == "__main__":
    sys.exit(main())
