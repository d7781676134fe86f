'use strict';
// Marks: the shapes of movers, and a batch that draws thousands of them look by look.

(function (R) {
  /** Each adds one outline about (x, y), turned to the heading (east, north), `s` pixels from middle to tip. */
  const shapes = R.shapes = {
    dart(ctx, x, y, hx, hy, s) {
      ctx.moveTo(x + hx * s, y - hy * s);
      ctx.lineTo(x - hx * s * 0.8 + hy * s * 0.55, y + hy * s * 0.8 + hx * s * 0.55);
      ctx.lineTo(x - hx * s * 0.8 - hy * s * 0.55, y + hy * s * 0.8 - hx * s * 0.55);
      ctx.closePath();
    },
    dot(ctx, x, y, hx, hy, s) {
      ctx.moveTo(x + s * 0.6, y);
      ctx.arc(x, y, s * 0.6, 0, 6.2832);
    },
    speck(ctx, x, y, hx, hy, s) {
      ctx.rect(x - s * 0.45, y - s * 0.45, s * 0.9, s * 0.9);
    },
    diamond(ctx, x, y, hx, hy, s) {
      ctx.moveTo(x, y - s);
      ctx.lineTo(x + s, y);
      ctx.lineTo(x, y + s);
      ctx.lineTo(x - s, y);
      ctx.closePath();
    },
    hull(ctx, x, y, hx, hy, s) {
      const at = (f, r) => [x + hx * s * f + hy * s * r, y - hy * s * f + hx * s * r];
      ctx.moveTo(...at(1.3, 0));
      ctx.lineTo(...at(0.4, 0.6));
      ctx.lineTo(...at(-1.1, 0.5));
      ctx.lineTo(...at(-1.1, -0.5));
      ctx.lineTo(...at(0.4, -0.6));
      ctx.closePath();
    },
    wing(ctx, x, y, hx, hy, s) {
      const at = (f, r) => [x + hx * s * f + hy * s * r, y - hy * s * f + hx * s * r];
      const points = [[1.3, 0], [0.3, 0.2], [-0.3, 1.3], [-0.6, 1.3], [-0.4, 0.2], [-1, 0.2], [-1.2, 0.5], [-1.2, -0.5],
        [-1, -0.2], [-0.4, -0.2], [-0.6, -1.3], [-0.3, -1.3], [0.3, -0.2]];
      points.forEach(([f, r], nth) => (nth ? ctx.lineTo(...at(f, r)) : ctx.moveTo(...at(f, r))));
      ctx.closePath();
    },
    station(ctx, x, y, hx, hy, s) {
      ctx.moveTo(x, y - s);
      ctx.lineTo(x + s * 0.9, y + s * 0.7);
      ctx.lineTo(x - s * 0.9, y + s * 0.7);
      ctx.closePath();
    },
    field(ctx, x, y, hx, hy, s) {
      ctx.rect(x - s * 0.75, y - s * 0.75, s * 1.5, s * 1.5);
    },
  };

  /** The shape of a side's platform by its sort. */
  R.shapeOf = (sort) => (/aircraft|helicopter|drone|jet|f35/.test(sort) ? 'wing' : /station|radar/.test(sort) ? 'station' : 'hull');

  /** Breadth of a mark in sizes. */
  const WIDE = 2;

  /** Marks of one frame: typed arrays filled in any order, then drawn look by look. */
  class Batch {
    /** @param {number} most marks @param {Int32Array} id numbers of movers by row, which are the same in all cases */
    constructor(most, id) {
      this.most = most;
      this.id = id;
      this.x = new Float32Array(most);
      this.y = new Float32Array(most);
      this.hx = new Float32Array(most);
      this.hy = new Float32Array(most);
      this.row = new Int32Array(most);
      this.look = new Uint8Array(most);
      this.order = new Int32Array(most);
      this.starts = new Int32Array(257);
      this.count = 0;
      /** Rows that one mark stands for, by the row of that mark, where they are several. */
      this.groups = new Map();
    }

    clear() {
      this.count = 0;
      this.groups.clear();
    }

    add(row, look, x, y, hx, hy) {
      const n = this.count;
      if (n >= this.most) return;
      this.row[n] = row;
      this.look[n] = look;
      this.x[n] = x;
      this.y[n] = y;
      this.hx[n] = hx || hy ? hx : 0;
      this.hy[n] = hx || hy ? hy : 1;
      this.count = n + 1;
    }

    /**
     * Let one mark stand for all that would lie over it, of those whose look is at least `from`: that of the row `first` if
     * it is among them, else that of the least number.
     */
    gather(looks, from, first) {
      const kept = [];
      const gone = new Set();
      for (const i of this.inOrder(from, first)) {
        const wide = WIDE * looks[this.look[i]].size;
        const lead = kept.find((k) => Math.hypot(this.x[k] - this.x[i], this.y[k] - this.y[i]) < wide);
        if (lead === undefined) {
          kept.push(i);
          continue;
        }
        gone.add(i);
        const row = this.row[lead];
        if (!this.groups.has(row)) this.groups.set(row, [row]);
        this.groups.get(row).push(this.row[i]);
      }
      if (gone.size) this.drop(gone);
    }

    /** Places of the marks whose look is at least `from`, by number, but that of the row `first` before all. */
    inOrder(from, first) {
      const found = [];
      for (let i = 0; i < this.count; i += 1) if (this.look[i] >= from) found.push(i);
      return found.sort((a, b) => (this.row[b] === first) - (this.row[a] === first) || this.id[this.row[a]] - this.id[this.row[b]]);
    }

    drop(gone) {
      let to = 0;
      for (let i = 0; i < this.count; i += 1) {
        if (gone.has(i)) continue;
        for (const column of [this.x, this.y, this.hx, this.hy, this.row, this.look]) column[to] = column[i];
        to += 1;
      }
      this.count = to;
    }

    sort() {
      const { starts, look, order, count } = this;
      starts.fill(0);
      for (let i = 0; i < count; i += 1) starts[look[i] + 1] += 1;
      for (let i = 0; i < 256; i += 1) starts[i + 1] += starts[i];
      for (let i = 0; i < count; i += 1) {
        order[starts[look[i]]] = i;
        starts[look[i]] += 1;
      }
    }

    /** Draw every look that has marks: `{shape, size, fill, edge, alpha, width}`. */
    draw(ctx, looks) {
      this.sort();
      let from = 0;
      for (let nth = 0; nth < looks.length; nth += 1) {
        const to = this.starts[nth];
        if (to > from) this.drawOne(ctx, looks[nth], from, to);
        from = to;
      }
      ctx.globalAlpha = 1;
    }

    /** One small path a mark: one path of thousands is twenty times slower to fill. */
    drawOne(ctx, look, from, to) {
      const shape = shapes[look.shape];
      const { x, y, hx, hy, order } = this;
      ctx.globalAlpha = look.alpha;
      ctx.strokeStyle = look.edge || 'transparent';
      ctx.fillStyle = look.fill || 'transparent';
      ctx.lineWidth = look.width || 1;
      for (let k = from; k < to; k += 1) {
        const i = order[k];
        ctx.beginPath();
        shape(ctx, x[i], y[i], hx[i], hy[i], look.size);
        if (look.edge && !look.over) ctx.stroke();
        if (look.fill) ctx.fill();
        if (look.edge && look.over) ctx.stroke();
      }
    }

    /** Return the mark nearest to a point within so many pixels, or −1; of several the one drawn last. */
    nearest(x, y, within) {
      let best = -1;
      let least = within * within;
      for (let k = this.count - 1; k >= 0; k -= 1) {
        const i = this.order[k];
        const far = (this.x[i] - x) ** 2 + (this.y[i] - y) ** 2;
        if (far < least) {
          least = far;
          best = i;
        }
      }
      return best;
    }
  }

  /** Where a mover's mark is in the last frame, or −1. */
  Batch.prototype.find = function (row) {
    for (let i = 0; i < this.count; i += 1) if (this.row[i] === row) return i;
    return -1;
  };

  R.Batch = Batch;
})(globalThis.Replay);
