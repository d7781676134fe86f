'use strict';
// Figures: the numbers under a map. Which they are follows from what the data of all cases has, so that they stay the same.

(function (R) {
  const { t } = R;
  const KINDS = 2;
  /** What is drawn and counted: the mark, where its times are kept, and its words. */
  const COUNTED = [['transfer', 'transfers', 'transfers so far'], ['cue', 'cues', 'cues'], ['photo', 'photos', 'transfers photographed'],
    ['attempt', 'attempts', 'attempts so far'], ['outcome', 'boardings', 'ships boarded'], ['warning', 'warnings', 'warnings so far']];
  const DAY_S = 86400;

  class Figures {
    constructor(data) {
      this.data = data;
      this.counted = COUNTED.filter(([mark]) => this.draws(mark));
      this.telling = new Map();
    }

    /** Say whether an event of any case has a mark. */
    draws(mark) {
      return this.data.events.some((events) => events.some((event) => mark in event));
    }

    /** Say whether in any case a side, by its index, is passed what others see. */
    receives(side) {
      return this.data.meta.cases.some((kase) => kase.links.some((link) => link.receiver === side));
    }

    /** The kinds of event that are counted under a pane's map where nothing that is drawn can be: the most telling that its view knows. */
    kinds({ view }) {
      if (this.counted.length) return [];
      if (!this.telling.has(view)) this.telling.set(view, telling(this.data.events, view).slice(0, KINDS));
      return this.telling.get(view);
    }

    /** Return label and number of what a pane shows at a time, in seconds, in their order. */
    of(pane, seconds) {
      const known = pane.kase.known(pane.view);
      const found = pane.view < 0 ? this.present(pane, seconds) : this.held(pane, seconds);
      for (const [mark, times, words] of this.counted) {
        if (pane.view < 0 || mark !== 'transfer') found.push([t(words), R.upTo(known[times], seconds)]);
      }
      return [...found, ...this.kinds(pane).map((kind) => [R.kindOf(kind), R.upTo(known.kinds.get(kind) || [], seconds)])];
    }

    /** What is marked below the clock for a pane: what is known, with the kinds that are counted in place of cues. */
    marks(pane) {
      const known = pane.kase.known(pane.view);
      if (this.draws('attempt')) return { cues: known.warnings, transfers: known.attempts, photos: known.boardings };
      const kinds = this.kinds(pane);
      return kinds.length ? { ...known, cues: kinds.flatMap((kind) => known.kinds.get(kind) || []).sort((a, b) => a - b) } : known;
    }

    present(pane, seconds) {
      const { afloat } = pane.kase.ways;
      if (afloat.length) return [[t('ships under way'), afloat[Math.min(afloat.length - 1, Math.floor(seconds / DAY_S))]]];
      const vessels = pane.kase.fleet.side.some((side) => side < 0);
      return vessels ? [[t('vessels in the area'), pane.present ?? 0]] : [];
    }

    held(pane, seconds) {
      const { contacts, unit } = pane.kase;
      if (!contacts.row.length) return [];
      const picture = pane.kase.picture(pane.view).at(seconds / unit);
      const own = [t('vessels held'), picture.count];
      return this.receives(pane.view) ? [own, [t('through a partner'), picture.partner]] : [own];
    }
  }

  /**
   * Kinds by how far their numbers lie apart between cases, in standard deviations of a count (the root of the two together),
   * then by the greatest, then by name.
   */
  function telling(cases, view) {
    const numbers = new Map();
    cases.forEach((events, nth) => {
      for (const event of events) {
        if (!R.knows(event, view)) continue;
        if (!numbers.has(event.kind)) numbers.set(event.kind, cases.map(() => 0));
        numbers.get(event.kind)[nth] += 1;
      }
    });
    const most = (kind) => Math.max(...numbers.get(kind));
    const apart = (kind) => {
      const least = Math.min(...numbers.get(kind));
      return (most(kind) - least) / Math.sqrt(most(kind) + least);
    };
    return [...numbers.keys()].sort((a, b) => apart(b) - apart(a) || most(b) - most(a) || (a < b ? -1 : 1));
  }

  /** What a kind of event is called. */
  R.kindOf = (kind) => t(kind.replaceAll('_', ' '));

  R.Figures = Figures;
})(globalThis.Replay);
