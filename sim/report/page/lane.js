'use strict';
// Lane: what a sea lane adds to a map: its ways, attempts on ships, warnings that hold for areas, patrols and their answers.

(function (R) {
  const TURN = 2 * Math.PI;
  /** How long what has ended is drawn large, of the run; after that a small mark stays. */
  const LARGE = 1 / 60;
  const LEAST_S = 86400;
  const CLASSES = 8;
  const FEWEST = 10;
  const RISEN = { boarded: 'illicit', interrupted: 'chain', repelled: 'pale' };

  /** The ways of one case: ends of pieces in degrees, and how many ships a year pass each, those of few first. */
  R.Ways = class {
    constructor(columns, nth) {
      this.ends = columns.get(`way.ends@${nth}`);
      this.ships = columns.get(`way.ships@${nth}`, Uint32Array);
      this.afloat = columns.get(`afloat@${nth}`, Uint32Array);
    }
  };

  /** Draw ways, wider the more ships pass: one path for each breadth. */
  R.drawWays = function (ctx, chart, look, { ends, ships }) {
    if (!ships.length) return;
    const top = Math.log(Math.max(10 * FEWEST, ships[ships.length - 1]) / FEWEST);
    const breadth = (nth) => Math.floor((CLASSES - 0.001) * Math.max(0, Math.log(ships[nth] / FEWEST)) / top);
    ctx.strokeStyle = look.lane;
    ctx.lineCap = 'butt';
    for (let from = 0; from < ships.length;) {
      const wide = breadth(from);
      ctx.beginPath();
      let nth = from;
      for (; nth < ships.length && breadth(nth) === wide; nth += 1) {
        const [a, b, c, d] = ends.subarray(4 * nth, 4 * nth + 4);
        ctx.moveTo(...chart.place(a / 1e4, b / 1e4));
        ctx.lineTo(...chart.place(c / 1e4, d / 1e4));
      }
      ctx.lineWidth = (0.6 + 0.75 * wide) * look.scale;
      ctx.stroke();
      from = nth;
    }
  };

  /** What a view has to draw of a sea lane over the whole run, in order of beginning. */
  R.laneFacts = function (kase, view, meta) {
    const facts = { attempts: [], warnings: [], patrols: [], answers: [] };
    const outcomes = new Map();
    const large = Math.max(LEAST_S, LARGE * meta.duration_s);
    for (const at of kase.known(view).events) {
      const event = kase.events[at];
      const side = Array.isArray(event.knows) && event.knows.length ? event.knows[0] : 0;
      if (event.outcome) outcomes.set(event.cause, { t: event.t, name: event.outcome[0] });
      if (event.attempt && event.at) facts.attempts.push({ event, t: event.t, until: event.t + large, at: event.at });
      if (event.warning) facts.warnings.push({ t: event.t, until: Math.min(event.warning[2], event.warning[4] ?? Infinity), side, area: areaOf(meta, event.warning[1]) });
      if (event.patrol) facts.patrols.push({ t: event.t, until: event.patrol[4] ?? Infinity, side, name: event.patrol[0], area: areaOf(meta, event.patrol[1]), ships: event.patrol[2] });
      if (event.answer && event.at) {
        const [lat, lon, means, arrives] = event.answer;
        facts.answers.push({ t: event.t, arrives, until: Math.max(arrives, event.t + large / 2), from: [lat, lon], to: event.at, means, side });
      }
    }
    for (const each of facts.attempts) each.outcome = outcomes.get(each.event.i) || null;
    return facts;
  };

  /** An area by its name or that of a part which lies in it. */
  const areaOf = (meta, name) => meta.areas.find((area) => area.id === name || area.parts.includes(name)) || null;

  const cornersOf = (chart, area) => [...chart.point(area.west, area.north), ...chart.point(area.east, area.south)];

  /** Areas for which a warning holds: filled, with a frame in the colour of each side that warns of it, one inside the other. */
  R.drawWarnings = function (ctx, chart, look, { warnings }, time) {
    const held = new Map();
    for (const each of warnings) {
      if (each.t > time) break;
      if (each.until <= time || !each.area) continue;
      if (!held.has(each.area)) held.set(each.area, new Set());
      held.get(each.area).add(each.side);
    }
    for (const [area, sides] of held) {
      const [left, top, right, bottom] = cornersOf(chart, area);
      ctx.fillStyle = look.illicit;
      ctx.globalAlpha = 0.16;
      ctx.fillRect(left, top, right - left, bottom - top);
      ctx.globalAlpha = 1;
      ctx.lineWidth = 2 * look.scale;
      [...sides].sort((a, b) => a - b).forEach((side, nth) => {
        const off = (nth * 2.6 + 1) * look.scale;
        ctx.strokeStyle = look.sides[side];
        ctx.strokeRect(left - off, top - off, right - left + 2 * off, bottom - top + 2 * off);
      });
    }
  };

  /** Attempts: a ring while they last, then the mark of how they ended, large for some days and small from then on. */
  R.drawAttempts = function (ctx, chart, look, { attempts }, time) {
    for (const each of attempts) {
      if (each.t > time) break;
      const over = each.outcome !== null && each.outcome.t <= time;
      const recent = time < each.until;
      const [x, y] = chart.place(...each.at);
      if (x < -20 || x > chart.width + 20 || y < -20 || y > chart.height + 20) continue;
      ctx.globalAlpha = recent ? 1 : 0.6;
      R.drawOutcome(ctx, look, x, y, (recent ? 7 : 3.2) * look.scale, over ? each.outcome.name : '');
    }
    ctx.globalAlpha = 1;
  };

  /** The mark of an attempt: a cross where the ship was boarded, a triangle where help came first, else a ring. */
  R.drawOutcome = function (ctx, look, x, y, s, outcome) {
    ctx.beginPath();
    if (outcome === 'boarded') {
      for (const turn of [1, -1]) {
        ctx.moveTo(x - s, y - turn * s);
        ctx.lineTo(x + s, y + turn * s);
      }
    } else if (outcome === 'interrupted') {
      ctx.moveTo(x, y - s);
      ctx.lineTo(x + s, y + s * 0.8);
      ctx.lineTo(x - s, y + s * 0.8);
      ctx.closePath();
    } else ctx.arc(x, y, s * 0.9, 0, TURN);
    const colour = look[RISEN[outcome] || 'illicit'];
    ctx.lineJoin = 'round';
    ctx.lineWidth = s * 0.45 + 2.6 * look.scale;
    ctx.strokeStyle = look.rim;
    ctx.stroke();
    ctx.lineWidth = Math.max(1.2, s * 0.4);
    ctx.strokeStyle = colour;
    ctx.stroke();
    if (outcome !== 'interrupted') return;
    ctx.fillStyle = colour;
    ctx.fill();
  };

  /** Answers to calls: a line from where the patrol was, and what comes at the share of the way that it has made. */
  R.drawAnswers = function (ctx, chart, look, { answers }, time) {
    for (const each of answers) {
      if (each.t > time) break;
      if (each.until < time) continue;
      const share = Math.min(1, (time - each.t) / Math.max(1, each.arrives - each.t));
      const [x0, y0] = chart.place(...each.from);
      const [x1, y1] = chart.place(...each.to);
      const far = Math.hypot(x1 - x0, y1 - y0) || 1;
      ctx.strokeStyle = look.sides[each.side];
      ctx.fillStyle = look.sides[each.side];
      ctx.lineWidth = 1.6 * look.scale;
      ctx.setLineDash([4, 3]);
      ctx.beginPath();
      ctx.moveTo(x0, y0);
      ctx.lineTo(x1, y1);
      ctx.stroke();
      ctx.setLineDash([]);
      ctx.beginPath();
      R.shapes[each.means === 'ship' ? 'hull' : 'wing'](ctx, x0 + share * (x1 - x0), y0 + share * (y1 - y0), (x1 - x0) / far, (y0 - y1) / far, 6 * look.scale);
      ctx.fill();
    }
  };

  /** Patrols now: a hull for each inside the upper edge of its area; return them with where they are drawn. */
  R.drawPatrols = function (ctx, chart, look, { patrols }, time) {
    const counts = new Map();
    const found = [];
    const s = 6 * look.scale;
    for (const each of patrols) {
      if (each.t > time) break;
      if (each.until <= time || !each.area || !each.ships) continue;
      const [left, top] = cornersOf(chart, each.area);
      const nth = counts.get(each.area) || 0;
      counts.set(each.area, nth + 1);
      const [x, y] = [left + s * 1.8 + nth * s * 3.2, top + s * 1.5];
      ctx.beginPath();
      R.shapes.hull(ctx, x, y, 1, 0, s);
      ctx.strokeStyle = look.rim;
      ctx.lineWidth = 3.5;
      ctx.stroke();
      ctx.fillStyle = look.sides[each.side];
      ctx.fill();
      found.push({ ...each, x, y, box: [x - 1.3 * s, y - s, x + 1.3 * s, y + s] });
    }
    return found;
  };

  /** Write patrols' names with how many ships each has, where there is room. */
  R.namePatrols = function (ctx, chart, look, drawn, taken) {
    ctx.fillStyle = look.ink;
    const up = 14 * look.scale;
    return drawn.flatMap(({ name, ships, x, y }) => R.label(ctx, chart, look, ships > 1 ? `${R.short(name, 28)} ×${ships}` : R.short(name, 28),
      [[x, y - up, 'left'], [x, y - up, 'right'], [x - 12 * look.scale, y, 'right'], [x, y + up, 'left'], [x, y - 2 * up, 'left']], taken));
  };
})(globalThis.Replay);
