'use strict';
// Motion: where a mover is at an instant. Legs are great circles run at constant speed between exact times.

(function (R) {
  const MICRO = Math.PI / 180e6;
  const NOWHERE = -1;

  /** The movers of one case and their legs; times are in units of the data. */
  class Fleet {
    /** @param {object} columns @param {number} nth the case */
    constructor(columns, nth) {
      const take = (name, Type) => columns.joined(`mover.${name}`, nth, Type);
      this.id = take('id', Int32Array);
      this.sort = take('sort', Uint8Array);
      this.side = take('side', Int8Array);
      this.length = take('length', Uint16Array);
      this.ais = take('ais', Int8Array);
      this.range = take('range', Uint32Array);
      this.size = this.id.length;
      this.names = ['all', nth].flatMap((at) => columns.json(`mover.name@${at}`));
      this.row = new Map(Array.from(this.id, (id, row) => [id, row]));
      this.joinFirst(columns, nth);
      this.t0 = columns.joined('leg.t0', nth);
      this.t1 = columns.joined('leg.t1', nth);
      this.unpack(columns, nth);
      /** Where `locate` leaves the unit vector of what it found. */
      this.out = new Float64Array(3);
    }

    joinFirst(columns, nth) {
      const [shared, own] = ['all', nth].map((at) => columns.get(`leg.first@${at}`, Uint32Array));
      const common = Math.max(0, shared.length - 1);
      const base = shared.length ? shared[common] : 0;
      this.first = new Uint32Array(this.size + 1);
      for (let i = 0; i < common; i += 1) this.first[i] = shared[i];
      for (let i = 0; i < own.length; i += 1) this.first[common + i] = base + own[i];
      if (!own.length) this.first[common] = base;
    }

    /** Undo the differences, mover by mover, and keep each leg's ends as unit vectors with the angle between. */
    unpack(columns, nth) {
      const [lat0, lon0, lat1, lon1] = ['lat0', 'lon0', 'lat1', 'lon1'].map((n) => columns.joined(`leg.${n}`, nth));
      const { t0, t1 } = this;
      const many = lat0.length;
      this.ends = new Float64Array(6 * many);
      this.omega = new Float64Array(many);
      this.heading = new Float32Array(2 * many);
      for (let row = 0; row < this.size; row += 1) {
        let lat = 0;
        let lon = 0;
        let time = 0;
        for (let k = this.first[row]; k < this.first[row + 1]; k += 1) {
          t0[k] = time + t0[k];
          t1[k] += t0[k];
          time = t1[k];
          lat += lat0[k];
          lon += lon0[k];
          place(this.ends, 6 * k, lat, lon);
          lat += lat1[k];
          lon += lon1[k];
          place(this.ends, 6 * k + 3, lat, lon);
          this.measure(k);
        }
      }
    }

    measure(k) {
      const e = this.ends;
      const i = 6 * k;
      const [dx, dy, dz] = [e[i + 3] - e[i], e[i + 4] - e[i + 1], e[i + 5] - e[i + 2]];
      this.omega[k] = 2 * Math.asin(Math.min(1, Math.sqrt(dx * dx + dy * dy + dz * dz) / 2));
      const [mx, my] = [e[i] + e[i + 3], e[i + 1] + e[i + 4]];
      const mz = e[i + 2] + e[i + 5];
      const flat = Math.hypot(mx, my) || 1;
      const long = Math.hypot(flat, mz) || 1;
      const east = (-my * dx + mx * dy) / flat;
      const north = (dz * flat * flat - mz * (mx * dx + my * dy)) / (flat * long);
      const run = Math.hypot(east, north);
      this.heading[2 * k] = run > 1e-9 ? east / run : 0;
      this.heading[2 * k + 1] = run > 1e-9 ? north / run : 0;
    }

    /** A cursor for `leg`, one for each thread of time that is asked about. */
    cursor() {
      return this.first.slice(0, this.size);
    }

    /** Return the leg a mover is on at a time, or −1; the cursor makes the next instant cheap. */
    leg(row, time, cursor) {
      const low = this.first[row];
      const high = this.first[row + 1];
      if (low === high || time < this.t0[low] || time > this.t1[high - 1]) return NOWHERE;
      let k = cursor[row];
      if (this.t0[k] > time || (k + 1 < high && this.t0[k + 1] <= time)) {
        k += 1;
        if (k >= high || this.t0[k] > time || (k + 1 < high && this.t0[k + 1] <= time)) k = this.search(low, high, time);
        cursor[row] = k;
      }
      return time <= this.t1[k] ? k : NOWHERE;
    }

    search(low, high, time) {
      let [a, b] = [low, high];
      while (b - a > 1) {
        const middle = (a + b) >> 1;
        if (this.t0[middle] <= time) a = middle;
        else b = middle;
      }
      return a;
    }

    /** Leave in `out` where a mover is at a time; return its leg, or −1 where it is not at sea (or in the air). */
    locate(row, time, cursor) {
      const k = this.leg(row, time, cursor);
      if (k === NOWHERE) return k;
      this.along(k, time);
      return k;
    }

    /** Leave in `out` where a leg is at a time of its own. */
    along(k, time) {
      const e = this.ends;
      const out = this.out;
      const i = 6 * k;
      const whole = this.t1[k] - this.t0[k];
      const share = whole > 0 ? (time - this.t0[k]) / whole : 0;
      const omega = this.omega[k];
      let a = 1 - share;
      let b = share;
      if (omega > 1e-6) {
        const sine = Math.sin(omega);
        a = Math.sin(a * omega) / sine;
        b = Math.sin(b * omega) / sine;
      }
      out[0] = a * e[i] + b * e[i + 3];
      out[1] = a * e[i + 1] + b * e[i + 4];
      out[2] = a * e[i + 2] + b * e[i + 5];
    }

    /** Return `[lat, lon]` in degrees at a time, or null. For the few; the many go through `locate`. */
    position(row, time, cursor = this.cursor()) {
      if (this.locate(row, time, cursor) === NOWHERE) return null;
      return R.latlon(this.out);
    }

    enters(row) {
      return this.first[row] < this.first[row + 1] ? this.t0[this.first[row]] : Infinity;
    }

    leaves(row) {
      return this.first[row] < this.first[row + 1] ? this.t1[this.first[row + 1] - 1] : -Infinity;
    }
  }

  function place(into, at, lat, lon) {
    const flat = Math.cos(lat * MICRO);
    into[at] = flat * Math.cos(lon * MICRO);
    into[at + 1] = flat * Math.sin(lon * MICRO);
    into[at + 2] = Math.sin(lat * MICRO);
  }

  /** Write a unit vector as `[lat, lon]` in degrees. */
  R.latlon = (v) => [
    Math.atan2(v[2], Math.hypot(v[0], v[1])) * 180 / Math.PI,
    Math.atan2(v[1], v[0]) * 180 / Math.PI,
  ];

  R.Fleet = Fleet;
})(globalThis.Replay);
