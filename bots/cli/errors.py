"""What a person at the command line sees when something goes wrong: sentences, never a traceback."""

from __future__ import annotations

import errno
import sys
from typing import TextIO

from core.domain.errors import AccessDenied, BadInput, SettingsFault, StoreFault, VignetteError
from core.ports.entropy import Entropy

REFUSED = 1  # exit code: found faults, or refused (SPEC 9.2)

_FULL = {errno.ENOSPC: "the disk is full", errno.EDQUOT: "the disk quota is used up"}
_TOLD_PLAINLY = (BadInput, StoreFault, AccessDenied)


def tell(error: Exception, entropy: Entropy, *, stream: TextIO | None = None) -> int:
    """Say on `stream` (stderr) what happened and return the exit code.

    What somebody can mend is told line by line. Anything else gets one sentence with a fault id; the record under
    that id goes to the log, without the words of the exception.
    """
    out = stream or sys.stderr
    if isinstance(error, SettingsFault):
        for fault in error.faults:
            print(fault, file=out)
    elif isinstance(error, _TOLD_PLAINLY):
        print(_words(error), file=out)
    else:
        print(_sentence(error, _logged(error, entropy, out)), file=out)
    return REFUSED


def _words(error: VignetteError) -> str:
    return str(error) or (type(error).__doc__ or "This was refused.").partition("\n")[0]


def _sentence(error: Exception, fault: str) -> str:
    if isinstance(error, OSError) and error.errno is not None:
        cause = _FULL.get(error.errno) or (error.strerror or "a file cannot be used").lower()
        return f"vignette stopped: {cause}; the log says where. ({fault})"
    return f"That did not work, and it was not your doing; the log says more. ({fault})"


def _logged(error: Exception, entropy: Entropy, out: TextIO) -> str:
    import structlog

    from config.logging import configure_logging, fault_id

    if not structlog.is_configured():  # `run` has already set the log up, with its secrets
        configure_logging([], stream=out)
    return fault_id(error, entropy)
