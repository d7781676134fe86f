'use strict';
// Legend: the layers by their numbers, and every mark of a view with what it means.

(function (R) {
  const { h, t } = R;

  /** Name of a layer, what it is called, and the marks without which nobody needs it. */
  const LAYERS = [
    ['lawful', 'Ships'], ['sensors', 'Sensors and how far they see'], ['strips', 'Satellite passes', 'strip'],
    ['transfers', 'Transfers', 'transfer'], ['attempts', 'Attempts', 'attempt'], ['warnings', 'Warnings', 'warning'],
    ['patrols', 'Patrols and their answers', 'patrol', 'answer'], ['reports', 'Reports on their way', 'report'],
    ['cues', 'Suspicious contacts, and cues', 'cue', 'contact'], ['tracks', 'Tracks'], ['areas', 'Areas'], ['names', 'Names'],
  ];

  /** The layers that the data has something for; the number keys switch them in this order. */
  R.layersOf = (figures) => LAYERS.filter(([, , ...marks]) => !marks.length || marks.some((mark) => figures.draws(mark)));

  /** Return list items that explain the marks of a pane's view, of those that the data has. */
  R.keyOf = function (app, pane) {
    const { look, figures } = app;
    const marks = pane.scheduled ? bars(app, pane) : drawn(app, pane);
    return [...marks, ...counted(look, figures.kinds(app.pane()))].map(([draw, words]) => h('li', {}, swatch(look, draw), h('span', {}, words)));
  };

  function drawn({ look, meta, figures }, { view, kase }) {
    return [...(view < 0 ? truth(look, meta, kase) : held(look, meta, view)), ...common(look, view, figures)];
  }

  /** The bars of a schedule: in whose colour, how far done, and which are dashed. */
  function bars({ look, meta }, { schedule, view }) {
    const flat = { ...look, scale: 1 };
    const bar = (side, now, more) => (ctx) => R.drawBar(ctx, flat,
      { bar: { side, brief: '', from: 0, ...more }, x: 5, right: 35, now, y: 1, tall: 22, going: now > 5 && now < 35 }, now > 5 ? 1 : -1, 0);
    const sides = [...new Set(schedule.cases.flat().map((each) => each.side))].sort((a, b) => a - b);
    const [any] = sides;
    return [
      ...sides.map((side) => [bar(side, 40), side < 0 ? t('done') : t('done, {side}', { side: R.short(meta.sides[side].name, 40) })]),
      [bar(any, 20), t('under way, filled up to now')],
      ...(view < 0 ? [[bar(any, 0), t('still to come')]] : []),
      ...(schedule.hollow ? [[bar(any, 40, { hollow: schedule.hollow }), schedule.hollow]] : []),
      [(ctx) => R.drawNow(ctx, flat, 20, 6, 24), t('now')],
    ];
  }

  function swatch(look, draw) {
    const ratio = 2;
    const canvas = h('canvas', { width: 40 * ratio, height: 24 * ratio, 'aria-hidden': 'true' });
    const ctx = canvas.getContext('2d');
    ctx.scale(ratio, ratio);
    ctx.fillStyle = look.sea;
    ctx.fillRect(0, 0, 40, 24);
    draw(ctx);
    return canvas;
  }

  const mark = (of) => (ctx) => {
    const batch = new R.Batch(1);
    batch.add(0, 0, 20, 12, 1, 0);
    batch.draw(ctx, [of]);
  };

  const scaled = (looks, scale) => looks.map((each) => ({ ...each, size: each.size / scale * 1.25 }));

  function truth(look, meta, kase) {
    const looks = scaled(R.truthLooks(look, 1), look.scale);
    return [
      [mark(looks[0]), t('ship that sends AIS')],
      ...(kase.ways.ships.length ? [[(ctx) => way(ctx, look), t('way of merchant ships: the broader, the more; of {n} ships one is drawn', { n: kase.meta.ships_a_mark })]] : []),
      [mark(looks[2]), t('ship that sends no AIS')],
      ...(meta.sorts.every((sort) => sort.lawful) ? [] : [[mark(looks[4]), t('ship of the network that is looked for')]]),
      ...meta.sides.flatMap((side, nth) => (kase.fleet.side.includes(nth) ? platforms(looks, 5 + 3 * nth, R.short(side.name, 40)) : [])),
    ];
  }

  function way(ctx, look) {
    R.drawWays(ctx, { place: (lat, lon) => [lon * 1e4, lat * 1e4] }, look, { ends: Int32Array.of(12, 4, 12, 36), ships: Uint32Array.of(400) });
  }

  function platforms(looks, from, side) {
    return [[mark(looks[from]), t('ship, {side}', { side })], [mark(looks[from + 1]), t('aircraft, {side}', { side })]];
  }

  function held(look, meta, view) {
    const looks = scaled(R.heldLooks(look, view, 1), look.scale);
    const ages = R.AGES.length;
    const own = R.short(meta.sides[view].name, 40);
    const passes = (nth) => meta.cases.some((each) => each.links.some((link) => link.sender === nth && link.receiver === view));
    const partners = meta.sides.map((side, nth) => [side, nth]).filter(([, nth]) => passes(nth));
    return [
      [mark(looks[view * ages]), t('in contact now, {side}', { side: own })],
      [mark(looks[view * ages + 1]), t('seen within the hour, {side}', { side: own })],
      [mark(looks[view * ages + ages - 1]), t('seen within 12 hours, {side}', { side: own })],
      ...partners.map(([side, nth]) => [mark(looks[nth * ages + 1]), t('seen by {side} and passed on', { side: R.short(side.name, 40) })]),
      ...platforms(looks, ages * meta.sides.length + 3 * view, own),
    ];
  }

  function common(look, view, figures) {
    const chart = { place: () => [20, 12], metre: () => [1, 1], point: (lon) => [lon, lon ? 24 : 0], area: { north: 0, south: 24 } };
    const flat = { ...look, scale: 0.9 };
    const photo = { t: 0, side: Math.max(0, view) };
    const transfer = (of) => (ctx) => R.drawTransfers(ctx, chart, flat, { transfers: [of] }, 1);
    const kept = view < 0 ? () => true : ([mark]) => mark !== 'transfer';
    return [
      ['transfer', transfer({ t: 0, until: 9, at: [0, 0], photo: null }), t('transfer going on')],
      ['photo', transfer({ t: 0, until: 9, at: [0, 0], photo }), t('transfer photographed')],
      ['contact', (ctx) => R.drawContacts(ctx, chart, flat, { contacts: [{ t: 0, until: 9, at: [0, 0], side: photo.side }] }, 1),
        t('contact that looks wrong, of the last 12 hours')],
      ['cue', (ctx) => R.drawCues(ctx, chart, flat, { cues: [{ t: 0, until: 9, at: [0, 0], radius: 9, growth: 0, side: photo.side }] }, 1),
        t('cue: the ship may be anywhere in the circle')],
      ...lane(flat, photo.side),
      ['report', (ctx) => report(ctx, flat, photo.side), t('report on its way over a link')],
      ['strip', (ctx) => strip(ctx, look), t('strip that a satellite has just imaged')],
      ['cue', (ctx) => below(ctx, look, view, true), view < 0 ? t('below the clock: transfer begins, cue, transfer photographed') : t('below the clock: cue, transfer photographed')],
    ].filter((each) => kept(each) && figures.draws(each[0])).map(([, draw, words]) => [draw, words]);
  }

  /** The marks of a sea lane. */
  function lane(look, side) {
    const outcome = (name) => (ctx) => R.drawOutcome(ctx, look, 20, 12, 7, name);
    const chart = { point: (lon, lat) => [lon, lat], place: (x, y) => [x, y] };
    const area = { west: 6, east: 34, north: 5, south: 19 };
    const now = { t: 0, until: 2, side, area };
    return [
      ['attempt', outcome('boarded'), t('attempt: the ship was boarded')],
      ['attempt', outcome('interrupted'), t('attempt: a patrol came first')],
      ['attempt', outcome('repelled'), t('attempt: repelled by the ship')],
      ['warning', (ctx) => R.drawWarnings(ctx, chart, look, { warnings: [now] }, 1), t('a warning holds; the frame is in the colour of who warns')],
      ['patrol', (ctx) => R.drawPatrols(ctx, chart, look, { patrols: [{ ...now, ships: 1 }] }, 1), t('patrol somewhere in the area')],
      ['answer', (ctx) => R.drawAnswers(ctx, chart, look, { answers: [{ ...now, arrives: 2, from: [4, 12], to: [36, 12], means: 'helicopter' }] }, 1),
        t('a patrol’s answer to a call')],
      ['attempt', (ctx) => below(ctx, look, R.TRUTH, true), t('below the clock: attempt, warning, ship boarded')],
    ];
  }

  function counted(look, kinds) {
    if (!kinds.length) return [];
    const words = t('below the clock: {what}', { what: kinds.map(R.kindOf).join(' / ') });
    return [[(ctx) => below(ctx, look, 0), words]];
  }

  function report(ctx, look, side) {
    const anchors = { a: [4, 9], b: [36, 9] };
    const one = { t: 0, until: 2, sender: side, from: anchors.a, to: anchors.b };
    R.drawReports(ctx, { place: (x, y) => [x, y] }, look, { reports: [one] }, 1, (at) => at);
  }

  function below(ctx, look, view, drawn) {
    const timeline = { app: { clock: { duration: 3 } } };
    const known = { transfers: view < 0 ? [0.5] : [], cues: [1.5], photos: drawn ? [2.5] : [] };
    R.Timeline.prototype.row.call(timeline, ctx, { ...look, scale: 1 }, known, (time) => 2 + time * 12, 12, Infinity);
  }

  function strip(ctx, look) {
    ctx.fillStyle = look.ink;
    ctx.globalAlpha = 0.14;
    ctx.fillRect(10, 0, 20, 24);
    ctx.globalAlpha = 0.5;
    ctx.fillRect(10, 0, 1.5, 24);
    ctx.fillRect(28.5, 0, 1.5, 24);
  }
})(globalThis.Replay);
