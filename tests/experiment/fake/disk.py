"""A disk of any size, which can be made read-only even for root; only a process made for it ever sees it."""

import ctypes
import os
import sys
from functools import cache, partial
from pathlib import Path

from tests.experiment.fake.process import apart

NEW_MOUNTS, NEW_USERS = 0x20000, 0x10000000  # of unshare(2)
READ_ONLY, REMOUNT, BELOW, PRIVATE = 1, 32, 0x4000, 0x40000  # of mount(2)


class Disk:
    """A disk in memory at a folder, for this process and those it starts; it goes with the last of them."""

    def __init__(self, path: Path, kilobytes: int) -> None:
        self.path, self.kilobytes = path, kilobytes
        _unshare()
        path.mkdir(exist_ok=True)
        _mount("tmpfs", path, 0, kilobytes)

    def allow(self, kilobytes: int | None = None, *, writing: bool = True) -> None:
        """Give it another size, forbid writing, or allow it again."""
        self.kilobytes = kilobytes or self.kilobytes
        _mount("tmpfs", self.path, REMOUNT | (0 if writing else READ_ONLY), self.kilobytes)

    @property
    def used(self) -> int:
        """How many kilobytes are taken."""
        told = os.statvfs(self.path)
        return (told.f_blocks - told.f_bfree) * told.f_frsize // 1024


def _libc(name: str, *given: object) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*given) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def _mount(sort: str, path: Path, flags: int, kilobytes: int = 0) -> None:
    options = f"size={kilobytes}k".encode() if kilobytes else None
    _libc("mount", sort.encode(), os.fsencode(path), sort.encode(), ctypes.c_ulong(flags), options)


def _unshare() -> None:
    """Give this process mounts of its own: as root, or as root among users of its own."""
    user, group = os.getuid(), os.getgid()
    try:
        _libc("unshare", NEW_MOUNTS)
    except PermissionError:
        _libc("unshare", NEW_MOUNTS | NEW_USERS)
        for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
            Path("/proc/self", name).write_text(text)
    _mount("none", Path("/"), BELOW | PRIVATE)


@cache
def why_not(path: Path) -> str:
    """Say why this machine lets nobody have a disk of its own, or nothing when it does."""
    if sys.platform != "linux":
        return "mounts of one's own are Linux"
    said = apart(partial(_try, path)).said
    return "" if said == "mounted" else f"no disk can be mounted: {said}"


def _try(path: Path) -> str:
    Disk(path, 64).allow(writing=False)
    return "mounted"
