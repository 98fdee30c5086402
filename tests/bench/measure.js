// Put into the page before its own scripts. Measures, inside the page, the time from a click's own
// timestamp to the end of the frame that paints an expected state. A state is looked for each time
// the page or a frame in it changes, so nothing is polled.
(() => {
  // Leaflet draws many paths on a canvas, which tells nothing of them: its renderer is followed, in
  // whichever frame. `__peints` counts, by class, the paths of its last redraw.
  const follow = (renderer) => {
    const counts = {};
    const { _initPath, _removePath, _redraw } = renderer;
    const count = (layer, by) => {
      const { className } = layer.options;
      counts[className] = (counts[className] ?? 0) + by;
    };
    renderer._initPath = function (layer) {
      count(layer, 1);
      _initPath.call(this, layer);
    };
    renderer._removePath = function (layer) {
      count(layer, -1);
      _removePath.call(this, layer);
    };
    renderer._redraw = function () {
      _redraw.call(this);
      window.__peints = { ...counts };
      window.top.__bench.look(window.__apresImage);
    };
  };
  let leaflet;
  Object.defineProperty(window, 'L', {
    configurable: true,
    get: () => leaflet,
    set: (value) => {
      leaflet = value;
      if (value?.Canvas) follow(value.Canvas.prototype);
    },
  });
  if (window !== window.top) return;

  /** Watch a document: clicks start the clock, changes are looked at. */
  const watch = (view) => {
    const epoch = view.performance.timeOrigin;
    const now = () => epoch + view.performance.now();
    // A change made inside an animation callback is painted in the same frame, any other in the next.
    let inFrame = false;
    const afterTask = (done) => {
      const channel = new view.MessageChannel();
      channel.port1.onmessage = () => {
        channel.port1.close();
        done();
      };
      channel.port2.postMessage(0);
    };
    const nextFrame = view.requestAnimationFrame.bind(view);
    view.requestAnimationFrame = (callback) =>
      nextFrame((time) => {
        if (!inFrame) {
          inFrame = true;
          afterTask(() => (inFrame = false));
        }
        callback(time);
      });
    const afterPaint = (done) => {
      const paint = () => afterTask(() => done(now()));
      if (inFrame) paint();
      else nextFrame(paint);
    };
    view.addEventListener('click', (event) => bench.begin(epoch + event.timeStamp), true);
    new view.MutationObserver(() => bench.look(afterPaint)).observe(view.document, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
      attributeFilter: ['class', 'data-etat', 'data-confirme', 'data-cooperations', 'data-test-script-state', 'hidden'],
    });
    view.__apresImage = afterPaint;
  };

  const carte = () =>
    [...document.querySelectorAll('iframe')]
      .filter((frame) => frame.src.includes('streamlit_folium') && frame.contentDocument?.documentElement)
      .at(-1)?.contentDocument;

  // Instances of each draw call of the last WebGL frame: deck.gl draws a link as an instance of a line.
  const instances = new Set();
  const countInstances = () => {
    let open = false;
    const { prototype } = window.WebGL2RenderingContext;
    for (const [name, rank] of [['drawArraysInstanced', 3], ['drawElementsInstanced', 4]]) {
      const draw = prototype[name];
      prototype[name] = function (...args) {
        if (!open) {
          open = true;
          instances.clear();
          requestAnimationFrame(() => (open = false));
        }
        instances.add(args[rank]);
        draw.apply(this, args);
        bench.look(window.__apresImage);
      };
    }
  };

  const drawn = (doc) => {
    const ids = new Set();
    for (const path of doc.getElementsByClassName('lien')) {
      const match = / lien-(\S+)/.exec(path.getAttribute('class'));
      if (match) ids.add(match[1]);
    }
    return ids;
  };

  /** Paths of a class that Leaflet has drawn, in the map's frame or in the page. */
  const chemins = (name) => {
    const doc = carte() ?? document;
    return doc.getElementsByClassName(name).length + (doc.defaultView.__peints?.[name] ?? 0);
  };

  const conditions = {
    /** An element of the page reads exactly this. */
    texte: ({ selector, texte }) => document.querySelector(selector)?.innerText === texte,
    /** The counter begins with this and the server has nothing more to say. */
    // The state first: reading a text lays the whole page out, at each of its changes.
    page: ({ debut }) =>
      document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning' &&
      document.querySelector('.st-key-compteur')?.innerText.trim().startsWith(debut),
    /** An element is in the page, and not empty. */
    present: ({ selector }) => Boolean(document.querySelector(selector)?.innerText.trim()),
    /** An element is in the map's document. */
    carte: ({ selector }) => Boolean(carte()?.querySelector(selector)),
    /** A Leaflet map, in its frame or in the page, draws so many links and perimeters. */
    leaflet: ({ liens, perimetres }) => chemins('lien') === liens && chemins('pole') === perimetres,
    /** deck.gl has drawn so many lines in its last frame, and the perimeters beside them. */
    deck: ({ liens }) => instances.has(liens) && instances.size > 1,
    /** Exactly these cooperations are drawn; above the SVG limit, the canvas tells how many. */
    liens: ({ ids, confirme = -1 }) => {
      const doc = carte();
      if (!doc || Number(doc.documentElement.dataset.confirme ?? 0) <= confirme) return false;
      const canvas = doc.querySelector('canvas.toile');
      if (canvas) return Number(canvas.dataset.cooperations) === ids.length;
      const found = drawn(doc);
      return found.size === ids.length && ids.every((id) => found.has(id));
    },
  };

  const bench = {
    spec: null,
    start: null,
    seen: new Set(),
    marks: {},
    changed: 0,
    blocks: new PerformanceObserver((list) => bench.block(list.getEntries())),
    longest: 0,
    /** Keep the longest time for which the page, frames included, could answer nothing. */
    block(entries) {
      this.longest = Math.max(this.longest, ...entries.map(({ duration }) => duration));
    },
    /** Wait for states from the start of the navigation. */
    open(spec) {
      this.arm(spec);
      this.begin(performance.timeOrigin);
    },
    /** Name the states to wait for; the next click starts the clock. */
    arm(spec) {
      this.blocks.takeRecords();
      Object.assign(this, { spec, start: null, seen: new Set(), marks: {}, longest: 0 });
    },
    begin(time) {
      if (this.spec && this.start === null) this.start = time;
    },
    look(paint) {
      this.changed = performance.now();
      if (this.start === null) return;
      const { spec, start, marks } = this;
      for (const [name, condition] of Object.entries(spec)) {
        if (this.seen.has(name) || !conditions[condition.kind](condition)) continue;
        this.seen.add(name);
        paint((time) => {
          marks[name] = time - start;
          if (this.done()) this.tell?.(marks);
        });
      }
    },
    done() {
      return this.spec !== null && Object.keys(this.marks).length === Object.keys(this.spec).length;
    },
    /** Resolves to the marks once all are set, to null when that takes too long. */
    reached(limit) {
      return new Promise((resolve) => {
        this.tell = resolve;
        setTimeout(resolve, limit, null);
        if (this.done()) resolve(this.marks);
      });
    },
    /** Resolves once nothing has changed for `quiet` ms. */
    settled(quiet) {
      return new Promise((resolve) => {
        const check = () => {
          const left = quiet - (performance.now() - this.changed);
          if (left > 0) setTimeout(check, left);
          else resolve(true);
        };
        this.changed = performance.now();
        setTimeout(check, quiet);
      });
    },
    /** The longest task since the states were named, in ms; 0 when none took 50 ms. */
    blocked() {
      this.block(this.blocks.takeRecords());
      return this.longest;
    },
    /** Whether a state holds now, click or not. */
    holds(condition) {
      return conditions[condition.kind](condition);
    },
    /** What is on screen, for the message of a state that never comes. */
    seen_now: () => ({
      marks: bench.marks,
      liens: carte() ? drawn(carte()).size : null,
      chemins: ['lien', 'pole'].map(chemins),
      instances: [...instances],
      annonce: carte()?.querySelector('.annonce')?.textContent ?? null,
      confirme: bench.confirmed(),
      resultat: document.querySelector('.st-key-resultat, .st-key-compteur')?.innerText ?? null,
    }),
    confirmed: () => Number(carte()?.documentElement.dataset.confirme ?? 0),
  };

  window.__bench = bench;
  bench.blocks.observe({ type: 'longtask' });
  watch(window);
  countInstances();
  // A frame's load does not bubble, but it is captured.
  document.addEventListener(
    'load',
    (event) => event.target instanceof HTMLIFrameElement && watch(event.target.contentWindow),
    true,
  );
})();
