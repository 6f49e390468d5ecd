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

  // Closes everything, and waits until the page is at rest.
  async function emptied() {
    await trailglass.close();
    while (isRow()) await pause(10);
    await pause(300);
  }

  async function rowsShown() {
    while (!isRow()) await frame();
    return painted();
  }

  globalThis.ours = {
    // Opens files in an empty page: milliseconds until the first rows are painted, and until the table has all.
    async load(files) {
      await emptied();
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

    // Empties the page, and sees when a folder is chosen in it: `firstRows` is the milliseconds from then to its rows.
    async watchChoice() {
      await emptied();
      this.firstRows = new Promise((resolve) => {
        addEventListener("change", async function once(event) {
          const start = performance.now();
          if (event.target.id !== "choose-folder") return;
          removeEventListener("change", once, true);
          resolve(await rowsShown() - start);
        }, true);
      });
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
    // the milliseconds between frames, the longest time that the middle of the window went without a row, and the longest
    // time that a row stood there though its place had been scrolled away from.
    async scroll() {
      const table = grid();
      const view = table.getBoundingClientRect();
      const middle = () => document.elementFromPoint(view.x + view.width / 3, view.y + view.height / 2);
      const height = table.scrollHeight - table.clientHeight;
      const rows = Number(table.ariaRowCount);
      // Rows are near where the scrollbar is: the window is as near to an end as it is, and has some rows.
      const isNear = (row, top) => Math.abs(row - top / height * rows) < 60;
      const frames = [];
      // The last second of places scrolled to, newest last.
      const places = [];
      let [blank, blankSince, behind] = [0, null, 0];
      let last = await frame();
      const step = async (top) => {
        if (top !== undefined) table.scrollTop = top;
        const now = await frame();
        frames.push(now - last);
        last = now;
        const row = middle()?.closest("[role=row]");
        if (!row?.innerText?.trim()) blankSince ??= now; else blankSince = null;
        if (blankSince !== null) blank = Math.max(blank, now - blankSince);
        // A place holds until the next frame has another.
        places.push({ top: table.scrollTop, from: now });
        if (places.length > 60) places.shift();
        const shown = places.findLastIndex(({ top }) => isNear(Number(row?.ariaRowIndex), top));
        const until = places[shown + 1]?.from ?? now;
        behind = Math.max(behind, now - (shown < 0 ? places[0].from : until));
      };
      for (let at = 0; at <= 180; at++) await step(height * at / 180);
      for (let at = 180; at >= 0; at--) await step(height * at / 180);
      for (let jump = 0; jump < 20; jump++) {
        await step(height * ((jump * 7919) % 100) / 100);
        for (let wait = 0; wait < 6; wait++) await step();
      }
      for (let at = 0; at < 180; at++) await step(height / 2 + at * 120);
      await pause(300);
      return { frames, blank, behind };
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
