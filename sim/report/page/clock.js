'use strict';
// Clock: the one time of the page. It plays, or is put somewhere; whoever draws is told.

(function (R) {
  /** Seconds of the run in a second of the day. */
  R.SPEEDS = [60, 300, 900, 1800, 3600, 10800, 21600, 43200, 86400];
  const SLOWEST_FRAME_S = 0.25;

  class Clock {
    constructor(duration, start, still) {
      this.duration = duration;
      this.time = start;
      this.speed = 4;
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

  R.Clock = Clock;
})(globalThis.Replay);
