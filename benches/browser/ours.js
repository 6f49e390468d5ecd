// Trailglass as the bench drives it, through `window.trailglass` and what is on the page.
(() => {
  "use strict";

  const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

  // Filters with more space behind them mean the same and are asked anew: what was found is remembered.
  let asked = 0;
  const anew = (text) => text + " ".repeat(++asked);
  const total = async (text, options) => (await trailglass.query(anew(text), { limit: 0, ...options })).total;

  const FACETS = ["service", "eventName", "actor", "outcome", "verb", "errorCode", "awsRegion", "recipientAccountId",
    "sourceIPAddress", "client", "actor.kind"];

  // Each gives a number to compare with what others answer.
  const QUESTIONS = {
    "equality on two fields": () => total("eventSource:s3.amazonaws.com errorCode:AccessDenied"),
    "nested path with wildcard": () => total("userIdentity.sessionContext.sessionIssuer.arn:*role/*"),
    "free text": () => total("console.amazonaws.com"),
    "free text, frequent": () => total("denied"),
    "free text, not there": () => total("xyzzy-plugh"),
    "top values of one field": async () =>
      (await trailglass.facet("eventName", { query: anew(""), limit: 10 })).reduce((sum, { count }) => sum + count, 0),
    "regular expression": () => total("userAgent:/boto3.*python/"),
    "facets shown at first, filtered": async () => {
      const query = anew("-errorCode:*");
      return (await Promise.all(FACETS.map((field) => trailglass.facet(field, { query, limit: 10 })))).flat().length;
    },
    "histogram": async () =>
      (await trailglass.histogram({ query: anew(""), buckets: 200 })).reduce((sum, { count }) => sum + count, 0),
  };

  // Resolves with the time at which the next frame begins.
  const frame = () => new Promise(requestAnimationFrame);

  // The time when the frame after next has begun: what was changed until now is painted by then.
  const painted = () => frame().then(frame).then(() => performance.now());

  const grid = () => document.getElementById("events");
  const isRow = () => grid()?.querySelector("[role=row][aria-rowindex]:not([aria-rowindex='1']) [role=gridcell]");

  async function rowsShown() {
    while (!isRow()) await frame();
    return painted();
  }

  globalThis.ours = {
    // Opens files in an empty page: milliseconds until the first rows are painted, and until the table has all.
    async load(files) {
      await trailglass.close();
      while (isRow()) await pause(10);
      await pause(300);
      const start = performance.now();
      const opening = trailglass.open(files);
      const first = await rowsShown() - start;
      const { events, bytes, problems } = await opening;
      // A row more, the header's. The frame that begins when it says so paints it; the next begins behind that.
      while (grid()?.ariaRowCount !== String(events + 1)) await frame();
      const millis = await frame() - start;
      await trailglass.idle();
      const { wasm_bytes, workers } = await trailglass.memory();
      const memory = { page: wasm_bytes, workers };
      return { millis, first, events, problems: problems.length, inflated: bytes.inflated, memory };
    },

    questions: Object.keys(QUESTIONS),

    async ask(name) {
      const start = performance.now();
      const answer = await QUESTIONS[name]();
      const millis = performance.now() - start;
      await trailglass.idle();
      return { millis, answer };
    },

    async sort(column) {
      const start = performance.now();
      await trailglass.query(anew(""), { sort: column, limit: 50 });
      const millis = performance.now() - start;
      await trailglass.idle();
      return millis;
    },

    // Scrolls through the table for a while as a hand would: a drag from end to end and back, jumps, a wheel. Gives
    // the milliseconds between frames, and the longest time that a place of the window went without its row.
    async scroll() {
      const table = grid();
      const view = table.getBoundingClientRect();
      const middle = () => document.elementFromPoint(view.x + view.width / 3, view.y + view.height / 2);
      const isBlank = () => !middle()?.closest("[role=row]")?.innerText?.trim();
      const frames = [];
      let [blank, blankSince] = [0, null];
      let last = await frame();
      const step = async (top) => {
        if (top !== undefined) table.scrollTop = top;
        const now = await frame();
        frames.push(now - last);
        last = now;
        if (isBlank()) blankSince ??= now; else blankSince = null;
        if (blankSince !== null) blank = Math.max(blank, now - blankSince);
      };
      const height = table.scrollHeight - table.clientHeight;
      for (let at = 0; at <= 180; at++) await step(height * at / 180);
      for (let at = 180; at >= 0; at--) await step(height * at / 180);
      for (let jump = 0; jump < 20; jump++) {
        await step(height * ((jump * 7919) % 100) / 100);
        for (let wait = 0; wait < 6; wait++) await step();
      }
      for (let at = 0; at < 180; at++) await step(height / 2 + at * 120);
      await pause(300);
      return { frames, blank };
    },

    // Watches interactions: from key to the next paint, as the browser measures it.
    watchKeys() {
      this.keys = [];
      this.observer?.disconnect();
      this.observer = new PerformanceObserver((list) => {
        for (const { name, duration, interactionId } of list.getEntries()) {
          if (interactionId && name === "keydown") this.keys.push(duration);
        }
      });
      this.observer.observe({ type: "event", durationThreshold: 16, buffered: false });
    },
  };
})();
