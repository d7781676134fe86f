"""What people read can be said in every language, with the same things in its braces."""

from string import Formatter

import pytest

from sim.base.spec import discover
from sim.base.tongue import LANGUAGES, Tongue, lexicon
from sim.kernel.events import Event


def braces(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def events() -> list[type[Event]]:
    discover("sim.parts", "sim.models")
    return [cls for cls in Event.__subclasses__() if "__slots__" in vars(cls) and cls.__module__.startswith("sim.")]


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
def test_a_translation_holds_the_same_braces(lang: str) -> None:
    assert len(lexicon(lang)) > 40
    assert [key for key, said in lexicon(lang).items() if braces(key) != braces(said) or not said.strip()] == []


def test_every_event_says_itself_in_every_language() -> None:
    assert len(events()) > 15
    for cls in events():
        assert cls.says, cls
        assert braces(cls.says) <= set(cls.__slots__), cls
        assert cls.says in lexicon("ja"), cls


def test_what_a_language_lacks_is_said_in_english() -> None:
    assert Tongue("ja")("nobody has said this of {ship} yet", ship="$x {y}") == "nobody has said this of $x {y} yet"


def test_a_scenarios_own_texts_are_picked_by_language() -> None:
    assert Tongue("ja").pick({"en": "sea", "ja": "海"}) == "海"
    assert Tongue("ja").pick({"en": "sea"}) == "sea"
    assert Tongue("en").pick({"ja": "海"}) == "海"
    assert Tongue("en").pick(None, "box-1") == "box-1"
