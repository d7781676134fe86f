"""Every fault of a scenario: its line, what was found, what to write."""

from collections.abc import Callable

import pytest

pytestmark = pytest.mark.usefixtures("small_words")
FaultsOf = Callable[..., list[str]]

ONE_EACH = [
    # what is replaced, by what, and the fault that is told
    ("title: {en: Test, ja: 試験}", "",
     "s.yaml:3: title: nothing is given; write title: …, its name, as people read it"),
    ("{en: Test, ja: 試験}", "{en: 1}",
     "s.yaml:2: title: found {'en': 1}; write a text, or texts by language such as {en: …, ja: …}"),
    ("start: 2021-03-01T00:00Z", "start: 2021-03-01T00:00",
     "s.yaml:4: start: found '2021-03-01T00:00', without its zone; "
     "write the date and time in UTC, such as 2021-03-01T00:00Z"),
    ("start: 2021-03-01T00:00Z", "start: March",
     "s.yaml:4: start: found 'March'; write the date and time in UTC, such as 2021-03-01T00:00Z"),
    ("start: 2021-03-01T00:00Z", "start: 2021",
     "s.yaml:4: start: found 2021; write the date and time in UTC, such as 2021-03-01T00:00Z"),
    ("duration: 60 d", "duration: 60",
     "s.yaml:5: duration: found the bare number 60; say its unit: '60 s', '60 min', '60 h', '60 d'"),
    ("duration: 60 d", "duration: -60 d",
     "s.yaml:5: duration: found '-60 d'; a time here is above zero, such as '90 min'"),
    ("duration: 60 d", "duration: 0 d", "s.yaml:5: duration: found '0 d'; a time here is above zero, such as '90 min'"),
    ("duration: 60 d", "duration: 60 nm",
     "s.yaml:5: duration: found '60 nm', a length, where a time is due; write a time such as '90 min'"),
    ("duration: 60 d", "duration: 60 day",
     "s.yaml:5: duration: found '60 day', the unknown unit 'day', where a time is due; write a time such as '90 min'"),
    ("warm_up: 5 d", "warm_up: 90 d",
     "s.yaml:2: found a warm-up of 90 d in 60 d; write a warm_up shorter than the duration"),
    ("replications: 4", "replications: 0", "s.yaml:7: replications: found 0; write a number of at least 1"),
    ("replications: 4", "replications: many", "s.yaml:7: replications: found 'many'; write a whole number"),
    ("replications: 4", "replications: 2.5", "s.yaml:7: replications: found 2.5; write a whole number"),
    ("seed: 2021", "sed: 2021", "s.yaml:8: sed: unknown key 'sed'; did you mean 'seed'?"),
    ("seed: 2021", "seed: -1", "s.yaml:8: seed: found -1; write a number of at least 0"),
    ("west: 119 E", "west: 132 E",
     "s.yaml:9: area: found west 132 E and east 131 E; "
     "write a west that lies west of the east, or 'antimeridian: true' where it does not"),
    ("south: 25 N", "south: 37 N",
     "s.yaml:9: area: found south 37 N and north 36 N; write a south that lies below the north"),
    ("west: 121 E", "west: 121",
     "s.yaml:11: areas.box-1.west: found the bare number 121; say its unit: '121 E', '121 W'"),
    ("colour: blue", "color: blue", "s.yaml:14: sides.japan.color: unknown key 'color'; did you mean 'colour'?"),
    ("colour: blue", "colour: purpel",
     "s.yaml:14: sides.japan.colour: found 'purpel'; did you mean 'purple'?"),
    ("side: uk, area", "side: us, area",
     "s.yaml:19: parts.frigate.side: there is no side 'us'; write one of: japan, uk"),
    ("area: box-1, speed", "area: box1, speed",
     "s.yaml:19: parts.frigate.area: there is no area 'box1'; did you mean 'box-1'?"),
    ("speed: 15 kn", "sped: 15 kn", "s.yaml:19: parts.frigate.sped: unknown key 'sped'; did you mean 'speed'?"),
    ("speed: 15 kn", "helicopter: maybe", "s.yaml:19: parts.frigate.helicopter: found 'maybe'; write true or false"),
    ("speed: 15 kn", "crew: 0", "s.yaml:19: parts.frigate.crew: found 0; write a number of at least 1"),
    ("speed: 15 kn", "watch: {hour: 3 h}",
     "s.yaml:19: parts.frigate.watch.hour: unknown key 'hour'; did you mean 'hours'?"),
    ("speed: 15 kn", "watch: {where: box-9}",
     "s.yaml:19: parts.frigate.watch.where: there is no area 'box-9'; did you mean 'box-2'?"),
    ("speed: 15 kn", "areas: [box-1, bx-2]",
     "s.yaml:19: parts.frigate.areas[1]: there is no area 'bx-2'; did you mean 'box-2'?"),
    ("{speed: register}", "{spead: register}",
     "s.yaml:19: parts.frigate.sources.spead: there is no field 'spead' to give a source for; did you mean 'speed'?"),
    ("{speed: register}", "{speed: registar}",
     "s.yaml:19: parts.frigate.sources.speed: there is no source 'registar'; "
     "did you mean 'register'?, or write the citation out"),
    ("kind: cutter", "kind: cuter", "s.yaml:19: parts.frigate.kind: there is no kind 'cuter'; did you mean 'cutter'?"),
    ("kind: cutter, ", "", "s.yaml:19: parts.frigate.kind: nothing is given; write kind: …; 'sim kinds' lists them"),
    ("id: shanghai-busan, ", "", "s.yaml:20: parts[1].id: nothing is given; write id: …, its name in this scenario"),
    ("id: shanghai-busan", "id: the lane",
     "s.yaml:20: parts.the lane.id: found 'the lane'; "
     "begin with a letter or digit, then letters, digits, '-' and '_', 64 at most"),
    ("id: squid", "id: shanghai-busan",
     "s.yaml:22: parts.shanghai-busan.id: the id 'shanghai-busan' is taken by parts[1]; write another id"),
    ("from: Shanghai", "from: Shanghei",
     "s.yaml:20: parts.shanghai-busan.from: no place called 'Shanghei'; "
     "did you mean 'Shanghai'?"),
    ("arrivals: 30 /d", "arrivals: 30",
     "s.yaml:20: parts.shanghai-busan.arrivals: found the bare number 30; "
     "say its unit: '30 /s', '30 /min', '30 /h', '30 /d'"),
    ("arrivals: 30 /d", "arrivals: 30 /d, pause: {exponental: 2 h}",
     "s.yaml:20: parts.shanghai-busan.pause: found {'exponental': '2 h'}; "
     "write '90 min' or one distribution; did you mean 'exponential'?"),
    (", arrivals: 30 /d", "",
     "s.yaml:20: parts.shanghai-busan.arrivals: nothing is given; write arrivals: 30 /d, ships that set out"),
    ("[30.5 N, 125 E]", "[36 N, 138.5 E]",
     "s.yaml:23: parts.squid.position: [36 N, 138.5 E] is on land; write a position at sea"),
    ("[30.5 N, 125 E]", "[125 E, 30.5 N]",
     "s.yaml:23: parts.squid.position: found '125 E', a longitude, where a latitude is due; "
     "write a latitude such as '30.5 N'"),
    ("[30.5 N, 125 E]", "Tokyo",
     "s.yaml:23: parts.squid.position: found ['Tokyo']; "
     "write a position as [latitude, longitude], such as [30.5 N, 125 E]"),
    ("from: japan, to: uk", "from: japan, to: usa",
     "s.yaml:25: arrangement[0].to: there is no side 'usa'; write one of: japan, uk"),
    ("from: japan, to: uk", "from: uk, to: uk",
     "s.yaml:25: arrangement[0]: 'uk' shares with itself; write two different sides"),
    ("from: uk, to: japan", "from: japan, to: uk",
     "s.yaml:26: arrangement[1]: a second link from 'japan' to 'uk'; join the two"),
    ("[track, image], delay: 45 min, releasable: 0.9", "[trak], delay: 45 min",
     "s.yaml:25: arrangement[0].products[0]: found 'trak'; did you mean 'track'?"),
    ("releasable: 0.9", "releasable: 9",
     "s.yaml:25: arrangement[0].releasable: found 9; write a share from 0 to 1, such as 0.9 or '90 %'"),
    ("'arrangement[*].delay': 5 min", "'arrangement[*].delay': 5",
     "s.yaml:30: arrangement[0].delay: found the bare number 5; say its unit: '5 s', '5 min', '5 h', '5 d'"),
    ("'arrangement[*].delay': 5 min", "'arangement[*].delay': 5 min",
     "s.yaml:30: cases.fused.arangement[*].delay: the path leads nowhere: there is no 'arangement' in the scenario; "
     "did you mean 'arrangement'?"),
    ("'arrangement[*].delay': 5 min", "'arrangement[*].dealy': 5 min",
     "s.yaml:30: arrangement[0].dealy: unknown key 'dealy'; did you mean 'delay'?"),
    ("'arrangement[*].delay': 5 min", "seed: 5", "s.yaml:30: cases.fused.seed: 'seed' is one for all cases; "
     "set it for the whole file"),
    ("{arrangement: []}", "5", "s.yaml:28: cases.alone: found 5; write names and values such as {name: value}"),
    ("at: 20 d", "at: 70 d",
     "s.yaml:32: injects.typhoon.at: 70 d is not before the end at 60 d; write a time within the duration"),
    ("sea_state: 7", "sea_state: 12",
     "s.yaml:32: injects.typhoon.effect.weather.sea_state: found 12; write a number of at most 9"),
    ("sea_state: 7, for: 3 d", "sea_state: 7, for: 3",
     "s.yaml:32: injects.typhoon.effect.weather.for: found the bare number 3; "
     "say its unit: '3 s', '3 min', '3 h', '3 d'"),
    ("parts.frigate.speed: 8 kn", "parts.frigate.speed: 8",
     "s.yaml:32: parts.frigate.speed: found the bare number 8; say its unit: '8 m/s', '8 kn', '8 km/h'"),
    ("parts.frigate.speed: 8 kn", "parts.frigat.speed: 8 kn",
     "s.yaml:32: injects.typhoon.effect.parts.frigat.speed: the path leads nowhere: "
     "no entry of 'parts' has the id 'frigat'; did you mean 'frigate'?"),
    ("id: priority", "id: typhoon",
     "s.yaml:35: decisions.typhoon.id: the id 'typhoon' is taken by injects[0]; write another id"),
    ("default: north", "default: east",
     "s.yaml:34: decisions.priority: found the default 'east'; write one of its options: north, south"),
    ("{'parts.frigate.area': box-2}", "{'parts.frigate.area': box-9}",
     "s.yaml:37: parts.frigate.area: there is no area 'box-9'; did you mean 'box-2'?"),
    ("{'parts.frigate.area': box-2}", "{duration: 3 d}",
     "s.yaml:37: decisions.priority.options.north.duration: 'duration' cannot be changed here; "
     "while a run goes on only parts and arrangement change"),
    ("{'parts.frigate.area': box-2}", "{parts.squid: null}",
     "s.yaml:37: decisions.priority.options.north: parts come or go, or change their kind; "
     "change only fields of parts"),
    ("[sightings, ", "[sighting, ",
     "s.yaml:39: measures[0]: there is no measure 'sighting'; did you mean 'sightings'?"),
    ("[sightings, mean_delay.blue]", "sightings",
     "s.yaml:39: measures: found 'sightings'; write a list such as [a, b]"),
]  # fmt: skip


def test_the_good_one_has_no_fault(faults_of: FaultsOf, good: str) -> None:
    assert faults_of(good) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"), ONE_EACH, ids=[f"{new or '-' + old}"[:40] for old, new, _ in ONE_EACH]
)
def test_each_fault_is_told_once_with_its_line(faults_of: FaultsOf, good: str, old: str, new: str, fault: str) -> None:
    assert old in good
    assert faults_of(good.replace(old, new, 1)) == [fault]


def test_every_fault_is_told_in_one_pass_in_the_order_of_the_file(faults_of: FaultsOf, good: str) -> None:
    apart = {  # one for every entry, so that none undoes another
        "{en: Test, ja: 試験}": "{en: 1}", "duration: 60 d": "duration: 60", "replications: 4": "replications: 0",
        "seed: 2021": "sed: 2021", "west: 121 E": "west: 121", "colour: blue": "color: blue",
        "area: box-1, speed": "area: box1, speed", "speed: 15 kn": "sped: 15 kn", "arrivals: 30 /d": "arrivals: 30",
        "from: Shanghai": "from: Shanghei", "[30.5 N, 125 E]": "[36 N, 138.5 E]",
        "from: uk, to: japan": "from: uk, to: jp",
        "'arrangement[*].delay': 5 min": "'arrangement[*].delay': 5", "sea_state: 7": "sea_state: 12",
        "default: north": "default: east", "[sightings, ": "[sighting, ",
    }  # fmt: skip
    text = good
    for old, new in apart.items():
        text = text.replace(old, new, 1)
    found = faults_of(text)
    lines = [int(fault.split(":")[1]) for fault in found]
    assert lines == sorted(lines)
    for old, new, fault in ONE_EACH:
        if apart.get(old) == new:
            assert fault in found
    assert len(found) == len(apart)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("just words", "s.yaml:1: found 'just words'; write fields and values, beginning with 'title: …'"),
        ("- a\n- b", "s.yaml:1: found ['a', 'b']; write fields and values, beginning with 'title: …'"),
    ],
)
def test_a_file_that_is_no_mapping(faults_of: FaultsOf, text: str, fault: str) -> None:
    assert faults_of(text) == [fault]


def test_what_a_nearly_empty_file_lacks_is_told(faults_of: FaultsOf) -> None:
    assert [fault.split(":")[2].strip() for fault in faults_of("title: x")] == ["area", "duration", "parts", "start"]


def test_no_parts_at_all(faults_of: FaultsOf, good: str) -> None:
    assert faults_of(good, "parts=[]")[0] == "--set parts: found 0 entries; give at least 1"


def test_an_entry_that_is_no_mapping(faults_of: FaultsOf, good: str) -> None:
    text = good.replace("  - kind: buoy", "  - frigate\n  - kind: buoy")
    assert faults_of(text) == [
        "s.yaml:21: parts[2]: found 'frigate'; write an entry such as {kind: patrol_ship, id: frigate, …}"
    ]


def test_what_a_case_breaks_elsewhere_is_told_at_the_case(faults_of: FaultsOf, good: str) -> None:
    found = faults_of(good.replace("{arrangement: []}", "{sides.uk: null}"))
    assert found == [
        "s.yaml:28: cases.alone: with it, arrangement[0].to (s.yaml:25): there is no side 'uk'; write one of: japan",
        "s.yaml:28: cases.alone: with it, arrangement[1].from (s.yaml:26): there is no side 'uk'; write one of: japan",
        "s.yaml:28: cases.alone: with it, parts.frigate.side (s.yaml:19): there is no side 'uk'; write one of: japan",
    ]


def test_faults_of_set_are_told_as_such(faults_of: FaultsOf, good: str) -> None:
    found = faults_of(good, "arrangement.delay=5", "parts.frigate.speed=9 nm", "sides.japan.colour=pink", "nope.x=1")
    assert found == [
        "--set nope.x: the path leads nowhere: there is no 'nope' in the scenario; "
        "write one of: area, areas, arrangement, cases, decisions, duration, expect, injects, measures, parts, "
        "purpose, replications, …",
        "--set arrangement.delay: found the bare number 5; say its unit: '5 s', '5 min', '5 h', '5 d'",
        "--set parts.frigate.speed: found '9 nm', a length, where a speed is due; write a speed such as '18 kn'",
        "--set sides.japan.colour: found 'pink'; "
        "write one of: black, blue, green, orange, purple, sky, vermilion, yellow",
    ]


def test_a_box_may_span_the_antimeridian_when_it_says_so(faults_of: FaultsOf, good: str) -> None:
    crossing = "{west: 170 E, east: 170 W, south: 28 N, north: 30 N"
    assert len(faults_of(good, f"areas.box-3={crossing}}}")) == 1
    assert faults_of(good, f"areas.box-3={crossing}, antimeridian: true}}") == []


def test_a_duration_beyond_the_calendar_is_refused(faults_of: FaultsOf, good: str) -> None:
    assert any("end before the year" in fault for fault in faults_of(good, "duration=1e9 d"))
    assert faults_of(good, "start=9999-01-01T00:00Z")
