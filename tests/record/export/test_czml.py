"""CZML is taken by the library that models it, packet by packet, and by the rules of the format."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from czml3 import CZML_VERSION, Document, Packet

from sim.record.export.layers import Matter
from tests.record.export.matter import HARM, exported, features_of, harmful, small, words


def packets(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (path,) = exported(tmp_path_factory.mktemp("czml"), "czml", Matter(small(), words()))
    return path


def test_every_packet_is_one(file: Path) -> None:
    found = [Packet(**packet) for packet in packets(file)]
    document = Document(packets=found)
    assert len(document.packets) > 100
    assert (found[0].id, found[0].version) == ("document", CZML_VERSION)
    assert len({packet.id for packet in found}) == len(found)


def test_samples_are_in_order_and_say_where(file: Path, tmp_path: Path) -> None:
    tracks = [each for each in packets(file) if each["id"].startswith("tracks/")]
    plain = features_of(exported(tmp_path, "geojson", Matter(small(), words()))[0])
    assert len(tracks) == len(plain)
    for packet, feature in list(zip(tracks, plain, strict=True))[::5]:
        sampled = np.reshape(packet["position"]["cartographicDegrees"], (-1, 4 if "epoch" in packet["position"] else 3))
        np.testing.assert_array_equal(sampled[:, -3:-1], np.atleast_2d(feature["geometry"]["coordinates"]))
        assert packet["availability"] == "/".join(feature["properties"]["times"][k] for k in (0, -1))
        if "epoch" in packet["position"]:
            assert all(before < after for before, after in pairwise(sampled[:, 0].tolist()))
            assert sampled[0, 0] == 0.0 and packet["position"]["epoch"] == feature["properties"]["times"][0]


def test_text_is_data(tmp_path: Path) -> None:
    """A description is HTML to Cesium, so no markup of a name's is markup there; a name is text, and stays."""
    (path,) = exported(tmp_path, "czml", Matter(harmful(), words(HARM)))
    document, *rest = packets(path)
    assert document["name"] == HARM
    assert HARM in [packet["name"] for packet in rest]
    assert all("<script" not in packet["description"] for packet in (document, *rest))
    assert any("&lt;script" in packet["description"] for packet in rest)
