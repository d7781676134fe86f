'use strict';
// Decode: from the two data scripts of the page to typed arrays by name (design/replay.md).

(function (R) {
  const TYPES = {
    i8: Int8Array, u8: Uint8Array, i16: Int16Array, u16: Uint16Array, i32: Int32Array, u32: Uint32Array, f32: Float32Array,
  };

  function bytesOf(base64) {
    const clean = base64.trim();
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(clean);
    const raw = atob(clean);
    const bytes = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i += 1) bytes[i] = raw.charCodeAt(i);
    return bytes;
  }

  async function opened(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Response(stream).arrayBuffer();
  }

  /** Columns by name; one that is not there is empty, and JSON is read when it is asked for. */
  class Columns {
    constructor(places, buffer) {
      this.places = places;
      this.buffer = buffer;
    }

    has(name) {
      return Object.hasOwn(this.places, name);
    }

    get(name, instead = Int32Array) {
      if (!this.has(name)) return new instead(0);
      const [type, offset, length] = this.places[name];
      return new TYPES[type](this.buffer, offset, length);
    }

    json(name) {
      if (!this.has(name)) return [];
      const [, offset, length] = this.places[name];
      return JSON.parse(new TextDecoder().decode(new Uint8Array(this.buffer, offset, length)));
    }

    /** What is the same in all cases, then what is one case's own, as one array. */
    joined(name, nth, Type = Int32Array) {
      const parts = [this.get(`${name}@all`, Type), this.get(`${name}@${nth}`, Type)];
      const whole = new Type(parts[0].length + parts[1].length);
      whole.set(parts[0]);
      whole.set(parts[1], parts[0].length);
      return whole;
    }
  }

  /** Read the page's data. */
  R.decode = async function (root) {
    const meta = JSON.parse(root.getElementById('replay-meta').textContent);
    const script = root.getElementById('replay-columns');
    const buffer = await opened(bytesOf(script.textContent));
    script.textContent = '';
    const columns = new Columns(meta.columns, buffer);
    return { meta, columns, events: meta.cases.map((_, nth) => columns.json(`event@${nth}`)) };
  };
})(globalThis.Replay);
