'use strict';
// Timeline: the run from end to end. A slider for the hand and the keyboard, and under it a row of marks for each pane.

(function (R) {
  const { h, t } = R;
  const ROW_PX = 13;

  class Timeline {
    constructor(app) {
      this.app = app;
      this.slider = h('input', {
        type: 'range', min: 0, max: app.clock.duration, step: 60, 'aria-label': t('Time'),
        oninput: () => app.clock.set(Number(this.slider.value)),
      });
      this.canvas = h('canvas', { 'aria-hidden': 'true' });
      this.element = h('div', { class: 'timeline' }, this.canvas, this.slider);
      new ResizeObserver(() => this.draw(true)).observe(this.element);
    }

    /** Rows of marks, one for each pane shown. */
    rows() {
      return this.app.shown().map((pane) => ({ pane, known: this.app.figures.marks(pane), hidden: pane.view >= 0 }));
    }

    draw(resized) {
      const { clock } = this.app;
      this.slider.value = String(clock.time);
      this.slider.setAttribute('aria-valuetext', R.stamp(clock.time));
      const width = this.slider.clientWidth;
      if (!width || !this.app.shown().every((pane) => pane.kase)) return;
      if (resized || this.marksFor !== this.key()) this.drawMarks(width);
    }

    /** What the marks depend on: a side's marks come up as it learns of them, so there the time too. */
    key() {
      const seconds = this.app.clock.time;
      return this.rows().map(({ pane, known, hidden }) => [pane.kase.nth, pane.view,
        hidden ? [R.upTo(known.cues, seconds), R.upTo(known.photos, seconds)] : 0].join()).join('|') + this.app.scheme;
    }

    drawMarks(width) {
      this.marksFor = this.key();
      const rows = this.rows();
      const ratio = Math.min(2, devicePixelRatio || 1);
      const { look, clock } = this.app;
      const tall = Math.max(1, rows.length) * ROW_PX * look.scale + 14 * look.scale;
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(tall * ratio);
      this.element.style.setProperty('--rows', String(tall));
      const ctx = this.canvas.getContext('2d');
      ctx.scale(ratio, ratio);
      const across = (seconds) => 8 + seconds / clock.duration * (width - 16);
      this.days(ctx, look, across, width, tall);
      rows.forEach(({ known, hidden }, nth) => {
        const y = (nth + 0.5) * ROW_PX * look.scale;
        const until = hidden ? clock.time : Infinity;
        this.row(ctx, look, known, across, y, until);
      });
    }

    row(ctx, look, known, across, y, until) {
      ctx.fillStyle = look.grid;
      ctx.fillRect(across(0), y - 0.5, across(this.app.clock.duration) - across(0), 1);
      ctx.fillStyle = look.pale;
      for (const time of known.cues) if (time <= until) ctx.fillRect(across(time) - 0.6, y - 4, 1.2, 8);
      ctx.strokeStyle = look.illicit;
      ctx.lineWidth = 1.4;
      for (const time of known.transfers) {
        if (time > until) continue;
        ctx.beginPath();
        R.shapes.diamond(ctx, across(time), y, 0, 1, 3.5);
        ctx.stroke();
      }
      ctx.fillStyle = look.ink;
      for (const time of known.photos) {
        if (time > until) continue;
        ctx.beginPath();
        ctx.arc(across(time), y, 4 * look.scale, 0, 6.2832);
        ctx.fill();
      }
    }

    /** Dates under the rows, as many as there is room for; and the warm-up, which measures leave out. */
    days(ctx, look, across, width, tall) {
      const { duration } = this.app.clock;
      const warm = this.app.meta.warm_up_s;
      ctx.fillStyle = look.grid;
      ctx.globalAlpha = 0.5;
      ctx.fillRect(across(0), 0, across(warm) - across(0), tall - 14 * look.scale);
      ctx.globalAlpha = 1;
      ctx.font = look.font(11);
      ctx.fillStyle = look.pale;
      ctx.textBaseline = 'bottom';
      const room = Math.max(1, Math.floor(width / (120 * look.scale)));
      const by = [1, 2, 5, 7, 10, 14, 30, 60, 90, 180, 365, 730, 1825].find((days) => duration / 86400 / days <= room) || 3650;
      for (let day = 0; day * 86400 <= duration; day += by) {
        const x = across(day * 86400);
        ctx.textAlign = x < 40 ? 'left' : x > width - 40 ? 'right' : 'center';
        ctx.fillText(R.day(day * 86400), x, tall);
      }
    }
  }

  R.Timeline = Timeline;
})(globalThis.Replay);
