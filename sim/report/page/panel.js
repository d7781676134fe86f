'use strict';
// Panel: beside the map, three tabs. Events with search, the story of what is selected, and the layers with their key.

(function (R) {
  const { h, t } = R;
  const FOUND_SHIPS = 30;

  class Panel {
    constructor(app) {
      this.app = app;
      this.tabs = [];
      this.events = new R.List(t('Events'), (row) => this.tellEvent(row), (row) => app.choose(this.pane, row));
      this.story = new R.List(t('Story'), (row, nth) => this.tellStory(row, nth), (row) => app.goTo(row.t));
      const pages = [[t('Events'), this.eventsPage()], [t('Story'), this.storyPage()], [t('Layers'), this.layersPage()]];
      this.element = h('aside', { class: 'panel', 'aria-label': t('Events, story, layers') },
        h('div', { role: 'tablist', class: 'tabs', 'aria-label': t('Events, story, layers'), onkeydown: (e) => this.tabKey(e) },
          ...pages.map(([name], nth) => this.tab(name, nth))),
        ...pages.map(([, page], nth) => this.page(page, nth)));
      this.open(0);
    }

    get pane() {
      return this.app.panes[this.app.active];
    }

    tab(name, nth) {
      const tab = h('button', { type: 'button', role: 'tab', id: `tab-${nth}`, 'aria-controls': `page-${nth}`, onclick: () => this.open(nth) }, name);
      this.tabs.push(tab);
      return tab;
    }

    page(content, nth) {
      content.setAttribute('role', 'tabpanel');
      content.setAttribute('id', `page-${nth}`);
      content.setAttribute('aria-labelledby', `tab-${nth}`);
      content.classList.add('page');
      (this.pages = this.pages || []).push(content);
      return content;
    }

    tabKey(event) {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!by) return;
      this.open((this.opened + by + this.tabs.length) % this.tabs.length);
      this.tabs[this.opened].focus();
      event.preventDefault();
      event.stopPropagation();
    }

    open(nth) {
      this.opened = nth;
      this.tabs.forEach((tab, at) => {
        tab.setAttribute('aria-selected', String(at === nth));
        tab.tabIndex = at === nth ? 0 : -1;
        this.pages[at].hidden = at !== nth;
      });
      this.refresh();
    }

    eventsPage() {
      const again = () => this.refresh(true);
      this.kind = h('select', { onchange: again, 'aria-label': t('Kind of event') });
      this.search = h('input', { type: 'search', oninput: again, placeholder: t('Search events and ships'), 'aria-label': t('Search events and ships') });
      this.found = h('p', { class: 'found' });
      this.ships = h('ul', { class: 'ships' });
      return h('div', {}, h('div', { class: 'filters' }, this.search, this.kind), this.ships, this.found, this.events.element);
    }

    storyPage() {
      this.about = h('div', { class: 'about' });
      return h('div', {}, this.about, this.story.element);
    }

    layersPage() {
      this.boxes = this.app.listed.map(([name, words], nth) => {
        const box = h('input', { type: 'checkbox', checked: this.app.layers[name], onchange: () => this.app.layer(name, box.checked) });
        return [name, box, h('label', {}, box, h('kbd', {}, String(nth + 1)), h('span', {}, t(words)))];
      });
      this.key = h('ul', { class: 'key' });
      this.switches = h('div', {}, h('h2', {}, t('Layers')), h('div', { class: 'layers' }, ...this.boxes.map(([, , label]) => label)));
      return h('div', { tabindex: '0' }, this.switches, h('h2', {}, t('Key')), this.key);
    }

    /** Bring what is open up to date. Lists are made anew only when what they show has changed, or `again`. */
    refresh(again) {
      if (!this.pane || !this.pane.kase) return;
      if (this.opened === 0) this.refreshEvents(again);
      if (this.opened === 1) this.refreshStory(again);
      if (this.opened === 2) this.refreshKey();
    }

    refreshEvents(again) {
      const { kase, view } = this.pane;
      const seconds = this.app.clock.time;
      const known = kase.known(view);
      const upTo = view < 0 ? known.events.length : R.upTo(known.times, seconds);
      const key = [kase.nth, view, upTo, this.kind.value, this.search.value].join('|');
      const now = R.upTo(known.times, seconds);
      if (key === this.listed && !again) {
        if (now !== this.now) this.passed(now);
        return;
      }
      this.kindsOf(kase, view, known);
      this.listed = [kase.nth, view, upTo, this.kind.value, this.search.value].join('|');
      this.rows = this.filtered(kase, known.events.slice(0, upTo));
      this.events.current = -1;
      this.showShips(kase, view, seconds);
      R.put(this.found, t('Events: {n}', { n: this.rows.length }));
      this.passed(now, true);
    }

    /** The time has come to another event: mark it, and keep it in sight unless somebody is reading elsewhere. */
    passed(now, anew) {
      this.now = now;
      const times = this.rows.map((event) => event.t);
      this.present = R.upTo(times, this.app.clock.time) - 1;
      this.events.show(this.rows, this.events.away() && !anew ? -1 : Math.max(0, this.present));
    }

    filtered(kase, places) {
      const wanted = this.search.value.trim().toLocaleLowerCase();
      const kind = this.kind.value;
      const rows = places.map((at) => kase.events[at]);
      return rows.filter((event) => (!kind || event.kind === kind) && (!wanted || event.says.toLocaleLowerCase().includes(wanted)));
    }

    kindsOf(kase, view, known) {
      const key = `${kase.nth}|${view}`;
      if (this.kindsFor === key) return;
      this.kindsFor = key;
      const counts = new Map();
      for (const at of known.events) counts.set(kase.events[at].kind, (counts.get(kase.events[at].kind) || 0) + 1);
      const chosen = this.kind.value;
      const named = [...counts.keys()].map((kind) => [R.kindOf(kind), kind]).sort((a, b) => a[0].localeCompare(b[0]));
      this.kind.replaceChildren(h('option', { value: '' }, t('All kinds of event')), ...named.map(([name, kind]) => h('option', { value: kind }, name)));
      this.kind.value = counts.has(chosen) ? chosen : '';
    }

    /** Ships whose name is searched for, and which the view may call so. */
    showShips(kase, view, seconds) {
      const wanted = this.search.value.trim().toLocaleLowerCase();
      const { fleet } = kase;
      const found = [];
      for (let row = 0; wanted.length > 1 && row < fleet.size && found.length < FOUND_SHIPS; row += 1) {
        if (view >= 0 && fleet.side[row] >= 0 && fleet.side[row] !== view) continue;
        if (!`${fleet.names[row]} ${fleet.id[row]}`.toLocaleLowerCase().includes(wanted)) continue;
        const name = R.nameOf(kase, row, view, seconds);
        if (name.toLocaleLowerCase().includes(wanted)) found.push([name, fleet.id[row]]);
      }
      this.ships.replaceChildren(...found.map(([name, id]) => h('li', {}, h('button', { type: 'button', onclick: () => this.app.select(id) }, name))));
    }

    tellEvent(event) {
      const state = this.rows[this.present] === event ? 'now' : event.t > this.app.clock.time ? 'later' : '';
      return { time: R.stamp(event.t), text: R.short(event.says, 300), state };
    }

    /** Show what is selected: a chain of causes if an event is, else a ship's story. */
    refreshStory(again) {
      const { selected, clock } = this.app;
      const { kase, view } = this.pane;
      const about = [kase.nth, view, selected.ship, selected.event && selected.event.i, selected.kase].join('|');
      const minute = Math.floor(clock.time / 60);
      if (about === this.toldOf && minute === this.toldAt && !again) return;
      this.anew = about !== this.toldOf;
      if (this.anew) this.story.current = -1;
      [this.toldOf, this.toldAt] = [about, minute];
      if (this.app.chain(this.pane).chain.length) this.tellChain(selected.event);
      else if (selected.ship !== null) this.tellShip(kase, view, clock.time);
      else this.tellNothing();
    }

    tellNothing() {
      this.about.replaceChildren(h('p', {}, t('Click a ship for its story, or an event for its causes.')),
        h('p', {}, t('With the keyboard: move the map until the ring is on a ship, and press Enter.')));
      this.story.show([]);
    }

    tellShip(kase, view, seconds) {
      const { app } = this;
      const row = kase.fleet.row.get(app.selected.ship);
      if (row === undefined) {
        this.about.replaceChildren(h('h2', {}, t('Not in this case')));
        this.story.show([]);
        return;
      }
      this.about.replaceChildren(h('h2', { dir: 'auto' }, R.nameOf(kase, row, view, seconds)),
        h('p', {}, R.wordsOf(kase, row, view, app.meta, seconds)));
      const entries = R.storyOf(kase, row, view, seconds);
      const next = entries.findIndex((each) => each.t > seconds);
      this.numbered = false;
      this.story.show(entries, this.story.away() && !this.anew ? -1 : next < 0 ? entries.length - 1 : next);
    }

    tellChain(event) {
      const { app } = this;
      const { chain, left } = app.chain(this.pane);
      const ships = event.about.map((id) => h('button', { type: 'button', onclick: () => app.select(id) },
        R.nameOf(this.pane.kase, this.pane.kase.fleet.row.get(id), this.pane.view, app.clock.time)));
      this.about.replaceChildren(h('h2', {}, t('How it came about')), h('p', { dir: 'auto' }, R.short(event.says, 400)),
        h('p', { class: 'ships' }, ...ships),
        h('p', {}, chain.length > 1 ? t('{n} steps, in {span}', { n: chain.length, span: R.span(event.t - chain[0].t) }) : t('Nothing that is told led to it.'),
          left ? ` ${t('{n} steps are not known to this side.', { n: left })}` : ''));
      this.numbered = true;
      this.story.show(chain.map((each) => ({ t: each.t, text: each.says, event: each })), this.anew ? chain.length - 1 : -1);
    }

    tellStory(row, nth) {
      const time = this.numbered ? `${nth + 1}  ${R.stamp(row.t)}` : R.stamp(row.t);
      const since = this.numbered && nth ? row.t - this.story.rows[nth - 1].t : 0;
      const before = since < 60 ? '' : t('{span} later', { span: R.span(since) });
      return { time, text: R.short(row.text, 300), note: before, state: row.t > this.app.clock.time ? 'later' : '' };
    }

    refreshKey() {
      for (const [name, box] of this.boxes) box.checked = this.app.layers[name];
      const key = [this.pane.kase.nth, this.pane.view, this.pane.scheduled, this.app.scheme].join('|');
      if (key === this.keyFor) return;
      this.keyFor = key;
      this.switches.hidden = this.pane.scheduled;  // they are those of the map
      this.key.replaceChildren(...R.keyOf(this.app, this.pane));
    }
  }

  R.Panel = Panel;
})(globalThis.Replay);
