"""Bounds on what this process may take of the machine."""

import contextlib


def limit_memory(gigabytes: float) -> None:
    """Let an allocation beyond this fail, where the system knows such a limit; 0: no limit.

    One that is lower already stays.
    """
    try:
        import resource
    except ImportError:  # not on Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = int(gigabytes * 1024**3)
    known = [each for each in (soft, hard) if each != resource.RLIM_INFINITY]
    if wanted and all(wanted < each for each in known):
        # macOS refuses the call
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
