"""Whether a machine is offline is asked of its resolver, and of nobody else."""

import socket

from tracker.util.net import is_offline


def test_no_name_resolves_offline() -> None:
    asked = []

    def fail(name: str, port: None) -> object:
        asked.append(name)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    assert is_offline(fail)
    assert len(asked) > 1, "one name that is missing proves nothing"


def test_one_name_that_resolves_is_enough() -> None:
    def know_the_second(name: str, port: None) -> object:
        if name.startswith("a."):
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return []

    assert not is_offline(know_the_second)
