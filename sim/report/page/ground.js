'use strict';
// Ground: what lies under the marks and changes only with the view: sea, land, graticule, areas, posts, scale bar.

(function (R) {
  const NM_M = 1852;
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

  /** Draw the ground of a pane. */
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
    ctx.restore();
    if (given.layers.areas) areas(ctx, chart, look, given);
    if (given.layers.sensors) posts(ctx, chart, look, given);
    degrees(ctx, chart, look);
    scaleBar(ctx, chart, look);
  };

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
      .extent([[-180, -80.001], [180, 80.001]]).precision(90);
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

  function areas(ctx, chart, look, given) {
    ctx.lineWidth = 1.2;
    ctx.setLineDash([6, 4]);
    for (const area of given.areas) {
      const [left, top] = chart.point(area.west, area.north);
      const [right, bottom] = chart.point(area.east, area.south);
      ctx.strokeStyle = look.pale;
      ctx.strokeRect(left, top, right - left, bottom - top);
      if (!given.layers.names || right - left < 30) continue;
      ctx.font = look.font(12);
      ctx.fillStyle = look.pale;
      ctx.textAlign = 'left';
      ctx.textBaseline = 'bottom';
      halo(ctx, look, R.short(area.name, 32), left + 4, bottom - 3);
    }
    ctx.setLineDash([]);
  }

  function posts(ctx, chart, look, given) {
    const circle = d3.geoCircle().precision(4);
    const path = d3.geoPath(chart.projection(), ctx);
    for (const post of given.posts) {
      const colour = look.sides[post.side];
      ctx.strokeStyle = colour;
      ctx.fillStyle = colour;
      if (post.range_m) {
        ctx.beginPath();
        path(circle.center([post.lon, post.lat]).radius(post.range_m / 111194.93)());
        ctx.globalAlpha = 0.1;
        ctx.fill();
        ctx.globalAlpha = 1;
        ctx.lineWidth = 1.2;
        ctx.stroke();
      }
      const [x, y] = chart.place(post.lat, post.lon);
      ctx.beginPath();
      R.shapes[post.sort === 'station' ? 'station' : 'field'](ctx, x, y, 0, 1, 6 * look.scale);
      ctx.fill();
      ctx.strokeStyle = look.rim;
      ctx.stroke();
      if (given.layers.names) named(ctx, look, post.name, x, y);
    }
  }

  function named(ctx, look, name, x, y) {
    ctx.font = look.font(12);
    ctx.fillStyle = look.ink;
    ctx.textAlign = 'right';
    ctx.textBaseline = 'middle';
    halo(ctx, look, R.short(name, 32), x - 9 * look.scale, y);
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
    ctx.fillRect(left - 6, y - 22 * look.scale, wide + 12, 22 * look.scale + 6);
    ctx.globalAlpha = 1;
    ctx.fillStyle = look.ink;
    ctx.fillRect(left, y - 3, wide, 3);
    ctx.font = look.font(12);
    ctx.textAlign = 'center';
    ctx.textBaseline = 'bottom';
    ctx.fillText(R.t('{n} nm', { n: miles }), left + wide / 2, y - 5);
  }

  R.halo = halo;
  R.Coast = Coast;
})(globalThis.Replay);
