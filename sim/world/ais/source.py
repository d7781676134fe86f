"""Open what a user calls a file of AIS and hand out its text a chunk at a time, cut at line ends."""

from __future__ import annotations

import gzip
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from sim.base.errors import Fault, UserError

__all__ = ["Chunk", "chunks", "extra", "fault"]

CHUNK_BYTES: Final = 1 << 22
BLOCK_BYTES: Final = 1 << 16  # asked for at once, so that a break is known to within some hundred lines
LINE_BYTES: Final = 1 << 16
UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
AGAIN: Final = "fetch it again, or unpack what there is of it and give that"


class Chunk(NamedTuple):
    """Whole lines of a file, and the number of the first of them, from 1."""

    line: int
    text: bytes


@contextmanager
def extra() -> Iterator[None]:
    """Turn a library that is missing into advice to install the extra that brings it."""
    try:
        yield
    except ModuleNotFoundError as error:
        found = f"reading AIS needs {error.name}, which is not installed"
        raise UserError(Fault("sim ais", "", found, "pip install 'sim-maritime[ais]'")) from error


def fault(path: Path, line: int, found: str, write: str) -> UserError:
    """Return the error that says what is wrong in a file, at a line unless that is 0."""
    return UserError(Fault(f"{path}:{line}" if line else str(path), "", found, write))


def chunks(path: Path, on_progress: Callable[[float], object]) -> Iterator[Chunk]:
    """Yield the text of a file, unpacked, some 4 MB at a time; report how far it has got as a fraction.

    Raises: UserError for what is no file, is empty, cut short, packed in a way not known, or not text.
    """
    size = _size(path)
    with path.open("rb") as raw:
        line, kept = 1, b""
        for block in _unpacked(path, raw):
            whole, kept = _cut(path, line, kept + block, first=line == 1 and not kept)
            if whole:
                yield Chunk(line, _utf8(whole))
                line += whole.count(b"\n")
            on_progress(1.0 if raw.closed else min(raw.tell() / size, 1.0))
        if kept:
            yield Chunk(line, _utf8(kept))
        if line == 1 and not kept:
            raise fault(path, 0, "there is nothing in it once unpacked", "give a file that holds AIS")


def _utf8(text: bytes) -> bytes:
    """Return text in UTF-8, read as Latin-1 when it is not."""
    if not text.isascii():
        try:
            text.decode()
        except UnicodeDecodeError:
            return text.decode("latin-1").encode()
    return text


def _size(path: Path) -> int:
    """Return the size of a file that is one and holds something."""
    if path.is_dir():
        raise fault(path, 0, "is a folder", "give one file in it")
    if not path.exists():
        raise fault(path, 0, "there is no such file", "give the path of a file of AIS")
    if not path.is_file():
        raise fault(path, 0, "is not a file that can be read twice", "save it as a file first")
    if not os.access(path, os.R_OK):
        raise fault(path, 0, "you may not read it", "ask its owner, or copy it")
    size = path.stat().st_size
    if not size:
        raise fault(path, 0, "is empty", "give a file that holds AIS")
    return size


def _unpacked(path: Path, raw: BinaryIO) -> Iterator[bytes]:
    """Yield blocks of the file as it was before it was packed, some 4 MB each."""
    lines, parts = 0, bytearray()
    try:
        with _opened(path, raw) as stream:
            while block := stream.read(BLOCK_BYTES):
                parts += block
                lines += block.count(b"\n")
                if len(parts) >= CHUNK_BYTES:
                    yield bytes(parts)
                    parts.clear()
            yield bytes(parts)
    except (EOFError, zlib.error, zipfile.BadZipFile, OSError) as error:
        found = f"the packed data break off or are damaged here, or soon after ({error})"
        raise fault(path, lines, found, AGAIN) from error


def _opened(path: Path, raw: BinaryIO) -> BinaryIO:
    """Return the stream that unpacks a file, told by its first bytes and not by its name."""
    magic = raw.read(4)
    raw.seek(0)
    if magic.startswith(b"\x1f\x8b"):
        return gzip.open(raw)  # type: ignore[return-value]  # it is one in all that is used of it
    if magic.startswith(b"PK"):
        return _member(path, raw)
    if magic == b"\x28\xb5\x2f\xfd":
        return _zstandard(raw)
    return raw


def _member(path: Path, raw: BinaryIO) -> BinaryIO:
    """Return the one file in a zip."""
    archive = zipfile.ZipFile(raw)
    members = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
    if len(members) != 1:
        names = ", ".join(m.filename for m in members[:5]) + (", …" if len(members) > 5 else "")
        found = f"the zip holds {len(members)} files: {names}" if members else "the zip holds no file"
        raise fault(path, 0, found, "unpack it and give one file")
    if members[0].flag_bits & 1:
        raise fault(path, 0, "the zip is locked with a password", "unpack it and give the file in it")
    try:
        return archive.open(members[0])  # type: ignore[return-value]
    except NotImplementedError as error:
        raise fault(path, 0, f"the zip is packed in a way not known here ({error})", "unpack it first") from error


def _zstandard(raw: BinaryIO) -> BinaryIO:
    """Return the stream that unpacks Zstandard, in which MarineCadastre publishes since 2025."""
    with extra():
        import pyarrow as pa
    return pa.CompressedInputStream(pa.PythonFile(raw, mode="r"), "zstd")  # type: ignore[no-any-return]


def _cut(path: Path, line: int, text: bytes, *, first: bool) -> tuple[bytes, bytes]:
    """Return the whole lines of a text and what is left of the last, both known to be text."""
    if first and text.startswith(UTF16_MARKS):
        raise fault(path, 1, "it is UTF-16 text", "save it as UTF-8")
    if (at := text.find(b"\0")) >= 0:
        found = "there is a NUL byte: the file is damaged, binary, or UTF-16 text"
        raise fault(path, line + text.count(b"\n", 0, at), found, "give plain text in UTF-8")
    end = text.rfind(b"\n") + 1
    if len(text) - end > LINE_BYTES:
        # The last line may have grown long in this block only: a table or a log has no such lines.
        found = f"a line goes on for more than {LINE_BYTES} bytes"
        raise fault(path, line + text.count(b"\n"), found, "give lines of CSV or NMEA")
    return text[:end], text[end:]
