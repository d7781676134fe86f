'use strict';
// Knowledge: what a side knows at an instant, by the rule of design/replay.md, and the events it knows of.

(function (R) {
  const FRESH_S = 12 * 3600;
  R.TRUTH = -1;

  /** Contacts of one case by mover's row, then start; `first` says where a mover's begin. */
  class Contacts {
    constructor(columns, nth, fleet) {
      const parts = ['all', nth].map((at) => unpacked(columns, at, fleet));
      const many = parts[0].row.length + parts[1].row.length;
      this.shared = new Uint32Array(many);
      for (const [name, Type] of [['row', Int32Array], ['side', Uint8Array], ['sensor', Uint16Array],
        ['t0', Int32Array], ['t1', Int32Array]]) {
        this[name] = new Type(many);
        this[name].set(parts[0][name]);
        this[name].set(parts[1][name], parts[0].row.length);
      }
      const passed = columns.get(`contact.shared@${nth}`, Uint8Array);
      this.shared.set(passed);
      this.order(many);
      this.first = new Uint32Array(fleet.size + 1);
      for (let i = 0; i < many; i += 1) this.first[this.row[i] + 1] += 1;
      for (let row = 0; row < fleet.size; row += 1) this.first[row + 1] += this.first[row];
    }

    order(many) {
      const { row, t0 } = this;
      const before = (a, b) => row[a] - row[b] || t0[a] - t0[b];
      let ordered = true;
      for (let i = 1; i < many && ordered; i += 1) ordered = before(i - 1, i) <= 0;
      if (ordered) return;
      const order = Uint32Array.from({ length: many }, (_, i) => i).sort(before);
      for (const name of ['row', 'side', 'sensor', 't0', 't1', 'shared']) {
        const old = this[name].slice();
        for (let i = 0; i < many; i += 1) this[name][i] = old[order[i]];
      }
    }
  }

  function unpacked(columns, at, fleet) {
    const take = (name, Type) => columns.get(`contact.${name}@${at}`, Type);
    const row = Int32Array.from(take('mover', Int32Array), (id) => fleet.row.get(id));
    const [t0, t1] = [take('t0', Int32Array).slice(), take('t1', Int32Array).slice()];
    for (let i = 0; i < t0.length; i += 1) {
      if (i) t0[i] += t0[i - 1];
      t1[i] += t0[i];
    }
    return { row, t0, t1, side: take('side', Uint8Array), sensor: take('sensor', Uint8Array) };
  }

  /** One source of a picture: a side's own contacts, or those a partner shares, known after the link's delay. */
  class Source {
    constructor(contacts, fleet, side, delay, wanted) {
      this.side = side;
      this.delay = delay;
      this.first = new Uint32Array(fleet.size + 1);
      const kept = [];
      for (let i = 0; i < contacts.row.length; i += 1) {
        if (!wanted(i)) continue;
        kept.push(i);
        this.first[contacts.row[i] + 1] += 1;
      }
      for (let row = 0; row < fleet.size; row += 1) this.first[row + 1] += this.first[row];
      this.t0 = Int32Array.from(kept, (i) => contacts.t0[i]);
      this.until = Int32Array.from(kept, (i) => contacts.t1[i]);
      for (let row = 0; row < fleet.size; row += 1) {
        for (let k = this.first[row] + 1; k < this.first[row + 1]; k += 1) {
          this.until[k] = Math.max(this.until[k], this.until[k - 1]);
        }
      }
      this.cursor = this.first.slice(0, fleet.size);
    }

    /** Return the latest instant of contact with a mover that is known at a time, or −1. */
    latest(row, time) {
      const known = time - this.delay;
      const [low, high] = [this.first[row], this.first[row + 1]];
      if (low === high) return -1;
      let k = this.cursor[row];
      while (k < high && this.t0[k] <= known) k += 1;
      while (k > low && this.t0[k - 1] > known) k -= 1;
      this.cursor[row] = k;
      return k > low ? Math.min(known, this.until[k - 1]) : -1;
    }
  }

  /** What one side holds of vessels in one case: for each the instant it was last known at, and who saw it then. */
  class Picture {
    constructor(kase, side) {
      const { fleet, contacts } = kase;
      const unit = kase.unit;
      this.fleet = fleet;
      this.fresh = FRESH_S / unit;
      this.sources = [new Source(contacts, fleet, side, 0, (i) => contacts.side[i] === side)];
      for (const link of kase.meta.links.filter((each) => each.receiver === side)) {
        const wanted = (i) => contacts.side[i] === link.sender && ((contacts.shared[i] >> side) & 1) === 1;
        this.sources.push(new Source(contacts, fleet, link.sender, link.delay_s / unit, wanted));
      }
      this.instant = new Float64Array(fleet.size).fill(-1);
      this.seenBy = new Uint8Array(fleet.size);
      this.cursor = fleet.cursor();
      this.count = 0;
      this.partner = 0;
      this.time = NaN;
    }

    /** Bring the picture to a time. */
    at(time) {
      if (time === this.time) return this;
      this.time = time;
      this.count = 0;
      this.partner = 0;
      const oldest = Math.max(0, time - this.fresh);
      for (let row = 0; row < this.fleet.size; row += 1) this.look(row, time, oldest);
      return this;
    }

    look(row, time, oldest) {
      let best = -1;
      let by = 0;
      for (let nth = 0; nth < this.sources.length; nth += 1) {
        const found = this.sources[nth].latest(row, time);
        if (found > best) {
          best = found;
          by = nth;
        }
      }
      const held = best >= oldest;
      this.instant[row] = held ? best : -1;
      this.seenBy[row] = this.sources[by].side;
      if (held) this.count += 1;
      if (held && by > 0) this.partner += 1;
    }
  }

  /** One case: its movers, contacts and events, made when first looked at. */
  class Case {
    constructor(data, nth) {
      this.nth = nth;
      this.meta = data.meta.cases[nth];
      this.unit = data.meta.time_unit_s;
      this.sensors = data.meta.sensors;
      this.fleet = new R.Fleet(data.columns, nth);
      this.contacts = new Contacts(data.columns, nth, this.fleet);
      this.ways = new R.Ways(data.columns, nth);
      this.events = data.events[nth];
      this.nthOf = new Map(this.events.map((event, at) => [event.i, at]));
      this.pictures = new Map();
      this.knowns = new Map();
    }

    picture(side) {
      if (!this.pictures.has(side)) this.pictures.set(side, new Picture(this, side));
      return this.pictures.get(side);
    }

    /** Return what a view knows of events over the whole run: places of events in order, and times of those that are counted. */
    known(view) {
      if (!this.knowns.has(view)) this.knowns.set(view, known(this.events, view));
      return this.knowns.get(view);
    }

    /** Say whether a view may call a vessel by its name: a sensor that tells names gave it, or a partner, by that time. */
    named(row, view, seconds) {
      if (view === R.TRUTH || this.fleet.side[row] === view) return true;
      return this.contactsOf(row, view, seconds).some((each) => each.names);
    }

    /** Return the contacts with a mover that a view knows of at a time, in seconds, in the order they are known in. */
    contactsOf(row, view, seconds) {
      const c = this.contacts;
      const delays = new Map(this.meta.links.filter((l) => l.receiver === view).map((l) => [l.sender, l.delay_s]));
      const found = [];
      for (let i = c.first[row]; i < c.first[row + 1]; i += 1) {
        const own = view === R.TRUTH || c.side[i] === view;
        if (!own && !(((c.shared[i] >> view) & 1) && delays.has(c.side[i]))) continue;
        const from = c.t0[i] * this.unit;
        const until = c.t1[i] * this.unit;
        const t = from + (own ? 0 : delays.get(c.side[i]));
        const sensor = this.sensors[c.sensor[i]];
        if (view === R.TRUTH || t <= seconds) {
          found.push({ t, from, until, side: c.side[i], sensor: sensor.name, names: sensor.names, own });
        }
      }
      return found.sort((a, b) => a.t - b.t);
    }
  }

  /** Say whether a view knows of an event at all. */
  R.knows = (event, view) => view === R.TRUTH || event.knows === '*' || event.knows.includes(view);

  function known(events, view) {
    const found = { events: [], times: [], cues: [], photos: [], transfers: [], attempts: [], warnings: [], boardings: [], kinds: new Map() };
    const photographed = new Set();
    events.forEach((event, at) => {
      if (!R.knows(event, view)) return;
      found.events.push(at);
      found.times.push(event.t);
      if (!found.kinds.has(event.kind)) found.kinds.set(event.kind, []);
      found.kinds.get(event.kind).push(event.t);
      if (event.cue) found.cues.push(event.t);
      if (event.transfer) found.transfers.push(event.t);
      if (event.attempt) found.attempts.push(event.t);
      if (event.warning) found.warnings.push(event.t);
      if (event.outcome && event.outcome[0] === 'boarded') found.boardings.push(event.t);
      if (event.photo && !photographed.has(event.photo[0])) {
        photographed.add(event.photo[0]);
        found.photos.push(event.t);
      }
    });
    return found;
  }

  /** Return how many of ordered times have come by a time. */
  R.upTo = (times, time) => d3.bisectRight(times, time);

  R.Case = Case;
})(globalThis.Replay);
