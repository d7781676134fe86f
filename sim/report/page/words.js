'use strict';
// Words: the language of the page, times, spans and places as people write them, and elements made of text alone.

globalThis.Replay = {};

(function (R) {
  let texts = {};
  let startMs = 0;
  const asked = new Set();

  /** Take the page's words and the instant that time counts from. */
  R.speak = function (meta) {
    texts = meta.texts || {};
    startMs = Date.parse(meta.start.replace(/(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?)$/, '$1Z'));
  };

  /** Say an English sentence in the page's language, with what goes in its braces. */
  const t = R.t = function (english, given) {
    asked.add(english);
    const said = Object.hasOwn(texts, english) ? texts[english] : english;
    return given ? said.replace(/\{(\w+)\}/g, (whole, name) => (name in given ? apart(String(given[name])) : whole)) : said;
  };

  /** Keep a text of the other direction, or one that would turn what follows it, to itself. */
  const apart = (text) => (/[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufefc]/.test(text) ? `\u2068${text}\u2069` : text);

  /** What was said without being among the page's words. */
  R.missing = () => Array.from(asked).filter((english) => !Object.hasOwn(texts, english));

  const two = (n) => String(n).padStart(2, '0');

  /** Write an instant of the run as date and time. */
  R.stamp = function (seconds) {
    const at = new Date(startMs + Math.floor(seconds / 60 + 1e-6) * 60000);
    return `${R.day(seconds)} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  };

  /** Write the date of an instant of the run. */
  R.day = function (seconds) {
    const at = new Date(startMs + Math.floor(seconds / 60 + 1e-6) * 60000);
    return `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
  };

  /** Write a span of time. */
  R.span = function (seconds) {
    if (seconds < 3570) return t('{n} min', { n: Math.round(seconds / 60) });
    if (seconds < 172800) return t('{n} h', { n: trim(seconds / 3600) });
    return t('{n} d', { n: trim(seconds / 86400) });
  };

  const trim = (x) => (x >= 10 ? Math.round(x).toString() : x.toFixed(1).replace(/\.0$/, ''));

  /** Write degrees as charts do: 30° 15′ N. */
  R.angle = function (deg, letters) {
    const minutes = Math.round(Math.abs(deg) * 60);
    const rest = minutes % 60;
    const whole = `${Math.floor(minutes / 60)}°`;
    if (!minutes) return whole;
    return `${whole}${rest ? ` ${two(rest)}′` : ''} ${letters[deg < 0 ? 1 : 0]}`;
  };

  /** Bring a longitude between −180 and 180. */
  R.wrap = (lon) => ((lon + 540) % 360 + 360) % 360 - 180;

  /**
   * Make an element: attributes, listeners under `on…`, and children that are elements or text, never markup.
   * @param {string} tag
   */
  R.h = function (tag, given, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(given || {})) {
      if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, '');
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  };

  const SVG = 'http://www.w3.org/2000/svg';
  const DRAWN = {
    play: 'M5 3l9 6-9 6z', pause: 'M4 3h4v12H4zM10 3h4v12h-4z', next: 'M3 3l8 6-8 6zM12 3h3v12h-3z',
    previous: 'M15 3L7 9l8 6zM3 3h3v12H3z', plus: 'M8 3h2v5h5v2h-5v5H8v-5H3V8h5z', minus: 'M3 8h12v2H3z',
    whole: 'M3 3h5v2H5v3H3zM10 3h5v5h-2V5h-3zM3 10h2v3h3v2H3zM13 10h2v5h-5v-2h3z',
  };

  /** Draw a small sign for a button, which needs a name of its own. */
  R.icon = function (name) {
    const svg = document.createElementNS(SVG, 'svg');
    const path = document.createElementNS(SVG, 'path');
    for (const [key, value] of [['viewBox', '0 0 18 18'], ['width', '18'], ['height', '18'], ['aria-hidden', 'true']]) svg.setAttribute(key, value);
    path.setAttribute('d', DRAWN[name]);
    path.setAttribute('fill', 'currentColor');
    svg.append(path);
    return svg;
  };

  /** Put a text into an element, if it is not there yet. */
  R.put = function (element, text) {
    if (element.textContent !== text) element.textContent = text;
  };

  /** Cut a text that no line could hold. */
  R.short = function (text, most) {
    const letters = Array.from(String(text));
    return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : String(text);
  };
})(globalThis.Replay);
