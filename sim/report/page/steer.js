'use strict';
// Steer: a pane's pointers. Drag pans, wheel and pinch zoom, a click asks what is there, a double click goes nearer.

(function (R) {
  const STILL_PX = 5;

  R.steer = function (pane) {
    const canvas = pane.moving;
    const down = new Map();
    let moved = 0;
    let spread = 0;

    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };

    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      down.set(event.pointerId, at(event));
      if (down.size === 1) moved = 0;
      spread = spreadOf(down);
    });

    canvas.addEventListener('pointermove', (event) => {
      const here = at(event);
      if (!down.has(event.pointerId)) return;
      const before = down.get(event.pointerId);
      down.set(event.pointerId, here);
      const [dx, dy] = [here[0] - before[0], here[1] - before[1]];
      moved += Math.hypot(dx, dy);
      if (down.size === 2) spread = pinch(pane, down, spread);
      else if (moved > STILL_PX) pane.pan(dx, dy);
    });

    const up = (event) => {
      if (!down.delete(event.pointerId)) return;
      spread = spreadOf(down);
      if (event.type === 'pointerup' && moved <= STILL_PX && !down.size) pane.app.picked(pane, ...at(event));
    };
    canvas.addEventListener('pointerup', up);
    canvas.addEventListener('pointercancel', up);
    canvas.addEventListener('dblclick', (event) => pane.zoom(2, ...at(event)));
    canvas.addEventListener('wheel', (event) => {
      event.preventDefault();
      pane.zoom(Math.exp(-Math.max(-200, Math.min(200, event.deltaY)) * 0.002), ...at(event));
    }, { passive: false });
  };

  function spreadOf(down) {
    if (down.size !== 2) return 0;
    const [a, b] = [...down.values()];
    return Math.hypot(a[0] - b[0], a[1] - b[1]);
  }

  function pinch(pane, down, before) {
    const now = spreadOf(down);
    const [a, b] = [...down.values()];
    if (before > 10 && now > 10) pane.zoom(now / before, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2);
    return now;
  }
})(globalThis.Replay);
