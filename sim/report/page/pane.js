'use strict';
// Pane: one map, of one case through one view. The ground is redrawn when the view moves, the marks in each frame.

(function (R) {
  const { h, t } = R;
  const REACH = 16;
  /** A trail is as long as a ship of 15 knots takes for an eighth of the area's breadth; an aircraft's a sixth of that. */
  const TRAIL_MS = 8 * 15 * 1852 / 3600;
  const TRAIL_AIR = 1 / 6;

  class Pane {
    constructor(app, nth) {
      this.app = app;
      this.nth = nth;
      this.view = R.TRUTH;
      this.chart = new R.Chart(app.meta.area, app.meta.known);
      this.trail = this.chart.breadth() / TRAIL_MS;
      this.labels = [];
      this.stale = true;
      this.build();
      R.steer(this);
      new ResizeObserver(() => this.resize()).observe(this.stage);
    }

    build() {
      const { meta } = this.app;
      this.caseChoice = h('select', { onchange: () => this.app.show(this.nth, Number(this.caseChoice.value), this.view) },
        ...meta.cases.map((each, nth) => h('option', { value: nth }, R.short(each.name, 60))));
      this.viewChoice = h('select', { onchange: () => this.app.show(this.nth, this.kase.nth, Number(this.viewChoice.value)) },
        h('option', { value: R.TRUTH }, t('What happens')),
        ...meta.sides.map((side, nth) => h('option', { value: nth }, t('What {side} knows', { side: R.short(side.name, 60) }))));
      this.caseChoice.setAttribute('aria-label', t('Case'));
      this.viewChoice.setAttribute('aria-label', t('View'));
      this.ground = h('canvas', { class: 'ground', 'aria-hidden': 'true' });
      const told = `alt-${this.nth}`;
      this.moving = h('canvas', { class: 'moving', role: 'application', tabindex: '0', 'aria-describedby': told });
      this.alt = h('p', { class: 'unseen', id: told });
      this.stage = h('div', { class: 'stage' }, this.ground, this.moving, this.zoomButtons());
      this.counts = h('dl', { class: 'counts' });
      this.element = h('section', { class: 'pane' },
        h('div', { class: 'choices' }, this.caseChoice, this.viewChoice), this.stage, this.counts, this.alt);
      this.element.addEventListener('focusin', () => this.app.activate(this.nth));
      this.element.addEventListener('pointerdown', () => this.app.activate(this.nth));
    }

    zoomButtons() {
      const button = (sign, says, act) => h('button', { type: 'button', 'aria-label': says, title: says, onclick: act }, R.icon(sign));
      return h('div', { class: 'zoom' },
        button('plus', t('Zoom in'), () => this.zoom(1.5)),
        button('minus', t('Zoom out'), () => this.zoom(1 / 1.5)),
        button('whole', t('Usual zoom'), () => this.home()));
    }

    zoom(factor, x, y) {
      this.chart.scale(factor, x, y);
      this.app.moved(this);
    }

    home() {
      this.chart.home();
      this.app.moved(this);
    }

    pan(dx, dy) {
      this.chart.pan(dx, dy);
      this.app.moved(this);
    }

    /** Show a case through a view. */
    show(kase, view) {
      this.kase = kase;
      this.view = view;
      const fleet = kase.fleet;
      this.batch = new R.Batch(fleet.size, fleet.id);
      this.cursor = fleet.cursor();
      this.truth = R.truthOf(fleet, this.app.meta.sorts);
      this.facts = R.factsOf(kase, view, this.app.meta);
      this.platforms = Array.from(fleet.side.keys()).filter((row) => fleet.side[row] >= 0 && (view < 0 || fleet.side[row] === view));
      this.suspects = view < 0 ? Array.from(fleet.side.keys()).filter((row) => this.truth[row] === 4) : [];
      this.caseChoice.value = String(kase.nth);
      this.viewChoice.value = String(view);
      this.element.setAttribute('aria-label', this.title());
      this.moving.setAttribute('aria-label', t('Map: {what}', { what: this.title() }));
      this.restyle();
    }

    title() {
      return `${R.short(this.kase.meta.name, 60)}, ${this.viewChoice.selectedOptions[0].textContent}`;
    }

    restyle() {
      const { look } = this.app;
      const grown = Math.min(1.8, 0.9 + 0.25 * Math.log2(this.chart.zoom)) * (this.chart.width < 420 ? 0.85 : 1);
      this.looks = this.view < 0 ? R.truthLooks(look, grown) : R.heldLooks(look, this.view, grown);
      this.platformLook = this.view < 0 ? 5 : look.sides.length * R.AGES.length;
      this.stale = true;
    }

    resize() {
      const { width, height } = this.stage.getBoundingClientRect();
      const ratio = Math.min(2, devicePixelRatio || 1);
      if (!width || !height) return;
      this.chart.size(width, height);
      for (const canvas of [this.ground, this.moving]) {
        canvas.width = Math.round(width * ratio);
        canvas.height = Math.round(height * ratio);
      }
      this.ratio = ratio;
      if (!this.kase) return;
      this.restyle();
      this.app.draw();
    }

    /** Draw the pane at a time, in seconds. */
    draw(seconds) {
      if (!this.ratio || !this.kase) return;
      this.chart.ready();
      if (this.stale) this.drawGround();
      const ctx = this.moving.getContext('2d');
      const { app, chart, kase, facts } = this;
      const { look, layers } = app;
      ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      ctx.clearRect(0, 0, chart.width, chart.height);
      this.fill(seconds / kase.unit);
      this.batch.gather(this.looks, this.platformLook, this.selectedRow());
      if (layers.strips) R.drawStrips(ctx, chart, look, facts, seconds);
      if (layers.sensors) this.ranges(ctx, seconds / kase.unit);
      if (layers.tracks) this.trails(ctx, seconds / kase.unit);
      if (layers.warnings) R.drawWarnings(ctx, chart, look, facts, seconds);
      if (layers.cues) R.drawContacts(ctx, chart, look, facts, seconds);
      if (layers.cues) R.drawCues(ctx, chart, look, facts, seconds);
      this.batch.draw(ctx, this.looks);
      if (layers.transfers) R.drawTransfers(ctx, chart, look, facts, seconds);
      if (layers.attempts) R.drawAttempts(ctx, chart, look, facts, seconds);
      if (layers.patrols) R.drawAnswers(ctx, chart, look, facts, seconds);
      this.patrols = layers.patrols ? R.drawPatrols(ctx, chart, look, facts, seconds) : [];
      if (layers.reports) R.drawReports(ctx, chart, look, facts, seconds, (anchor) => this.anchor(anchor, seconds));
      this.labels = layers.names ? this.names(ctx) : [];
      this.overlay(ctx);
    }

    drawGround() {
      const ctx = this.ground.getContext('2d');
      ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      this.taken = R.drawGround(ctx, this.chart, this.app.look, this.given());
      this.stale = false;
    }

    /** What the ground is drawn from. */
    given() {
      const posts = this.kase.meta.posts.filter((post) => this.view < 0 || post.side === this.view);
      return { coast: this.app.coast, areas: this.app.meta.areas, posts, layers: this.app.layers, ways: this.kase.ways };
    }

    /** Put the movers of this instant into the batch. */
    fill(time) {
      this.batch.clear();
      if (this.view < 0) this.fillTruth(time);
      else this.fillHeld(time);
    }

    fillTruth(time) {
      const { fleet } = this.kase;
      const lawful = this.app.layers.lawful;
      this.present = 0;
      for (let row = 0; row < fleet.size; row += 1) {
        const look = this.truth[row];
        const k = fleet.locate(row, time, this.cursor);
        if (k < 0) continue;
        if (look < 5) this.present += 1;
        if (look < 4 && !lawful) continue;
        this.mark(row, look, look < 3, k);
      }
    }

    fillHeld(time) {
      const { fleet, unit } = this.kase;
      const picture = this.kase.picture(this.view).at(time);
      const lawful = this.app.layers.lawful;
      const ages = R.AGES.length;
      for (let row = 0; row < fleet.size; row += 1) {
        if (fleet.side[row] === this.view) {
          const k = fleet.locate(row, time, this.cursor);
          if (k >= 0) this.mark(row, this.lookOf(row), false, k);
        } else if (lawful && picture.instant[row] >= 0) {
          const k = fleet.locate(row, Math.min(picture.instant[row], fleet.leaves(row)), picture.cursor);
          if (k < 0) continue;
          const age = (time - picture.instant[row]) * unit;
          let nth = 0;
          while (nth < ages - 1 && age > R.AGES[nth][0]) nth += 1;
          this.mark(row, picture.seenBy[row] * ages + nth, false, k);
        }
      }
    }

    /** Add a mark where the fleet's `out` is; `stills` says that one lying still has the next look. */
    mark(row, look, stills, leg) {
      const { fleet } = this.kase;
      const x = this.chart.acrossOf(fleet.out);
      if (x < -20 || x > this.chart.width + 20) return;
      const y = this.chart.downOf(fleet.out);
      if (y < -20 || y > this.chart.height + 20) return;
      const east = fleet.heading[2 * leg];
      const north = fleet.heading[2 * leg + 1];
      this.batch.add(row, stills && east === 0 && north === 0 ? look + 1 : look, x, y, east, north);
    }

    /** The look of one of a side's platforms, or in the truth of any mover. */
    lookOf(row) {
      return this.view < 0 ? this.truth[row] : this.platformLook + this.truth[row] - 5;
    }

    ranges(ctx, time) {
      const { fleet } = this.kase;
      ctx.lineWidth = 1;
      for (const row of this.platforms) {
        if (!fleet.range[row] || fleet.locate(row, time, this.cursor) < 0) continue;
        const [lat] = R.latlon(fleet.out);
        const [across, up] = this.chart.metre(lat);
        const [x, y, range] = [this.chart.acrossOf(fleet.out), this.chart.downOf(fleet.out), fleet.range[row]];
        const colour = this.app.look.sides[fleet.side[row]];
        ctx.beginPath();
        ctx.ellipse(x, y, range * across, range * up, 0, 0, 6.2832);
        ctx.fillStyle = colour;
        ctx.globalAlpha = 0.1;
        ctx.fill();
        ctx.globalAlpha = 0.7;
        ctx.strokeStyle = colour;
        ctx.stroke();
      }
      ctx.globalAlpha = 1;
    }

    trails(ctx, time) {
      const { fleet, unit } = this.kase;
      const { look } = this.app;
      ctx.lineWidth = 1.5 * look.scale;
      ctx.lineJoin = 'round';
      for (const [rows, colour] of [[this.platforms, null], [this.suspects, look.illicit]]) {
        for (const row of rows) {
          if (fleet.leg(row, time, this.cursor) < 0) continue;
          ctx.strokeStyle = colour || look.sides[fleet.side[row]];
          const whole = this.trail * (this.looks[this.lookOf(row)].shape === 'wing' ? TRAIL_AIR : 1) / unit;
          for (let part = 1; part <= 3; part += 1) {  // laid over one another, so that the newest is the strongest
            ctx.globalAlpha = 0.26;
            ctx.beginPath();
            R.drawTrail(ctx, this.chart, fleet, row, time, whole * part / 3, this.cursor);
            ctx.stroke();
          }
        }
      }
      ctx.globalAlpha = 1;
    }

    /** Where a link ends: a place, or a mover where it is now. */
    anchor(anchor, seconds) {
      if (!anchor) return null;
      if (anchor.mover === undefined) return [anchor.lat, anchor.lon];
      const { fleet, unit } = this.kase;
      const row = fleet.row.get(anchor.mover);
      return row === undefined ? null : fleet.position(row, seconds / unit, this.cursor);
    }

    /** Write names, none over another or over a mark: of what is selected, then of platforms, of posts, and of areas. */
    names(ctx) {
      const { look } = this.app;
      const { batch, chart } = this;
      const order = batch.inOrder(this.platformLook, this.selectedRow());
      const taken = [...this.taken, ...order.map((i) => this.boxOf(i)), ...this.patrols.map(({ box }) => box)];
      ctx.font = look.font(12);
      ctx.fillStyle = look.ink;
      ctx.textBaseline = 'middle';
      const named = order.flatMap((i) => {
        const [x, y, { size }] = [batch.x[i], batch.y[i], this.looks[batch.look[i]]];
        const [off, up] = [size + 4 * look.scale, size + 9 * look.scale];
        const places = [[x + off, y, 'left'], [x - off, y, 'right'], [x, y - up, 'center'], [x, y + up, 'center']];
        const [name, more] = this.nameOf(batch.row[i]);
        const whole = R.label(ctx, chart, look, name + more, places, taken);
        return whole.length || !more ? whole : R.label(ctx, chart, look, more.trim(), places, taken);
      });
      named.push(...R.namePatrols(ctx, chart, look, this.patrols, taken));
      return [...named, ...R.nameGround(ctx, chart, look, this.given(), taken)];
    }

    boxOf(i) {
      const { x, y, look } = this.batch;
      const { size } = this.looks[look[i]];
      return [x[i] - size, y[i] - size, x[i] + size, y[i] + size];
    }

    /** The name of a platform, and the number of others that its mark stands for; that is written even without the name. */
    nameOf(row) {
      const group = this.batch.groups.get(row);
      return [R.short(this.kase.fleet.names[row], 28), group ? ` +${group.length - 1}` : ''];
    }

    selectedRow() {
      const { ship } = this.app.selected;
      return ship === null ? undefined : this.kase.fleet.row.get(ship);
    }

    overlay(ctx) {
      const { app, batch } = this;
      const { selected } = app;
      const { chain } = app.chain(this);
      if (chain.length) R.drawChain(ctx, this.chart, app.look, chain);
      if (selected.ship !== null) {
        const at = batch.find(this.selectedRow());
        if (at >= 0) R.drawSelected(ctx, app.look, batch.x[at], batch.y[at]);
      }
      if (document.activeElement === this.moving && app.keyboard) {
        R.drawSelected(ctx, app.look, this.chart.width / 2, this.chart.height / 2);
      }
    }

    /** Say what is at a point: a mover by its number, or an event that is drawn there. */
    pick(x, y) {
      const at = this.batch.nearest(x, y, REACH);
      if (at >= 0) return { ship: this.kase.fleet.id[this.ofGroup(this.batch.row[at])] };
      const now = this.app.clock.time;
      const drawn = [...this.facts.contacts, ...this.facts.transfers, ...this.facts.cues, ...this.facts.attempts].filter((each) => each.t <= now
        && (each.until >= now || (each.photo && each.photo.t <= now)));
      for (const each of drawn.reverse()) {
        const [px, py] = this.chart.place(...each.at);
        if (Math.hypot(px - x, py - y) <= REACH) return { event: each.event };
      }
      return null;
    }

    /** Of the movers that one mark stands for, the one after the one selected, so that each can be had in turn. */
    ofGroup(row) {
      const group = this.batch.groups.get(row);
      if (!group || row !== this.selectedRow()) return row;
      const { id } = this.kase.fleet;
      const inTurn = [...group].sort((a, b) => id[a] - id[b]);
      return inTurn[(inTurn.indexOf(row) + 1) % inTurn.length];
    }

    /** Write the figures under the map. */
    tell(seconds) {
      const figures = this.app.figures.of(this, seconds);
      if (this.counts.children.length !== figures.length) {
        this.counts.replaceChildren(...figures.map(() => h('div', {}, h('dt'), h('dd'))));
      }
      figures.forEach(([label, number], nth) => {
        const [dt, dd] = this.counts.children[nth].children;
        R.put(dt, label);
        R.put(dd, String(number));
      });
    }
  }

  R.Pane = Pane;
})(globalThis.Replay);
