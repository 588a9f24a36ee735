"""`python -m bots` is the same as the `vignette` command."""

from __future__ import annotations

from bots.cli.app import main

if __name__ == "__main__":
    main()
