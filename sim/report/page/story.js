'use strict';
// Story: what is told of one ship, and the chain of causes behind one event, each as a view knows it.

(function (R) {
  const { t } = R;

  /** Name a mover as a view may call it. */
  R.nameOf = function (kase, row, view, seconds) {
    if (row === undefined) return t('Unidentified vessel');
    if (!kase.named(row, view, seconds)) return t('Unidentified vessel');
    const fleet = kase.fleet;
    const planned = fleet.side[row] < 0 && fleet.ais[row] >= 0;
    return planned ? `${R.short(fleet.names[row], 60)} ${fleet.id[row]}` : R.short(fleet.names[row], 80);
  };

  /** Say in a line what a mover is, as a view knows it. */
  R.wordsOf = function (kase, row, view, meta, seconds) {
    const { fleet } = kase;
    const own = fleet.side[row] >= 0;
    const words = [];
    if (view === R.TRUTH || own) words.push(meta.sorts[fleet.sort[row]].name);
    if (own) words.push(meta.sides[fleet.side[row]].name);
    if (fleet.length[row] && view === R.TRUTH) words.push(t('{n} m long', { n: fleet.length[row] }));
    if (!own && view === R.TRUTH) words.push(fleet.ais[row] > 0 ? t('sends AIS') : fleet.ais[row] === 0 ? t('sends no AIS') : t('may stop its AIS'));
    if (!own && view >= 0) words.push(lastHeld(kase, row, view, seconds));
    return words.join(' · ');
  };

  function lastHeld(kase, row, view, seconds) {
    const picture = kase.picture(view).at(seconds / kase.unit);
    if (picture.instant[row] < 0) return t('not held now');
    const age = seconds - picture.instant[row] * kase.unit;
    return age < 60 ? t('in contact now') : t('last held {span} ago', { span: R.span(age) });
  }

  /** Return a ship's story in order of time: events about it, and contacts with it. */
  R.storyOf = function (kase, row, view, seconds) {
    const id = kase.fleet.id[row];
    const entries = [];
    for (const at of kase.known(view).events) {
      const event = kase.events[at];
      if (view >= 0 && event.t > seconds) break;
      if (event.about.includes(id)) entries.push({ t: event.t, text: event.says, event });
    }
    const meta = R.app.meta;
    for (const each of kase.contactsOf(row, view, seconds)) entries.push({ t: each.t, text: contactWords(each, meta, view, seconds) });
    return entries.sort((a, b) => a.t - b.t);
  };

  function contactWords(each, meta, view, seconds) {
    const given = { side: R.short(meta.sides[each.side].name, 60), sensor: each.sensor };
    if (!each.own) return t('from {side}, passed on: {sensor} has seen it', given);
    if (view >= 0 && each.until > seconds) return t('{side}: {sensor} has it in contact', given);
    if (each.until - each.from < 60) return t('{side}: {sensor} sees it once', given);
    return t('{side}: {sensor} has it in contact for {span}', { ...given, span: R.span(each.until - each.from) });
  }

  /** Return an event's causes, the first of them first and the event itself last; `left` counts those a view cannot know. */
  R.chainOf = function (kase, event, view) {
    const chain = [];
    let left = 0;
    for (let at = event; at; at = kase.events[kase.nthOf.get(at.cause)]) {
      if (R.knows(at, view)) chain.unshift(at);
      else left += 1;
      if (at.cause === null || chain.length > 200) break;
    }
    return { chain, left };
  };
})(globalThis.Replay);
