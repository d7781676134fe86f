'use strict';
// Keys: everything can be done with them. Those for the map are heard on the map, the others anywhere but in a field.

(function (R) {
  const PAN_PX = 60;

  const ANYWHERE = {
    ' ': (app) => app.clock.play(),
    '[': (app) => app.clock.faster(-1),
    ']': (app) => app.clock.faster(1),
    n: (app) => app.stepEvent(1),
    p: (app) => app.stepEvent(-1),
    '+': (app) => app.pane().zoom(1.5),
    '=': (app) => app.pane().zoom(1.5),
    '-': (app) => app.pane().zoom(1 / 1.5),
    0: (app) => app.pane().home(),
    v: (app) => app.nextView(),
    c: (app) => app.nextCase(),
    m: (app) => app.pane().turn(),
    s: (app) => app.splitView(),
    e: (app) => app.togglePanel(),
    f: (app) => app.presentMode(),
    '/': (app) => app.find(),
    '?': (app) => app.controls.openHelp(),
    Escape: (app) => app.let_go(),
    Home: (app) => app.clock.set(0),
    End: (app) => app.clock.set(app.clock.duration),
  };

  const ON_MAP = {
    ArrowLeft: (app) => app.pane().pan(PAN_PX, 0),
    ArrowRight: (app) => app.pane().pan(-PAN_PX, 0),
    ArrowUp: (app) => app.pane().pan(0, PAN_PX),
    ArrowDown: (app) => app.pane().pan(0, -PAN_PX),
    Enter: (app) => app.picked(app.pane(), app.pane().chart.width / 2, app.pane().chart.height / 2),
  };

  /** What a key does where it was pressed, or nothing. */
  function act(app, event) {
    const { key, target } = event;
    if (target.closest('.moving') && ON_MAP[key]) return ON_MAP[key];
    if (/^[1-9]$/.test(key)) return app.listed[key - 1] && (() => app.layer(app.listed[key - 1][0]));
    if (key === 'ArrowLeft' || key === 'ArrowRight') {
      const by = (key === 'ArrowLeft' ? -1 : 1) * (event.shiftKey ? 86400 : 3600);
      return () => app.clock.step(by);
    }
    return ANYWHERE[key];
  }

  /** Say whether an element wants its keys for itself. */
  function own(target, key) {
    if (target.matches('input[type=search], select')) return key !== 'Escape';
    if (target.matches('button, input[type=checkbox], [role=tab]')) return key === ' ' || key === 'Enter' || (target.matches('[role=tab]') && key.startsWith('Arrow'));
    return target.matches('input[type=range]') && /^(Home|End|Page)/.test(key);
  }

  R.listen = function (app) {
    document.addEventListener('keydown', (event) => {
      app.keyboard = true;
      if (event.ctrlKey || event.metaKey || event.altKey || app.controls.help.open || own(event.target, event.key)) return;
      if (!app.letters && /^[a-z0-9]$/i.test(event.key)) return;
      const does = act(app, event);
      if (!does) return;
      event.preventDefault();
      does(app);
    });
    document.addEventListener('pointerdown', () => { app.keyboard = false; });
  };
})(globalThis.Replay);
