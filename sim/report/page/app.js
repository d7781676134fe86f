'use strict';
// App: what is shown now (cases, views, layers, selection), one clock for all of it, and the door for tests.

(function (R) {
  const { h, t } = R;
  const NOTHING = { ship: null, event: null, kase: null };
  const PRESENT_PX = 13.5;
  const NO_CHAIN = { chain: [], left: 0 };

  class App {
    constructor(data) {
      this.data = data;
      this.meta = data.meta;
      this.cases = data.meta.cases.map(() => null);
      this.figures = new R.Figures(data);
      this.coast = new R.Coast(data.columns);
      this.listed = R.layersOf(this.figures);
      this.layers = Object.fromEntries(this.listed.map(([name]) => [name, true]));
      this.selected = NOTHING;
      this.active = 0;
      this.split = true;
      this.scheme = 0;
      /** Whether keys of one letter are listened to; who dictates or has a tremor may not want them (WCAG 2.1.4). */
      this.letters = true;
      this.still = matchMedia('(prefers-reduced-motion: reduce)');
      this.clock = new R.Clock(this.meta.duration_s, this.meta.warm_up_s || 0, this.still);
      this.restyle();
      this.panes = [new R.SchedulePane(this, 0), new R.SchedulePane(this, 1)];
      this.controls = new R.Controls(this);
      this.panel = new R.Panel(this);
      this.maps = h('main', { class: 'maps' }, ...this.panes.map((pane) => pane.element));
    }

    /** Put the page together: the baseline beside the first other case, both through the side that gains most from it. */
    open(root) {
      root.append(this.controls.head, this.maps, this.panel.element, this.controls.foot, this.controls.live, this.controls.help);
      const view = this.receiver();
      this.show(0, 0, view);
      this.show(1, Math.min(1, this.cases.length - 1), view);
      this.splitView(this.cases.length > 1);
      if (innerWidth < 900) this.togglePanel(false);
      R.opening(this);
      this.clock.tell((jumped) => this.draw(jumped));
      matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.restyle());
      R.listen(this);
      document.addEventListener('focusin', () => this.draw());
      this.draw(true);
    }

    /** The side that most is passed on to in the case compared: there sharing shows. */
    receiver() {
      const kase = this.kase(Math.min(1, this.cases.length - 1));
      const gains = this.meta.sides.map((_, side) => (kase.meta.links.some((link) => link.receiver === side)
        ? kase.picture(side).at(this.meta.duration_s / 2 / kase.unit).partner : -1));
      return Math.max(0, gains.indexOf(Math.max(...gains)));
    }

    kase(nth) {
      if (!this.cases[nth]) this.cases[nth] = new R.Case(this.data, nth);
      return this.cases[nth];
    }

    pane() {
      return this.panes[this.active];
    }

    shown() {
      return this.split ? this.panes : [this.pane()];
    }

    show(pane, nth, view) {
      this.panes[pane].show(this.kase(nth), view);
      this.draw(true);
    }

    activate(nth) {
      if (nth === this.active || !this.split) return;
      this.active = nth;
      this.panes.forEach((pane, at) => pane.element.classList.toggle('active', at === nth));
      this.panel.refresh();
    }

    /** A pane's view has moved: the other follows, so that both show one place. */
    moved(pane) {
      for (const each of this.panes) {
        each.chart.follow(pane.chart);
        each.restyle();
      }
      this.draw();
    }

    splitView(on = !this.split) {
      this.split = on;
      this.controls.split.setAttribute('aria-pressed', String(on));
      this.panes.forEach((pane, nth) => {
        pane.element.hidden = !on && nth !== this.active;
        pane.element.classList.toggle('active', on && nth === this.active);
      });
      document.body.classList.toggle('split', on);
      this.draw(true);
    }

    togglePanel(on = document.body.classList.contains('no-panel')) {
      document.body.classList.toggle('no-panel', !on);
      this.panel.element.hidden = !on;
      this.controls.side.setAttribute('aria-pressed', String(on));
      if (on) this.panel.refresh(true);
    }

    presenting() {
      return document.documentElement.classList.contains('present');
    }

    presentMode(on = !this.presenting()) {
      document.documentElement.classList.toggle('present', on);
      this.controls.present.setAttribute('aria-pressed', String(on));
      if (on) this.togglePanel(false);
      this.restyle();
    }

    /** Read colours and sizes again, and draw everything with them. */
    restyle() {
      this.scheme += 1;
      this.look = R.readLook(this.meta.sides, this.presenting() ? parseFloat(getComputedStyle(document.documentElement).fontSize) / PRESENT_PX : 1);
      for (const pane of this.panes || []) if (pane.kase) pane.restyle();
      if (this.panes) this.draw(true);
    }

    layer(name, on = !this.layers[name]) {
      this.layers[name] = on;
      for (const pane of this.panes) pane.stale = true;
      const words = t(this.listed.find(([each]) => each === name)[1]);
      this.controls.announce(on ? t('{layer} shown', { layer: words }) : t('{layer} hidden', { layer: words }));
      this.draw(true);
    }

    nextView() {
      const pane = this.pane();
      const view = pane.view + 1 >= this.meta.sides.length ? R.TRUTH : pane.view + 1;
      this.show(this.active, pane.kase.nth, view);
      this.controls.announce(pane.title());
    }

    nextCase() {
      const pane = this.pane();
      this.show(this.active, (pane.kase.nth + 1) % this.cases.length, pane.view);
      this.controls.announce(pane.title());
    }

    /** Go to the next event, or the one before, that the active view knows of and the list shows. */
    stepEvent(by) {
      const { kase, view } = this.pane();
      const kind = this.panel.kind.value;
      const events = kase.known(view).events.map((at) => kase.events[at]).filter((event) => !kind || event.kind === kind);
      const now = this.clock.time;
      const next = by > 0 ? events.find((event) => event.t > now + 0.01) : events.findLast((event) => event.t < now - 0.01);
      if (!next) return;
      this.clock.playing = false;
      this.clock.set(next.t);
      this.controls.announce(`${R.stamp(next.t)}: ${R.short(next.says, 200)}`);
    }

    goTo(seconds) {
      this.clock.playing = false;
      this.clock.set(seconds);
    }

    /** Select an event: go to it, and follow its causes. */
    choose(pane, event) {
      this.selected = { ship: event.about.length ? event.about[0] : null, event, kase: pane.kase.nth };
      this.panel.open(1);
      this.goTo(event.t);
      this.controls.announce(t('{n} steps led to: {event}', { n: this.chain(pane).chain.length, event: R.short(event.says, 200) }));
    }

    /** Select a ship by its number: tell its story. */
    select(ship) {
      this.selected = { ...NOTHING, ship };
      this.panel.open(1);
      const { kase, view } = this.pane();
      this.controls.announce(R.nameOf(kase, kase.fleet.row.get(ship), view, this.clock.time));
      this.draw(true);
    }

    picked(pane, x, y) {
      const found = pane.pick(x, y);
      if (!found) return;
      this.togglePanel(true);
      if (found.event) this.choose(pane, found.event);
      else this.select(found.ship);
    }

    /** The causes of the event selected as a pane's view knows them; nothing where it does not know the event. */
    chain(pane) {
      const { event, kase } = this.selected;
      if (!event || pane.kase.nth !== kase || !R.knows(event, pane.view)) return NO_CHAIN;
      if (pane.chained !== event || pane.chainedAs !== pane.view) {
        [pane.chained, pane.chainedAs] = [event, pane.view];
        pane.chain = R.chainOf(pane.kase, event, pane.view);
      }
      return pane.chain;
    }

    let_go() {
      this.selected = NOTHING;
      this.panel.refresh(true);
      this.draw(true);
    }

    find() {
      this.togglePanel(true);
      this.panel.open(0);
      this.panel.search.focus();
    }

    /** Draw the maps; and what is written about them as well when the clock has jumped, else a few times a second. */
    draw(jumped) {
      if (!this.controls || !this.panes.every((pane) => pane.kase)) return;
      for (const pane of this.shown()) pane.draw(this.clock.time);
      const now = performance.now();
      if (!jumped && now - (this.written || 0) < 200) return;
      this.written = now;
      this.write();
    }

    write() {
      this.controls.refresh();
      for (const pane of this.shown()) pane.tell(this.clock.time);
      if (!document.body.classList.contains('no-panel')) this.panel.refresh();
      if (!this.clock.playing) for (const pane of this.shown()) R.put(pane.alt, this.inWords(pane));
    }

    /** What a map shows, for those who do not see it: its figures, and the latest events. */
    inWords(pane) {
      const seconds = this.clock.time;
      const figures = this.figures.of(pane, seconds).map(([label, number]) => `${label}: ${number}`);
      const known = pane.kase.known(pane.view);
      const upTo = R.upTo(known.times, seconds);
      const latest = known.events.slice(Math.max(0, upTo - 3), upTo).map((at) => pane.kase.events[at])
        .map((event) => `${R.stamp(event.t)} ${R.short(event.says, 200)}`);
      return [R.stamp(seconds), ...pane.told(seconds), ...figures, ...latest].join('. ');
    }
  }

  /** What tests and the curious may ask. Nothing can be changed through it but the clock. */
  function door(app) {
    const of = (pane) => app.panes[pane];
    return Object.freeze({
      get time() { return app.clock.time; },
      set time(seconds) { app.goTo(seconds); },
      /** Numbers of the vessels that a side holds in a case, by the instant (s) each was last known at. */
      held: (nth, side) => {
        const kase = app.kase(nth);
        const picture = kase.picture(side).at(app.clock.time / kase.unit);
        const rows = Array.from(kase.fleet.id.keys()).filter((row) => picture.instant[row] >= 0);
        return Object.fromEntries(rows.map((row) => [kase.fleet.id[row], picture.instant[row] * kase.unit]));
      },
      /** `[lat, lon]` of a mover in a case now, or null. */
      position: (nth, mover) => {
        const { fleet, unit } = app.kase(nth);
        return fleet.row.has(mover) ? fleet.position(fleet.row.get(mover), app.clock.time / unit) : null;
      },
      /** What a pane has drawn: number of the mover, and where in its map. */
      drawn: (pane) => Array.from({ length: of(pane).batch.count }, (_, i) => [of(pane).kase.fleet.id[of(pane).batch.row[i]], of(pane).batch.x[i], of(pane).batch.y[i]]),
      /** Where a pane has its lanes, by name: their upper edges. */
      lanes: (pane) => of(pane).heights(),
      /** The bars that a pane has drawn: label, whether it is under way, and its edges; null where it shows its map. */
      bars: (pane) => (of(pane).scheduled ? of(pane).drawn.map(({ bar, going, x, right, y }) => [bar.label, going, x, right, y]) : null),
      point: (pane, lat, lon) => of(pane).chart.place(lat, lon),
      /** What a pane has written beside its platforms: the words, and their box as left, top, right, bottom. */
      labels: (pane) => of(pane).labels,
      chain: () => app.chain(app.pane()).chain.map((event) => event.i),
      missing: () => R.missing(),
      frame: () => app.draw(),
    });
  }

  async function begin() {
    await document.fonts.load('12px sim-glyphs', '日');  // first, since what is laid out without them stays so
    const data = await R.decode(document);
    R.speak(data.meta);
    const app = R.app = new App(data);
    app.open(document.getElementById('app'));
    globalThis.replay = door(app);
    document.documentElement.classList.add('ready');
  }

  begin();
})(globalThis.Replay);
