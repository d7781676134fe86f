"""What people read can be said in every language, with the same things in its braces."""

from collections.abc import Callable, Iterable, Iterator
from string import Formatter

import pytest
from pydantic import BaseModel

from sim.base.errors import UserError
from sim.base.spec import discover, order_of
from sim.base.tongue import LANGUAGES, Tongue, lexicon
from sim.kernel.events import Event
from sim.measure.catalogue import catalogue
from sim.parts.arrangement import LinkSpec
from sim.scenario.describe import vocabulary
from sim.scenario.faults import options
from sim.scenario.vocabulary import kinds
from tests.base.sentences import ROOT, literals, said


def braces(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def events() -> list[type[Event]]:
    discover("sim.parts", "sim.models")
    return [cls for cls in Event.__subclasses__() if "__slots__" in vars(cls) and cls.__module__.startswith("sim.")]


def sentences(read: Callable[[str], Iterator[str]]) -> set[str]:
    return {text for path in ROOT.rglob("*.py") for text in read(path.read_text(encoding="utf-8"))}


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


def test_every_order_is_said_in_every_language() -> None:
    """An order that a kind allows is one of the sentences that people read."""
    models = [*kinds().values(), LinkSpec, *_inside(kinds().values())]
    orders = {said for cls in models for info in cls.model_fields.values() if (said := order_of(info))}
    assert len(orders) > 25
    assert orders - lexicon("ja").keys() == set()


def _inside(models: Iterable[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    """Yield the models that fields of models are."""
    for cls in models:
        for info in cls.model_fields.values():
            found = [one for one in options(info.annotation) if isinstance(one, type) and issubclass(one, BaseModel)]
            yield from found


@pytest.mark.slow
def test_every_sentence_of_the_code_is_said_in_every_language() -> None:
    measures = {words for each in catalogue().values() for words in (each.name.replace("_", " "), each.about)}
    wanted = sentences(said) | measures
    assert len(wanted) > 150
    assert wanted - lexicon("ja").keys() == set()


@pytest.mark.slow
def test_no_translation_is_left_of_what_nobody_says() -> None:
    """Codes and kinds are said by their own words, and a page may hold sentences of its own."""
    pages = "".join(path.read_text(encoding="utf-8") for path in ROOT.rglob("*.js"))
    named = {words for each in catalogue().values() for words in (each.name.replace("_", " "), each.about)}
    kinds = {kind.replace("_", " ") for kind in (*vocabulary(), *(cls.kind for cls in events()))}
    used = sentences(literals) | named | kinds
    assert {key for key in lexicon("ja").keys() - used if key not in pages} == set()


def test_sentences_are_found_in_code() -> None:
    code = 'self.tongue("a" if n else "b", n=n); phrase("c"); map(phrase, ("d", "e")); tongue(x); other("f")'
    assert set(said(code)) == {"a", "b", "c", "d", "e"}


def test_what_a_language_lacks_is_said_in_english() -> None:
    assert Tongue("ja")("nobody has said this of {ship} yet", ship="$x {y}") == "nobody has said this of $x {y} yet"


def test_a_language_that_is_not_spoken_is_refused() -> None:
    with pytest.raises(UserError, match="there is no language 'jp'; write one of: en, ja"):
        Tongue("jp")


def test_a_scenarios_own_texts_are_picked_by_language() -> None:
    assert Tongue("ja").pick({"en": "sea", "ja": "海"}) == "海"
    assert Tongue("ja").pick({"en": "sea"}) == "sea"
    assert Tongue("en").pick({"ja": "海"}) == "海"
    assert Tongue("en").pick(None, "box-1") == "box-1"
