'use strict';
// Ground: what lies under the marks and changes only with the view: sea, land, graticule, areas, posts, scale bar.

(function (R) {
  const NM_M = 1852;
  const DEGREE_M = 111194.93;
  const POST_PX = 6;
  const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 45];

  /** The coast as planar rings, read once: `[lon, lat]` in degrees, already clipped by whoever made the data. */
  class Coast {
    constructor(columns) {
      const first = columns.get('ring.first', Uint32Array);
      const [lat, lon] = [columns.get('ring.lat'), columns.get('ring.lon')];
      const rings = [];
      for (let i = 0; i + 1 < first.length; i += 1) {
        const ring = [];
        for (let k = first[i]; k < first[i + 1]; k += 1) ring.push([lon[k] / 1e5, lat[k] / 1e5]);
        rings.push(ring);
      }
      this.shape = { type: 'MultiLineString', coordinates: rings };
    }
  }

  /** Draw the ground of a pane; return the boxes that posts and the scale bar take up. */
  R.drawGround = function (ctx, chart, look, given) {
    ctx.fillStyle = look.paper;
    ctx.fillRect(0, 0, chart.width, chart.height);
    ctx.save();
    const [left, top] = chart.point(chart.known.west, chart.known.north);
    const [right, bottom] = chart.point(chart.known.east, chart.known.south);
    ctx.beginPath();
    ctx.rect(left + 1, top + 1, right - left - 2, bottom - top - 2);
    ctx.clip();
    ctx.fillStyle = look.sea;
    ctx.fillRect(left, top, right - left, bottom - top);
    graticule(ctx, chart, look);
    land(ctx, chart, look, given.coast);
    if (given.layers.lawful) R.drawWays(ctx, chart, look, given.ways);
    ctx.restore();
    fade(ctx, chart, look, [left, top, right, bottom]);
    const taken = given.layers.sensors ? posts(ctx, chart, look, given) : [];
    if (given.layers.areas) areas(ctx, chart, look, given);
    degrees(ctx, chart, look);
    return [...taken, scaleBar(ctx, chart, look)];
  };

  /** Let the map end softly where the data has no more coast. */
  function fade(ctx, chart, look, [left, top, right, bottom]) {
    const wide = Math.min(48, 0.06 * (right - left), 0.12 * (bottom - top));
    const edges = [[left, 0, left + wide, 0], [right, 0, right - wide, 0], [0, top, 0, top + wide], [0, bottom, 0, bottom - wide]];
    for (const [x0, y0, x1, y1] of edges) {
      const ramp = ctx.createLinearGradient(x0, y0, x1, y1);
      ramp.addColorStop(0, look.paper);
      ramp.addColorStop(1, `${look.paper}00`);
      ctx.fillStyle = ramp;
      if (y0 === y1) ctx.fillRect(Math.min(x0, x1) - 1, top, wide + 2, bottom - top);
      else ctx.fillRect(left, Math.min(y0, y1) - 1, right - left, wide + 2);
    }
  }

  function land(ctx, chart, look, coast) {
    const planar = d3.geoTransform({
      point(lon, lat) {
        const [x, y] = chart.point(lon, lat);
        this.stream.point(x, y);
      },
    });
    ctx.beginPath();
    d3.geoPath(planar, ctx)(coast.shape);
    ctx.fillStyle = look.land;
    ctx.fill('evenodd');
    ctx.strokeStyle = look.shore;
    ctx.lineWidth = 0.8;
    ctx.stroke();
  }

  function step(chart) {
    const span = chart.width / chart.k * 180 / Math.PI;
    return STEPS.find((each) => span / each <= Math.max(3, chart.width / 130)) || 45;
  }

  function graticule(ctx, chart, look) {
    const lines = d3.geoGraticule().step([step(chart), step(chart)])
      .extent([[-180, -80.001], [180, 80.001]]);
    ctx.beginPath();
    d3.geoPath(chart.projection(), ctx)(lines());
    ctx.strokeStyle = look.grid;
    ctx.lineWidth = 0.7;
    ctx.stroke();
  }

  function degrees(ctx, chart, look) {
    const by = step(chart);
    const [north, west] = chart.inverse(0, 0);
    ctx.font = look.font(11);
    ctx.fillStyle = look.pale;
    ctx.textBaseline = 'top';
    ctx.textAlign = 'center';
    const span = chart.width / chart.k * 180 / Math.PI;
    for (let lon = Math.ceil(west / by) * by; lon < west + span; lon += by) {
      const [x] = chart.place(0, lon);
      const words = R.angle(R.wrap(lon), 'EW');
      if (x > 60 && x < chart.width - 30) halo(ctx, look, words, x, 4);
    }
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'left';
    const low = chart.inverse(0, chart.height)[0];
    for (let lat = Math.ceil(low / by) * by; lat < north; lat += by) {
      const y = chart.point(chart.lon0, lat)[1];
      if (y > 24 && y < chart.height - 40) halo(ctx, look, R.angle(lat, 'NS'), 5, y);
    }
  }

  /** Write a text with a rim of the sea's colour, so that it reads over anything. */
  function halo(ctx, look, words, x, y) {
    ctx.lineJoin = 'round';
    ctx.lineWidth = 3;
    ctx.strokeStyle = look.rim;
    ctx.strokeText(words, x, y);
    ctx.fillText(words, x, y);
  }

  const cornersOf = (chart, area) => [chart.point(area.west, area.north), chart.point(area.east, area.south)];

  function areas(ctx, chart, look, given) {
    ctx.strokeStyle = look.pale;
    ctx.lineWidth = 1.2;
    ctx.setLineDash([6, 4]);
    for (const area of given.areas) {
      const [[left, top], [right, bottom]] = cornersOf(chart, area);
      ctx.strokeRect(left, top, right - left, bottom - top);
    }
    ctx.setLineDash([]);
  }

  /** Write the names of posts and areas where there is room beside what is taken; return the words with their boxes. */
  R.nameGround = function (ctx, chart, look, given, taken) {
    const found = given.layers.sensors ? namePosts(ctx, chart, look, given.posts, taken) : [];
    return given.layers.areas ? [...found, ...nameAreas(ctx, chart, look, given.areas, taken)] : found;
  };

  function nameAreas(ctx, chart, look, named, taken) {
    ctx.fillStyle = look.pale;
    return named.flatMap((area) => {
      const [[left, top], [right, bottom]] = cornersOf(chart, area);
      const places = [[left - 5, (top + bottom) / 2, 'right'], [right + 5, (top + bottom) / 2, 'left'], [left + 5, bottom - 9, 'left']];
      return label(ctx, chart, look, R.short(area.name, 32), places, taken);
    });
  }

  function posts(ctx, chart, look, given) {
    for (const post of given.posts.filter((each) => each.range_m)) range(ctx, chart, look, post);
    const s = POST_PX * look.scale;
    return given.posts.map((post) => {
      const [x, y] = chart.place(post.lat, post.lon);
      ctx.beginPath();
      R.shapes[post.sort === 'station' ? 'station' : 'field'](ctx, x, y, 0, 1, s);
      ctx.strokeStyle = look.rim;
      ctx.lineWidth = 3;
      ctx.stroke();
      ctx.fillStyle = look.sides[post.side];
      ctx.fill();
      return [x - s, y - s, x + s, y + s];
    });
  }

  function namePosts(ctx, chart, look, named, taken) {
    const s = POST_PX * look.scale;
    ctx.fillStyle = look.ink;
    return named.flatMap((post) => {
      const [x, y] = chart.place(post.lat, post.lon);
      const up = 8 * look.scale + 6;
      return label(ctx, chart, look, R.short(post.name, 32),
        [[x - s - 4, y, 'right'], [x + s + 4, y, 'left'], [x, y - up, 'center'], [x, y + up, 'center']], taken);
    });
  }

  function range(ctx, chart, look, post) {
    ctx.beginPath();
    d3.geoPath(chart.projection(), ctx)(d3.geoCircle().precision(4).center([post.lon, post.lat]).radius(post.range_m / DEGREE_M)());
    ctx.fillStyle = look.sides[post.side];
    ctx.strokeStyle = look.sides[post.side];
    ctx.globalAlpha = 0.1;
    ctx.fill();
    ctx.globalAlpha = 1;
    ctx.lineWidth = 1.2;
    ctx.stroke();
  }

  /**
   * Write words at the first of some places where they meet nothing that is taken and stay on the map; else nowhere.
   * Return what was written: the words, and their box.
   */
  function label(ctx, chart, look, words, places, taken) {
    const wide = ctx.measureText(words).width;
    const tall = 7 * look.scale;
    for (const [x, y, align] of places) {
      const left = align === 'right' ? x - wide : align === 'center' ? x - wide / 2 : x;
      const box = [left, y - tall, left + wide, y + tall];
      const meets = taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);
      if (meets || box[0] < 0 || box[2] > chart.width || box[1] < 0 || box[3] > chart.height) continue;
      ctx.textAlign = align;
      halo(ctx, look, words, x, y);
      taken.push(box);
      return [[words, ...box]];
    }
    return [];
  }

  function scaleBar(ctx, chart, look) {
    const y = chart.height - 12;
    const perMile = chart.metre(chart.inverse(chart.width / 2, y)[0])[0] * NM_M;
    const most = Math.min(160, chart.width / 4) / perMile;
    const power = 10 ** Math.floor(Math.log10(most));
    const miles = [5, 2, 1].map((n) => n * power).find((n) => n <= most);
    const wide = miles * perMile;
    const left = chart.width - wide - 14;
    ctx.fillStyle = look.rim;
    ctx.globalAlpha = 0.8;
    const tall = 22 * look.scale;
    ctx.fillRect(left - 6, y - tall, wide + 12, tall + 6);
    ctx.globalAlpha = 1;
    ctx.fillStyle = look.ink;
    ctx.fillRect(left, y - 3, wide, 3);
    ctx.font = look.font(12);
    ctx.textAlign = 'center';
    ctx.textBaseline = 'bottom';
    ctx.fillText(R.t('{n} nm', { n: miles }), left + wide / 2, y - 5);
    return [left - 6, y - tall, left + wide + 6, y + 6];
  }

  R.label = label;
  R.Coast = Coast;
})(globalThis.Replay);
