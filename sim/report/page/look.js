'use strict';
// Look: colours and sizes of the map, read from the style sheet, and the looks of marks in each view.

(function (R) {
  const NAMES = ['paper', 'sea', 'land', 'shore', 'grid', 'ink', 'pale', 'rim', 'lane', 'lawful', 'illicit', 'chain'];
  /** Ages at which what is held of a vessel pales: up to so many seconds, so opaque. */
  R.AGES = [[60, 1], [3600, 0.85], [4 * 3600, 0.65], [12 * 3600, 0.45]];

  const channels = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

  function luminance(hex) {
    const [r, g, b] = channels(hex).map((c) => (c <= 10 ? c / 3294.6 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  const contrast = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };

  /** Darken or lighten a colour until it stands out from the ground as WCAG asks of graphics. */
  R.legible = function (colour, ground, least) {
    const target = luminance(ground) > 0.3 ? 0 : 255;
    for (let share = 0; share <= 1; share += 0.05) {
      const mixed = channels(colour).map((c) => Math.round(c + (target - c) * share).toString(16).padStart(2, '0'));
      if (contrast(`#${mixed.join('')}`, ground) >= least) return `#${mixed.join('')}`;
    }
    return target ? '#ffffff' : '#000000';
  };

  /** Read the look of the page as it is now. */
  R.readLook = function (sides, scale) {
    const style = getComputedStyle(document.documentElement);
    const look = { scale };
    for (const name of NAMES) look[name] = style.getPropertyValue(`--${name}`).trim();
    const family = getComputedStyle(document.body).fontFamily;
    look.font = (size) => `${Math.round(size * scale)}px ${family}`;
    look.bold = (size) => `600 ${Math.round(size * scale)}px ${family}`;
    const least = luminance(look.sea) > 0.3 ? 3 : 4.5;  // light on dark tells less of itself
    look.sides = sides.map((side) => R.legible(side.colour, look.sea, least));
    return look;
  };

  /** Looks of the truth, in the order they are drawn in; the index of a mover's look is `truthOf`. */
  R.truthLooks = function (look, grown) {
    const s = look.scale * grown;
    const looks = [
      { shape: 'dart', size: 4 * s, fill: look.lawful, alpha: 0.9 },
      { shape: 'speck', size: 4 * s, fill: look.lawful, alpha: 0.9 },
      { shape: 'dot', size: 3.6 * s, edge: look.lawful, alpha: 0.9, width: 1 },
      { shape: 'dot', size: 3.6 * s, edge: look.lawful, alpha: 0.9, width: 1 },
      { shape: 'diamond', size: 5 * s, fill: look.illicit, edge: look.rim, alpha: 1, width: 3 },
    ];
    return looks.concat(platformLooks(look, s));
  };

  function platformLooks(look, s) {
    return look.sides.flatMap((fill) => ['hull', 'wing', 'station'].map((shape) => (
      { shape, size: 7 * s, fill, edge: look.rim, alpha: 1, width: 3.5 })));
  }

  const PLATFORMS = ['hull', 'wing', 'station'];

  /** Return for each mover its look in the truth; one is added for a lawful vessel that lies still. */
  R.truthOf = function (fleet, sorts) {
    return Uint8Array.from({ length: fleet.size }, (_, row) => {
      if (fleet.side[row] >= 0) return 5 + 3 * fleet.side[row] + PLATFORMS.indexOf(R.shapeOf(sorts[fleet.sort[row]].id));
      if (R.illicit(fleet, row, sorts)) return 4;
      return fleet.ais[row] === 0 ? 2 : 0;
    });
  };

  /** Say whether a mover is one of those that the exercise looks for. */
  R.illicit = (fleet, row, sorts) => !sorts[fleet.sort[row]].lawful;

  /**
   * Looks of what a side holds: for each side that saw it and each age one, full where it was seen by that side itself,
   * hollow where a partner saw it; then the side's own platforms.
   */
  R.heldLooks = function (look, view, grown) {
    const s = look.scale * grown;
    const looks = look.sides.flatMap((colour, side) => R.AGES.map(([, alpha], age) => {
      const shape = age ? 'dot' : 'dart';
      return side === view
        ? { shape, size: 4.4 * s, fill: colour, alpha }
        : { shape, size: 4.6 * s, edge: colour, fill: look.sea, over: true, alpha, width: 1.6 };
    }));
    return looks.concat(platformLooks(look, s));
  };

  R.contrast = contrast;
})(globalThis.Replay);
