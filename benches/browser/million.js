// The page's side of the bench over a million events: what a question costs when nothing remembers its answer, and
// how long after a keystroke its result is painted.
(() => {
  "use strict";

  // Filters with more space behind them mean the same and are asked anew.
  const anew = (text, run) => text + " ".repeat(run + 1);
  const total = async (text, options) => (await trailglass.query(text, { limit: 0, ...options })).total;

  const FACETS = ["service", "eventName", "actor", "outcome", "verb", "errorCode", "awsRegion", "recipientAccountId",
    "sourceIPAddress", "client", "actor.kind"];

  const QUESTIONS = {
    "two fields": (run) => total(anew("eventSource:s3.amazonaws.com errorCode:AccessDenied", run)),
    "wildcard in a nested path": (run) => total(anew("userIdentity.sessionContext.sessionIssuer.arn:*role/*", run)),
    "free text": (run) => total(anew("denied", run)),
    "free text, not there": (run) => total(anew("xyzzy-plugh", run)),
    "regular expression": (run) => total(anew("userAgent:/boto3.*python/", run)),
    "regular expression, unique path": (run) => total(anew("requestID:/^[0-9a-f]+7$/", run)),
    "default facets of a filter": async (run) => {
      const query = anew("-errorCode:*", run);
      return (await Promise.all(FACETS.map((field) => trailglass.facet(field, { query, limit: 10 })))).flat().length;
    },
    "all values of a unique path": async (run) =>
      (await trailglass.facet("requestID", { query: anew("", run), limit: 10 })).length,
    "histogram": async (run) =>
      (await trailglass.histogram({ query: anew("-errorCode:*", run), buckets: 200 })).length,
    "sort by time": (run) => total(anew("", run), { sort: "eventTime" }),
    "sort by event": (run) => total(anew("", run), { sort: "eventName" }),
    "sort by address": (run) => total(anew("", run), { sort: "sourceIPAddress" }),
    "sort by a unique path": (run) => total(anew("", run), { sort: "requestID" }),
  };

  const KEYSTROKES = ["denied", "eventName:G", "eventName:Get*", "-errorCode:*", "errorCode:*", "s3",
    "user:a*", "awsRegion:us-*"];

  const painted = () =>
    new Promise((resolve) => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      port2.postMessage(null);
    }));

  // The rows of a filter are on the screen when the grid counts them.
  async function type(text) {
    const input = document.getElementById("filter");
    const grid = document.getElementById("events");
    const before = grid.getAttribute("aria-rowcount");
    const start = performance.now();
    input.value = text;
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (grid.getAttribute("aria-rowcount") === before) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(grid, { attributes: true, attributeFilter: ["aria-rowcount"] });
    });
    return (await painted()) - start;
  }

  globalThis.million = {
    questions: Object.keys(QUESTIONS),
    // Milliseconds of each run.
    async ask(name, runs) {
      const millis = [];
      for (let run = 0; run < runs; run++) {
        const start = performance.now();
        await QUESTIONS[name](run);
        millis.push(performance.now() - start);
        await trailglass.idle();
      }
      return millis;
    },
    async type(runs) {
      const millis = [];
      for (let run = 0; run < runs; run++) {
        millis.push(await type(KEYSTROKES[run % KEYSTROKES.length]));
        await trailglass.idle();
      }
      await type("");
      await trailglass.idle();
      return millis;
    },
  };
})();
