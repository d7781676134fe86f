'use strict';
// Schedule: what is done on which lane, from when to when, about the clock's time; and a pane that shows it or the map.

(function (R) {
  const { h, t } = R;
  const ROW_PX = 20;
  const HEAD_PX = 22;
  const BUTTONS_PX = 42;
  /** How long at least the stretch shown takes to pass. */
  const FOLLOWED_S = 10;
  const BEHIND = 0.4;
  const TICKS_S = [300, 900, 1800, 3600, 10800, 21600, 43200, 86400, 172800, 604800, 1209600, 2592000, 7776000, 31536000];
  /** Of a bar: how strongly it is filled once it is over, while it is under way, and before it begins. */
  const OVER = 0.28;
  const NOW = 0.6;
  const AHEAD = 0.08;

  /** The bars of all cases on the same lanes, so that a lane is where it is beside it: each has as many rows as ran at once in any. */
  class Schedule {
    constructor(columns, cases, duration) {
      this.duration = duration;
      this.lanes = columns.json('lane').map((name) => ({ name, rows: 1 }));
      this.cases = cases.map((_, nth) => this.read(columns.json(`bar@${nth}`)));
      this.hollow = [...new Set(this.cases.flat().map((bar) => bar.hollow))].filter(Boolean).join(', ');
      let first = 0;
      for (const lane of this.lanes) {
        lane.first = first;
        first += lane.rows;
      }
      this.rows = first;
      this.span = this.usual();
    }

    read(rows) {
      const ends = this.lanes.map(() => []);
      return rows.map(([i, lane, from, until, label, side, hollow]) => {
        const { name } = this.lanes[lane];
        const row = place(ends[lane], from, until);
        this.lanes[lane].rows = Math.max(this.lanes[lane].rows, row + 1);
        return { i, lane, row, from, until, label, side, hollow, brief: label.startsWith(`${name} `) ? label.slice(name.length + 1) : label };
      });
    }

    /** How long a stretch to show unless told: that in which twelve usual bars follow each other. */
    usual() {
      const lengths = this.cases.flat().map((bar) => bar.until - bar.from).sort((a, b) => a - b);
      return Math.min(this.duration, 12 * Math.max(300, lengths[lengths.length >> 1] || 0));
    }

    /** The bars of a case. */
    of(kase) {
      const bars = this.cases[kase.nth];
      if (bars.length && !bars[0].event) for (const bar of bars) bar.event = kase.events[kase.nthOf.get(bar.i)];
      return bars;
    }
  }

  /** Find the first row that is free when a bar begins. */
  function place(ends, from, until) {
    let row = ends.findIndex((end) => end <= from + 0.02);  // times are rounded
    if (row < 0) row = ends.length;
    ends[row] = until;
    return row;
  }

  const underWay = (bar, seconds) => bar.from <= seconds && seconds < bar.until;

  /** A pane that shows a schedule as well, or instead where there is no map to speak of. */
  class SchedulePane extends R.Pane {
    build() {
      super.build();
      this.way = h('button', { type: 'button', class: 'way', onclick: () => this.turn() });
      this.caseChoice.parentElement.append(this.way);
    }

    show(kase, view) {
      const { app } = this;
      this.schedule = app.schedule || (app.schedule = new Schedule(app.data.columns, app.meta.cases, app.meta.duration_s));
      this.bars = this.schedule.of(kase);
      this.mapped = moves(kase.fleet);
      this.both = this.bars.length > 0 && (this.mapped || placed(kase, app.meta.area));
      this.scheduled = this.bars.length > 0 && (this.both ? this.scheduled ?? !this.mapped : true);
      if (!app.stretch) app.stretch = { span: this.schedule.span, down: 0 };
      super.show(kase, view);
      this.say();
    }

    /** Show the map instead of the schedule, or the other way round. */
    turn() {
      if (!this.both) return;
      this.scheduled = !this.scheduled;
      this.say();
      this.restyle();
      this.app.controls.announce(this.moving.getAttribute('aria-label'));
      this.app.draw(true);
    }

    /** The bars that the view may show: those of events it knows of; a side's when they have begun. */
    known(seconds) {
      return this.bars.filter((bar) => R.knows(bar.event, this.view) && (this.view === R.TRUTH || bar.from <= seconds));
    }

    say() {
      this.way.hidden = !this.both;
      R.put(this.way, this.scheduled ? t('Map') : t('Schedule'));
      const words = this.scheduled ? t('Schedule: {what}', { what: this.title() }) : t('Map: {what}', { what: this.title() });
      this.moving.setAttribute('aria-label', words);
    }

    zoom(factor, x, y) {
      if (!this.scheduled) return super.zoom(factor, x, y);
      const { stretch, meta } = this.app;
      stretch.span = Math.min(meta.duration_s, Math.max(1800, stretch.span / factor));
      return this.app.draw(true);
    }

    home() {
      if (!this.scheduled) return super.home();
      this.app.stretch = { span: this.schedule.span, down: 0 };
      return this.app.draw(true);
    }

    /** Sideways the clock goes with the hand, up and down the lanes do. */
    pan(dx, dy) {
      if (!this.scheduled) return super.pan(dx, dy);
      const { clock, stretch } = this.app;
      const { wide, most } = this.sizes();
      stretch.down = Math.max(0, Math.min(most, stretch.down - dy));
      if (dx) clock.step(-dx / wide * stretch.span);
      else this.app.draw(true);
      return undefined;
    }

    sizes() {
      const { width, height } = this.chart;
      const { scale } = this.app.look;
      const [left, top, foot] = [Math.min(190 * scale, width * 0.34), HEAD_PX * scale, this.schedule.hollow ? HEAD_PX * scale : 0];
      const least = ROW_PX * scale;
      const tall = Math.max(least, Math.min(2 * least, (height - top - foot - 8) / this.schedule.rows));
      const most = Math.max(0, this.schedule.rows * tall + top + foot + 8 - height);
      return { left, top, foot, tall, wide: width - left - BUTTONS_PX * scale, most };
    }

    /** The upper edge of each lane, by its name. */
    heights() {
      const { top, tall, most } = this.sizes();
      return Object.fromEntries(this.schedule.lanes.map((lane) => [lane.name, top + lane.first * tall - Math.min(most, this.app.stretch.down)]));
    }

    /** When the stretch shown begins: some of it lies behind the clock, and all of it in the run. */
    begins(seconds) {
      const { stretch, meta } = this.app;
      return Math.max(0, Math.min(meta.duration_s - stretch.span, seconds - BEHIND * stretch.span));
    }

    draw(seconds) {
      if (!this.scheduled) return super.draw(seconds);
      if (!this.ratio || !this.kase) return undefined;
      if (this.stale) this.ground.getContext('2d').clearRect(0, 0, this.ground.width, this.ground.height);
      this.stale = false;
      this.fill(seconds / this.kase.unit);
      const ctx = this.moving.getContext('2d');
      ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      ctx.clearRect(0, 0, this.chart.width, this.chart.height);
      this.drawn = this.laid(seconds);
      drawSchedule(ctx, this, seconds);
      return undefined;
    }

    /** Where each bar that is to be seen lies: its bar, edges, and what of it is to come. */
    laid(seconds) {
      const { left, top, tall, wide, most } = this.sizes();
      const { span } = this.app.stretch;
      const down = Math.min(most, this.app.stretch.down);
      const from = this.begins(seconds);
      const across = (at) => left + (at - from) / span * wide;
      return this.known(seconds).filter((bar) => bar.until > from && bar.from < from + span).map((bar) => {
        const until = this.view === R.TRUTH ? bar.until : Math.min(bar.until, seconds);
        const y = top + (this.schedule.lanes[bar.lane].first + bar.row) * tall - down;
        return { bar, x: across(bar.from), right: across(until), now: across(seconds), y, tall, going: underWay(bar, seconds) };
      }).filter((each) => each.y > top - tall && each.y < this.chart.height);
    }

    /** An event whose bar is at a point, or for the keyboard the bar under way nearest to the middle; not one to come. */
    pick(x, y) {
      if (!this.scheduled) return super.pick(x, y);
      const { clock, keyboard } = this.app;
      const known = this.drawn.filter(({ bar }) => this.view === R.TRUTH || bar.event.t <= clock.time);
      const found = keyboard
        ? known.filter((each) => each.going).sort((a, b) => Math.abs(a.y - y) - Math.abs(b.y - y))[0]
        : known.find((each) => x >= each.x - 3 && x <= each.right + 3 && y >= each.y && y < each.y + each.tall);
      return found ? { event: found.bar.event } : null;
    }

    /** What the schedule shows, for those who do not see it. */
    told(seconds) {
      if (!this.scheduled) return [];
      const bars = this.known(seconds);
      const name = (bar) => [this.schedule.lanes[bar.lane].name, bar.label, bar.hollow].filter(Boolean).join(', ');
      const now = bars.filter((bar) => underWay(bar, seconds)).map(name);
      const next = bars.find((bar) => bar.from > seconds);
      return [now.length ? t('Under way: {what}', { what: R.short(now.join('; '), 600) }) : t('Nothing is under way'),
        ...(next ? [this.ahead(next)] : [])];
    }

    ahead(bar) {
      return t('Next: {what}, {when}', { what: R.short(bar.label, 60), when: R.stamp(bar.from) });
    }
  }

  /** Say whether anything ever moves. */
  const moves = (fleet) => fleet.heading.some((part) => part !== 0);

  /** Say whether a post, or a mover that lies still, is in the area. */
  function placed(kase, area) {
    const inside = (lat, lon) => lat >= area.south && lat <= area.north && (lon - area.west + 720) % 360 <= area.east - area.west;
    return kase.meta.posts.some((post) => inside(post.lat, post.lon)) || kase.fleet.t0.length > 0;
  }

  function drawSchedule(ctx, pane, seconds) {
    const { look, stretch } = pane.app;
    const { left, top, foot, wide } = pane.sizes();
    const { width, height } = pane.chart;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, 0, wide, height);
    ctx.clip();
    drawTimes(ctx, pane, seconds);
    ctx.beginPath();
    ctx.rect(left, top, wide, height - top - foot);
    ctx.clip();
    for (const each of pane.drawn) R.drawBar(ctx, look, each, seconds, left);
    ctx.restore();
    drawLanes(ctx, pane);
    R.drawNow(ctx, look, left + (seconds - pane.begins(seconds)) / stretch.span * wide, top, height - foot);
    if (foot) drawHollow(ctx, pane);
    if (!pane.drawn.some(({ x, right }) => right > left && x < width)) drawNothing(ctx, pane, seconds);
  }

  /** Dates or hours above, as many as there is room for. */
  function drawTimes(ctx, pane, seconds) {
    const { look, stretch } = pane.app;
    const { left, top, wide } = pane.sizes();
    const from = pane.begins(seconds);
    const by = TICKS_S.find((each) => each / stretch.span * wide >= 92 * look.scale) || TICKS_S.at(-1);
    const [hours, minutes] = R.stamp(0).slice(-5).split(':').map(Number);
    const midnight = hours * 3600 + minutes * 60;
    ctx.font = look.font(11);
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    for (let at = Math.floor((from + midnight) / by) * by - midnight; at < from + stretch.span; at += by) {
      const x = left + (at - from) / stretch.span * wide;
      ctx.fillStyle = look.grid;
      ctx.fillRect(x, 0, 1, pane.chart.height);
      ctx.fillStyle = look.pale;
      const whole = (at + midnight) % 86400 === 0;
      const words = whole ? R.day(at) : R.stamp(at).slice(-5);
      if (x >= left && x + 4 + ctx.measureText(words).width <= left + wide) ctx.fillText(words, x + 4, top / 2);
    }
  }

  R.drawBar = function (ctx, look, { bar, x, right, now, y, tall, going }, seconds, left) {
    const colour = bar.side < 0 ? look.lawful : look.sides[bar.side];
    const [high, low] = [y + 2, tall - 4];
    const wide = Math.max(2, right - x);
    ctx.fillStyle = colour;
    if (!bar.hollow) {
      const done = Math.max(0, Math.min(wide, now - x));
      ctx.globalAlpha = going ? NOW : OVER;
      ctx.fillRect(x, high, done, low);
      ctx.globalAlpha = AHEAD;
      ctx.fillRect(x + done, high, wide - done, low);
    }
    ctx.globalAlpha = bar.from > seconds ? 0.6 : 1;
    ctx.strokeStyle = going ? look.ink : colour;
    ctx.lineWidth = (going ? 2 : 1) * look.scale;
    ctx.setLineDash(bar.hollow ? [4, 3] : []);
    ctx.strokeRect(x, high, wide, low);
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
    label(ctx, look, bar, Math.max(x, left) + 4, right - 3, y + tall / 2, bar.from > seconds);
  };

  /** Write a label into its bar, cut where the bar ends. */
  function label(ctx, look, bar, x, right, y, ahead) {
    ctx.font = look.font(11);
    ctx.fillStyle = ahead ? look.pale : look.ink;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    ctx.fillText(fitted(ctx, bar.brief, right - x), x, y);
  }

  /** Cut a text to a width; nothing where less than four letters would be left. */
  function fitted(ctx, text, wide) {
    if (ctx.measureText(text).width <= wide) return text;
    for (let most = Math.min(60, text.length); most > 4; most -= 1) {
      const cut = R.short(text, most);
      if (ctx.measureText(cut).width <= wide) return cut;
    }
    return '';
  }

  /** Names of lanes at the left, and a line under each. */
  function drawLanes(ctx, pane) {
    const { look, stretch } = pane.app;
    const { left, top, foot, tall, most } = pane.sizes();
    const { width } = pane.chart;
    const height = pane.chart.height - foot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(0, top, width, height - top);
    ctx.clip();
    ctx.font = look.font(12);
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    for (const lane of pane.schedule.lanes) {
      const y = top + lane.first * tall - Math.min(most, stretch.down);
      const deep = lane.rows * tall;
      if (y + deep < top || y > height) continue;
      ctx.fillStyle = look.grid;
      ctx.fillRect(0, y + deep - 0.5, width, 1);
      ctx.fillStyle = look.ink;
      const inside = Math.max(top + tall / 2, Math.min(y + deep / 2, height - tall / 2));
      const middle = Math.max(y + tall / 2, Math.min(y + deep - tall / 2, inside));
      ctx.fillText(fitted(ctx, R.short(lane.name, 60), left - 14), 8, middle);
    }
    if (most) drawMore(ctx, look, pane);
    ctx.restore();
  }

  /** A thin bar at the right that says which part of the lanes is shown. */
  function drawMore(ctx, look, pane) {
    const { top, foot, most } = pane.sizes();
    const room = pane.chart.height - top - foot;
    ctx.fillStyle = look.pale;
    ctx.fillRect(pane.chart.width - 4, top + Math.min(most, pane.app.stretch.down) / (most + room) * room, 3, room * room / (most + room));
  }

  /** Say under the lanes what a dashed bar is. */
  function drawHollow(ctx, pane) {
    const { look } = pane.app;
    const { left, foot, wide } = pane.sizes();
    const y = pane.chart.height - foot / 2;
    ctx.strokeStyle = look.pale;
    ctx.lineWidth = look.scale;
    ctx.setLineDash([4, 3]);
    ctx.strokeRect(left + 6, y - 6, 22, 12);
    ctx.setLineDash([]);
    ctx.font = look.font(12);
    ctx.fillStyle = look.ink;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    ctx.fillText(fitted(ctx, pane.schedule.hollow, wide - 40), left + 36, y);
  }

  /** The upright line of the clock's time, from one height to another. */
  R.drawNow = function (ctx, look, x, top, bottom) {
    ctx.fillStyle = look.chain;
    ctx.fillRect(x - 1, top - 4, 2, bottom - top + 4);
    ctx.beginPath();
    ctx.moveTo(x - 5, top - 6);
    ctx.lineTo(x + 5, top - 6);
    ctx.lineTo(x, top + 2);
    ctx.fill();
  };

  /** Say that nothing is to be seen, and in the truth when something will be. */
  function drawNothing(ctx, pane, seconds) {
    const { look } = pane.app;
    const { left, wide } = pane.sizes();
    const [, ahead] = pane.told(seconds);
    ctx.font = look.font(14);
    ctx.fillStyle = look.pale;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    [t('Nothing is under way'), ahead].filter(Boolean).forEach((words, nth) => {
      ctx.fillText(fitted(ctx, words, wide - 16), left + wide / 2, pane.chart.height / 2 + nth * 22 * look.scale);
    });
  }

  /** A page that opens on a schedule shows all of it, from the first bar not over by the warm-up's end, no faster than can be followed. */
  R.opening = function (app) {
    const [pane] = app.panes;
    if (!pane.scheduled) return;
    const first = pane.bars.find((bar) => bar.until > app.clock.time);
    if (first) app.clock.time = Math.max(first.from, app.clock.time);
    app.clock.speed = Math.max(0, R.SPEEDS.findLastIndex((speed) => speed * FOLLOWED_S <= pane.schedule.span));
    app.panes.forEach((each, nth) => app.show(nth, each.kase.nth, R.TRUTH));
  };

  R.SchedulePane = SchedulePane;
})(globalThis.Replay);
