'use strict';
// Layers: what moves or passes beside the ships: strips imaged, cues, transfers, tracks, reports, chains of causes.

(function (R) {
  const STRIP_S = 3 * 3600;
  const PULSE_S = 3600;
  const AFTER_S = 24 * 3600;
  const CONTACT_S = 12 * 3600;
  const TURN = 2 * Math.PI;

  /** What a view has to draw over the whole run, in order of beginning; made once for each case and view. */
  R.factsOf = function (kase, view, meta) {
    const facts = { strips: [], cues: [], transfers: [], reports: [], contacts: [], ...R.laneFacts(kase, view, meta) };
    const photos = photosOf(kase, view);
    for (const at of kase.known(view).events) {
      const event = kase.events[at];
      if (event.strip) facts.strips.push({ t: event.t, west: event.strip[0], east: event.strip[1] });
      if (event.contact && event.at) facts.contacts.push({ event, t: event.t, until: event.t + CONTACT_S, at: event.at, side: sideOf(event) });
      if (event.cue && event.at) facts.cues.push(cueOf(event));
      if (event.report) facts.reports.push(reportOf(event, kase.meta));
      if (event.transfer && event.at) facts.transfers.push(transferOf(event, photos));
      else if (event.photo && event.at && photos.get(event.photo[0]).event === event && view !== R.TRUTH) {
        facts.transfers.push({ event, t: event.t, until: event.t, at: event.at, photo: photos.get(event.photo[0]) });
      }
    }
    if (view !== R.TRUTH) arrivals(kase, view, facts);
    return facts;
  };

  function photosOf(kase, view) {
    const photos = new Map();
    for (const at of kase.known(view).events) {
      const event = kase.events[at];
      if (event.photo && !photos.has(event.photo[0])) photos.set(event.photo[0], { t: event.t, side: sideOf(event), event });
    }
    return photos;
  }

  const sideOf = (event) => (Array.isArray(event.knows) && event.knows.length ? event.knows[0] : 0);

  const cueOf = (event) => ({
    event, t: event.t, until: Math.min(event.cue[2], event.cue[4] ?? Infinity), at: event.at, radius: event.cue[0],
    growth: event.cue[1], side: sideOf(event),
  });

  const transferOf = (event, photos) => ({
    event, t: event.t, until: event.transfer[2] ?? Infinity, at: event.at, photo: photos.get(event.transfer[0]) || null,
  });

  function reportOf(event, meta) {
    const [sender, receiver, sent, received] = event.report;
    return { t: sent, until: received ?? sent, sender, receiver, from: meta.anchors[sender], to: meta.anchors[receiver] };
  }

  /** What arrives over a link is news to the receiver only then: a ring at its own end. */
  function arrivals(kase, view, facts) {
    for (const event of kase.events) {
      if (!event.report || event.report[1] !== view || event.report[3] === null || R.knows(event, view)) continue;
      const report = reportOf(event, kase.meta);
      facts.reports.push({ ...report, t: report.until, arrived: true });
    }
    facts.reports.sort((a, b) => a.t - b.t);
  }

  /** Bands that a satellite imaged, paler as the picture ages. */
  R.drawStrips = function (ctx, chart, look, facts, time) {
    for (const strip of facts.strips) {
      if (strip.t > time) break;
      const age = (time - strip.t) / STRIP_S;
      if (age > 1) continue;
      const [left] = chart.point(strip.west, chart.area.north);
      const [right] = chart.point(strip.east, chart.area.south);
      const [, top] = chart.point(0, chart.area.north);
      const [, bottom] = chart.point(0, chart.area.south);
      ctx.fillStyle = look.ink;
      ctx.globalAlpha = 0.12 * (1 - age);
      ctx.fillRect(left, top, right - left, bottom - top);
      ctx.globalAlpha = 0.5 * (1 - age);
      ctx.fillRect(left, top, 1.5, bottom - top);
      ctx.fillRect(right - 1.5, top, 1.5, bottom - top);
    }
    ctx.globalAlpha = 1;
  };

  /** Contacts with a sign of something wrong, where they were made: paler with age as what is held of ships. */
  R.drawContacts = function (ctx, chart, look, facts, time) {
    const { contacts } = facts;
    ctx.lineWidth = 1.8 * look.scale;
    for (let nth = R.upTo(contacts.times || (contacts.times = contacts.map((each) => each.t)), time) - 1; nth >= 0; nth -= 1) {
      const contact = contacts[nth];
      if (contact.until < time) break;
      const [x, y] = chart.place(...contact.at);
      ctx.globalAlpha = R.AGES.find(([seconds]) => time - contact.t <= seconds)[1];
      ctx.strokeStyle = look.sides[contact.side];
      ctx.beginPath();
      R.shapes.diamond(ctx, x, y, 0, 1, 5.5 * look.scale);
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
  };

  /** Cues: a cross at the datum, and the growing circle within which the vessel must be. */
  R.drawCues = function (ctx, chart, look, facts, time) {
    ctx.lineWidth = 1.6 * look.scale;
    for (const cue of facts.cues) {
      if (cue.t > time) break;
      if (cue.until < time) continue;
      const [x, y] = chart.place(...cue.at);
      const radius = cue.radius + cue.growth * (time - cue.t);
      const [across, up] = chart.metre(cue.at[0]);
      ctx.strokeStyle = look.sides[cue.side];
      ctx.beginPath();
      ctx.setLineDash([5, 3]);
      ctx.ellipse(x, y, Math.max(6, radius * across), Math.max(6, radius * up), 0, 0, TURN);
      ctx.stroke();
      ctx.setLineDash([]);
      ctx.beginPath();
      cross(ctx, x, y, 5 * look.scale);
      ctx.stroke();
    }
  };

  function cross(ctx, x, y, s) {
    ctx.moveTo(x - s, y);
    ctx.lineTo(x + s, y);
    ctx.moveTo(x, y - s);
    ctx.lineTo(x, y + s);
  }

  /** Transfers: a double ring while they last, paler for a day after; filled with the colour of who photographed it. */
  R.drawTransfers = function (ctx, chart, look, facts, time) {
    for (const each of facts.transfers) {
      if (each.t > time) break;
      const over = time > each.until;
      const seen = each.photo !== null && each.photo.t <= time;
      const since = time - Math.max(each.until, seen ? each.photo.t : 0);
      if (over && since > AFTER_S && !seen) continue;
      const [x, y] = chart.place(...each.at);
      const s = (over ? 6 : 9) * look.scale;
      ctx.globalAlpha = over ? (seen ? 0.75 : 0.8 - 0.6 * since / AFTER_S) : 1;
      ctx.beginPath();
      ctx.arc(x, y, s, 0, TURN);
      ctx.lineWidth = 4.5 * look.scale;
      ctx.strokeStyle = look.rim;
      ctx.stroke();
      if (seen) {
        ctx.fillStyle = look.sides[each.photo.side];
        ctx.fill();
      }
      ctx.lineWidth = 2.2 * look.scale;
      ctx.strokeStyle = seen ? look.ink : look.illicit;
      ctx.stroke();
      if (seen) lens(ctx, look, x, y, s);
    }
    ctx.globalAlpha = 1;
  };

  /** A camera's eye, so that colour is not all that says photographed. */
  function lens(ctx, look, x, y, s) {
    ctx.beginPath();
    ctx.arc(x, y, s * 0.38, 0, TURN);
    ctx.fillStyle = look.rim;
    ctx.fill();
  }

  /** The way that a side's platform came in the last hours. */
  R.drawTrail = function (ctx, chart, fleet, row, time, back, cursor) {
    const k = fleet.leg(row, time, cursor);
    if (k < 0) return;
    const low = fleet.first[row];
    const since = time - back;
    fleet.locate(row, time, cursor);
    ctx.moveTo(chart.acrossOf(fleet.out), chart.downOf(fleet.out));
    for (let leg = k; leg >= low && fleet.t1[leg] > since; leg -= 1) {
      const from = Math.max(since, fleet.t0[leg]);
      fleet.along(leg, from);
      ctx.lineTo(chart.acrossOf(fleet.out), chart.downOf(fleet.out));
    }
  };

  /** Reports on their way along a link: a dotted arc, and an envelope at the share of the delay that has passed. */
  R.drawReports = function (ctx, chart, look, facts, time, where) {
    for (const report of facts.reports) {
      if (report.t > time) break;
      const since = time - report.until;
      if (since > (report.arrived ? PULSE_S : 0) || (report.until === report.t && !report.arrived)) continue;
      const [from, to] = [where(report.from), where(report.to)];
      if (!to) continue;
      ctx.strokeStyle = look.sides[report.sender];
      ctx.fillStyle = look.sides[report.sender];
      if (report.arrived) pulse(ctx, look, chart.place(...to), since / PULSE_S);
      else if (from) envelope(ctx, look, chart.place(...from), chart.place(...to), (time - report.t) / (report.until - report.t));
    }
    ctx.globalAlpha = 1;
  };

  function pulse(ctx, look, [x, y], share) {
    ctx.globalAlpha = 1 - share;
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.arc(x, y, 10 * look.scale, 0, TURN);
    ctx.stroke();
  }

  function envelope(ctx, look, [x0, y0], [x1, y1], share) {
    const [mx, my] = [(x0 + x1) / 2 - (y1 - y0) * 0.18, (y0 + y1) / 2 + (x1 - x0) * 0.18];
    ctx.globalAlpha = 0.55;
    ctx.lineWidth = 1.3;
    ctx.setLineDash([2, 4]);
    ctx.beginPath();
    ctx.moveTo(x0, y0);
    ctx.quadraticCurveTo(mx, my, x1, y1);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
    const [a, b, c] = [(1 - share) ** 2, 2 * share * (1 - share), share ** 2];
    const [x, y, s] = [a * x0 + b * mx + c * x1, a * y0 + b * my + c * y1, 5 * look.scale];
    ctx.fillRect(x - s, y - s * 0.7, 2 * s, 1.4 * s);
    ctx.strokeStyle = look.rim;
    ctx.lineWidth = 1.4;
    ctx.strokeRect(x - s, y - s * 0.7, 2 * s, 1.4 * s);
    ctx.beginPath();
    ctx.moveTo(x - s, y - s * 0.7);
    ctx.lineTo(x, y + s * 0.1);
    ctx.lineTo(x + s, y - s * 0.7);
    ctx.stroke();
  }

  /** A chain of causes: numbered points joined by a line, those at one place stacked upward. */
  R.drawChain = function (ctx, chart, look, chain) {
    const placed = chain.map((event, nth) => ({ event, nth })).filter(({ event }) => event.at);
    const points = placed.map(({ event }) => chart.place(...event.at));
    ctx.strokeStyle = look.chain;
    ctx.lineWidth = 2;
    ctx.beginPath();
    points.forEach(([x, y], nth) => (nth ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
    ctx.stroke();
    ctx.font = look.bold(12);
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    const size = 10 * look.scale;
    points.forEach(([x, y], nth) => {
      const above = points.slice(0, nth).filter(([px, py]) => Math.hypot(px - x, py - y) < size).length;
      const up = y - above * size * 2.1;
      ctx.beginPath();
      ctx.arc(x, up, size, 0, TURN);
      ctx.fillStyle = look.chain;
      ctx.fill();
      ctx.strokeStyle = look.rim;
      ctx.lineWidth = 1.5;
      ctx.stroke();
      ctx.fillStyle = look.rim;
      ctx.fillText(String(placed[nth].nth + 1), x, up + 0.5);
    });
  };

  /** A ring with a gap about what is selected. */
  R.drawSelected = function (ctx, look, x, y) {
    for (const [colour, width] of [[look.rim, 5], [look.ink, 2.2]]) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = width;
      for (let q = 0; q < 4; q += 1) {
        ctx.beginPath();
        ctx.arc(x, y, 13 * look.scale, q * TURN / 4 + 0.3, (q + 1) * TURN / 4 - 0.3);
        ctx.stroke();
      }
    }
  };
})(globalThis.Replay);
