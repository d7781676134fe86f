'use strict';
// Chart: from the globe to a pane. Mercator, or longitude by latitude where the area is as wide as the world.

(function (R) {
  const RADIAN = Math.PI / 180;
  const EARTH_M = 6371008.8;
  const WORLD_DEG = 200;
  const FARTHEST = 60;

  /** What a pane shows of the globe: centre, zoom, and where a unit vector falls. */
  class Chart {
    /** @param {object} area west, east, south, north in degrees @param {object} known the same, of what there is to show */
    constructor(area, known) {
      this.area = area;
      this.known = known;
      this.flat = area.east - area.west > WORLD_DEG;
      this.lon0 = (area.west + area.east) / 2;
      this.lambda0 = this.lon0 * RADIAN;
      this.west = (area.west - this.lon0) * RADIAN;
      this.east = (area.east - this.lon0) * RADIAN;
      this.south = this.up(area.south);
      this.north = this.up(area.north);
      this.width = 1;
      this.height = 1;
      this.home();
    }

    /** How far up a latitude lies, in radians of the chart. */
    up(lat) {
      return this.flat ? lat * RADIAN : Math.atanh(Math.sin(Math.max(-85, Math.min(85, lat)) * RADIAN));
    }

    /** The area's breadth at its middle, in metres. */
    breadth() {
      return (this.east - this.west) * EARTH_M * Math.cos((this.area.north + this.area.south) / 2 * RADIAN);
    }

    home() {
      this.zoom = 1;
      this.x = (this.west + this.east) / 2;
      this.y = (this.south + this.north) / 2;
    }

    size(width, height) {
      this.width = width;
      this.height = height;
    }

    /** Pixels in a radian of longitude. */
    get k() {
      const margin = Math.min(24, 0.04 * Math.min(this.width, this.height));
      const across = (this.width - 2 * margin) / (this.east - this.west);
      const along = (this.height - 2 * margin) / (this.north - this.south);
      return Math.max(1, Math.min(across, along)) * this.zoom;
    }

    /** Look at what another chart looks at. */
    follow(other) {
      [this.zoom, this.x, this.y] = [other.zoom, other.x, other.y];
    }

    pan(dx, dy) {
      const k = this.k;
      this.move(this.x - dx / k, this.y + dy / k);
    }

    move(x, y) {
      const low = this.up(this.known.south);
      const high = this.up(this.known.north);
      this.x = Math.max((this.known.west - this.lon0) * RADIAN, Math.min((this.known.east - this.lon0) * RADIAN, x));
      this.y = Math.max(low, Math.min(high, y));
    }

    /** Zoom about a point of the pane, which stays where it is. */
    scale(factor, px = this.width / 2, py = this.height / 2) {
      const [before, from] = [this.k, this.zoom];
      this.zoom = Math.max(1, Math.min(FARTHEST, from * factor));
      const after = this.k;
      const [ox, oy] = [px - this.width / 2, py - this.height / 2];
      this.move(this.x + ox / before - ox / after, this.y - oy / before + oy / after);
    }

    /** Where a longitude and a latitude in degrees fall; longitudes of the area run on past 180. */
    point(lon, lat) {
      const k = this.k;
      return [this.width / 2 + ((lon - this.lon0) * RADIAN - this.x) * k, this.height / 2 - (this.up(lat) - this.y) * k];
    }

    /** The same for a longitude that may have been wrapped. */
    place(lat, lon) {
      return this.point(this.lon0 + R.wrap(lon - this.lon0), lat);
    }

    /** Return `[lat, lon]` at a point of the pane. */
    inverse(px, py) {
      const k = this.k;
      const up = this.y - (py - this.height / 2) / k;
      const lat = this.flat ? up / RADIAN : Math.asin(Math.tanh(up)) / RADIAN;
      return [lat, R.wrap(this.lon0 + (this.x + (px - this.width / 2) / k) / RADIAN)];
    }

    /** Pixels in a metre at a latitude: across, and up. */
    metre(lat) {
      const along = this.k / EARTH_M;
      const across = along / Math.max(0.02, Math.cos(lat * RADIAN));
      return [across, this.flat ? along : across];
    }

    /** The same chart for d3: ground is drawn through it. */
    projection() {
      const k = this.k;
      return (this.flat ? d3.geoEquirectangular() : d3.geoMercator())
        .rotate([-this.lon0, 0]).scale(k).translate([this.width / 2 - this.x * k, this.height / 2 + this.y * k])
        .clipExtent([[-9, -9], [this.width + 9, this.height + 9]]);
    }

    /** Put points of a fleet's `out` into pixel arrays; set once a frame, since it is asked for every mark. */
    ready() {
      this._k = this.k;
      this._dx = this.width / 2 - this.x * this._k;
      this._dy = this.height / 2 + this.y * this._k;
    }

    acrossOf(v) {
      let lambda = Math.atan2(v[1], v[0]) - this.lambda0;
      if (lambda > Math.PI) lambda -= 2 * Math.PI;
      else if (lambda < -Math.PI) lambda += 2 * Math.PI;
      return this._dx + lambda * this._k;
    }

    downOf(v) {
      const z = v[2];
      return this._dy - (this.flat ? Math.asin(z) : Math.atanh(z)) * this._k;
    }
  }

  R.Chart = Chart;
})(globalThis.Replay);
