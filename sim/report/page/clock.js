'use strict';
// Clock: the one time of the page. It plays, or is put somewhere; whoever draws is told.

(function (R) {
  /** Seconds of the run in a second of the day; none is more than twice the one before, so that `paceOf` finds one. */
  R.SPEEDS = [...[1, 2, 4, 8, 15, 30].map((n) => n * 60), ...[1, 2, 3, 6, 12].map((n) => n * 3600),
    ...[1, 2, 4, 7, 14, 28].map((n) => n * 86400)];
  const WHOLE_S = 120;
  const SLOWEST_FRAME_S = 0.25;

  class Clock {
    constructor(duration, start, still) {
      this.duration = duration;
      this.time = start;
      this.speed = paceOf(duration);
      this.playing = false;
      /** Where motion is not wanted, playing goes on by steps, once a second. */
      this.still = still;
      this.told = [];
      this.last = 0;
      this.due = 0;
      this.tick = this.tick.bind(this);
    }

    /** Have a function called after each change; `jumped` says that it was no ordinary tick. */
    tell(listener) {
      this.told.push(listener);
    }

    changed(jumped) {
      for (const listener of this.told) listener(jumped);
    }

    set(time) {
      this.time = Math.min(this.duration, Math.max(0, time));
      this.changed(true);
    }

    step(seconds) {
      this.set(this.time + seconds);
    }

    faster(by) {
      this.pace(this.speed + by);
    }

    pace(nth) {
      this.speed = Math.min(R.SPEEDS.length - 1, Math.max(0, nth));
      this.changed(true);
    }

    play(on = !this.playing) {
      if (on && this.time >= this.duration) this.time = 0;
      if (on && !this.playing) {
        this.last = 0;
        this.due = 0;
        requestAnimationFrame(this.tick);
      }
      this.playing = on;
      this.changed(true);
    }

    tick(now) {
      if (!this.playing) return;
      const passed = this.last ? Math.min(SLOWEST_FRAME_S, (now - this.last) / 1000) : 0;
      this.last = now;
      this.due += passed;
      if (!this.still.matches || this.due >= 1) {
        this.advance(this.due);
        this.due = 0;
      }
      if (this.playing) requestAnimationFrame(this.tick);
    }

    advance(passed) {
      this.time = Math.min(this.duration, this.time + passed * R.SPEEDS[this.speed]);
      if (this.time >= this.duration) this.playing = false;
      this.changed(!this.playing);
    }
  }

  /** The slowest speed at which the whole run lasts two minutes at most; that is one minute at least. */
  function paceOf(duration) {
    const found = R.SPEEDS.findIndex((speed) => duration / speed <= WHOLE_S);
    return found < 0 ? R.SPEEDS.length - 1 : found;
  }

  R.Clock = Clock;
})(globalThis.Replay);
