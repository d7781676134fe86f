'use strict';
// Controls: the head of the page, and at its foot the clock's buttons with the timeline; the help.

(function (R) {
  const { h, t } = R;

  const button = (words, act, more, sign) => h('button', { type: 'button', onclick: act, 'aria-label': sign ? words : null, title: words, ...more }, sign || words);

  class Controls {
    constructor(app) {
      this.app = app;
      this.timeline = new R.Timeline(app);
      this.live = h('p', { class: 'unseen', 'aria-live': 'polite', role: 'status' });
      this.help = this.makeHelp();
      this.head = this.makeHead();
      this.foot = this.makeFoot();
    }

    makeHead() {
      const { app } = this;
      this.split = button(t('Side by side'), () => app.splitView(), { 'aria-pressed': 'true' });
      this.side = button(t('Panel'), () => app.togglePanel(), { 'aria-pressed': 'true' });
      this.present = button(t('Present'), () => app.presentMode(), { 'aria-pressed': 'false' });
      const buttons = h('div', { class: 'buttons' }, this.split, this.side, this.present,
        button(t('Help'), () => this.openHelp(), {}, '?'));
      const { meta } = app;
      return h('header', { class: 'head' }, h('div', { class: 'titles' }, h('h1', { dir: 'auto' }, R.short(meta.title, 200)),
        h('p', { dir: 'auto', class: 'purpose' }, R.short(meta.purpose || '', 300))), buttons);
    }

    makeFoot() {
      const { app } = this;
      const { clock } = app;
      this.play = button(t('Play'), () => clock.play(), { class: 'play' }, R.icon('play'));
      this.speed = h('select', { 'aria-label': t('Speed'), onchange: () => clock.pace(Number(this.speed.value)) },
        ...R.SPEEDS.map((seconds, nth) => h('option', { value: nth }, t('{span} a second', { span: R.span(seconds) }))));
      this.time = h('time', { class: 'clock' });
      this.dayOf = h('span', { class: 'day-of' });
      const row = h('div', { class: 'transport', role: 'group', 'aria-label': t('Clock') },
        button(t('Previous event'), () => app.stepEvent(-1), {}, R.icon('previous')), this.play, button(t('Next event'), () => app.stepEvent(1), {}, R.icon('next')),
        h('span', { class: 'when' }, this.time, this.dayOf), this.speed);
      return h('footer', { class: 'foot' }, row, this.timeline.element, h('p', { class: 'small', dir: 'auto' }, R.short(app.meta.footer || '', 300)));
    }

    makeHelp() {
      const keys = [
        ['Space', t('play, pause')], ['← →', t('an hour back, an hour on; with Shift a day; on a map or schedule: move it')], ['[ ]', t('slower, faster')],
        ['p n', t('previous event, next event')], ['+ −', t('zoom in, zoom out')], ['0', t('usual zoom')],
        ['Enter', t('on a map: the ship in the ring; on a schedule: what is under way')], ['1 … 9', t('layers')], ['v', t('next view')], ['c', t('next case')], ['m', t('map, schedule')],
        ['s', t('one alone, two side by side')], ['e', t('panel')], ['f', t('present: big type')], ['/', t('search')], ['Esc', t('let go of what is selected')], ['?', t('this help')],
      ];
      const rows = keys.flatMap(([key, words]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, words)]);
      const dialog = h('dialog', { 'aria-labelledby': 'help-title' }, h('h2', { id: 'help-title' }, t('Keys')), h('dl', { class: 'keys' }, ...rows),
        h('p', {}, t('A side’s view shows what that side knows at that moment, and nothing else: its own platforms, the ships that it or a partner has seen within twelve hours where they were then, and the events that it knows of.')),
        h('label', { class: 'letters' }, h('input', { type: 'checkbox', checked: true, onchange: (e) => { this.app.letters = e.target.checked; } }), t('Listen to keys of one letter or figure')),
        h('form', { method: 'dialog' }, h('button', {}, t('Close'))));
      return dialog;
    }

    openHelp() {
      if (!this.help.open) this.help.showModal();
    }

    /** Bring buttons and clock up to date. */
    refresh() {
      const { clock, meta } = this.app;
      const words = clock.playing ? t('Pause') : t('Play');
      if (this.play.title !== words) {
        this.play.replaceChildren(R.icon(clock.playing ? 'pause' : 'play'));
        this.play.title = words;
        this.play.setAttribute('aria-label', words);
      }
      this.speed.value = String(clock.speed);
      R.put(this.time, R.stamp(clock.time));
      R.put(this.dayOf, t('day {n} of {all}', { n: Math.min(Math.ceil(meta.duration_s / 86400), Math.floor(clock.time / 86400) + 1), all: Math.ceil(meta.duration_s / 86400) }));
      this.timeline.draw();
    }

    /** Say something to those who do not see the map, not oftener than they can hear. */
    announce(words) {
      this.waiting = words;
      if (this.timer) return;
      R.put(this.live, words);
      this.timer = setTimeout(() => {
        this.timer = 0;
        if (this.live.textContent !== this.waiting) this.announce(this.waiting);
      }, 3000);
    }
  }

  R.Controls = Controls;
})(globalThis.Replay);
