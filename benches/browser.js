// The page's side of the bench: Trailglass beside what a page does without it, DecompressionStream and JSON.parse
// in as many workers, which keep the objects and answer with Array.filter.
(() => {
  "use strict";

  const worker = () => {
    let records = [];

    async function read(file) {
      const text = await new Response(file.stream().pipeThrough(new DecompressionStream("gzip"))).text();
      records.push(...(JSON.parse(text).Records ?? []));
    }

    const contains = (value, text) => {
      if (typeof value === "string") return value.toLowerCase().includes(text);
      if (value === null || typeof value !== "object") return String(value).includes(text);
      for (const key in value) if (contains(value[key], text)) return true;
      return false;
    };
    const total = (test) => records.filter(test).length;

    const answers = {
      records: () => records.length,
      "two fields": () => total((r) => r.eventSource === "s3.amazonaws.com" && r.awsRegion === "eu-central-1"),
      "wildcard in a nested path": () =>
        total((r) => r.userIdentity?.sessionContext?.sessionIssuer?.arn?.toLowerCase().includes("role/plant")),
      "free text": () => total((r) => contains(r, "denied")),
      "free text, not there": () => total((r) => contains(r, "xyzzy-plugh")),
      "without": () => total((r) => r.eventSource !== "sts.amazonaws.com" && r.readOnly !== true),
      "sort by another column": () => {
        const order = (a, b) => (a.sourceIPAddress < b.sourceIPAddress ? -1 : a.sourceIPAddress > b.sourceIPAddress ? 1 : 0);
        records.slice().sort(order).slice(0, 100);
        return records.length;
      },
      "facet": () => {
        const counts = new Map();
        for (const { eventName } of records) if (eventName !== undefined) counts.set(eventName, (counts.get(eventName) ?? 0) + 1);
        return [...counts];
      },
      "histogram": () => {
        const times = records.map((r) => Date.parse(r.eventTime));
        let [first, last] = [Infinity, -Infinity];
        for (const time of times) [first, last] = [Math.min(first, time), Math.max(last, time)];
        const buckets = new Array(60).fill(0);
        for (const time of times) buckets[Math.floor((time - first) / (last - first + 1) * 60)]++;
        return buckets.reduce((sum, count) => sum + count);
      },
    };

    self.onmessage = async ({ data: { number, file, question } }) => {
      if (file) await read(file);
      postMessage({ number, answer: file ? null : answers[question]() });
    };
  };

  // Files that a worker has in hand at once: reading small ones is mostly waiting.
  const IN_HAND = 8;

  class Baseline {
    constructor(count) {
      const text = new Blob([`(${worker})()`], { type: "text/javascript" });
      // The page's policy lets this name alone turn text into scripts.
      const policy = trustedTypes.createPolicy("trailglass", { createScriptURL: (url) => url });
      const address = policy.createScriptURL(URL.createObjectURL(text));
      this.waiting = new Map();
      this.workers = Array.from({ length: count }, () => {
        const thread = new Worker(address);
        thread.onmessage = ({ data: { number, answer } }) => {
          this.waiting.get(number)(answer);
          this.waiting.delete(number);
        };
        return thread;
      });
      this.number = 0;
    }

    send(thread, message) {
      const number = this.number++;
      return new Promise((resolve) => {
        this.waiting.set(number, resolve);
        thread.postMessage({ number, ...message });
      });
    }

    async open(files) {
      const queue = [...files];
      const feed = async (thread) => {
        while (queue.length) await this.send(thread, { file: queue.shift() });
      };
      await Promise.all(this.workers.flatMap((thread) => Array.from({ length: IN_HAND }, () => feed(thread))));
    }

    // What the workers answer, added up.
    async ask(question) {
      const answers = await Promise.all(this.workers.map((thread) => this.send(thread, { question })));
      if (!Array.isArray(answers[0])) return answers.reduce((sum, answer) => sum + answer);
      const counts = new Map();
      for (const [value, count] of answers.flat()) counts.set(value, (counts.get(value) ?? 0) + count);
      return [...counts].length;
    }

    close() {
      this.workers.forEach((thread) => thread.terminate());
    }
  }

  // A filter with more space behind it means the same, and is asked anew: what was found is remembered.
  let asked = 0;
  const count = async (query, options) =>
    (await trailglass.query(query + " ".repeat(++asked), { limit: 0, ...options })).total;

  const QUESTIONS = {
    "two fields": () => count("eventSource:s3.amazonaws.com awsRegion:eu-central-1"),
    "wildcard in a nested path": () => count("userIdentity.sessionContext.sessionIssuer.arn:*role/plant*"),
    "free text": () => count("denied"),
    "free text, not there": () => count("xyzzy-plugh"),
    "without": () => count("-eventSource:sts.amazonaws.com -readOnly:true"),
    "sort by another column": () => count("", { sort: "sourceIPAddress", limit: 100 }),
    "facet": async () => (await trailglass.facet("eventName", { query: " ".repeat(++asked) })).length,
    "histogram": async () =>
      (await trailglass.histogram({ query: " ".repeat(++asked), buckets: 60 })).reduce((sum, bucket) => sum + bucket.count, 0),
  };

  async function timed(run) {
    const start = performance.now();
    const value = await run();
    return { millis: performance.now() - start, value };
  }

  const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

  let baseline;

  globalThis.bench = {
    // Loads once with each, the other's memory given back before.
    async load(files) {
      baseline?.close();
      await trailglass.close();
      await pause(500);
      const ours = await timed(() => trailglass.open(files));
      const { events, bytes } = ours.value;
      const memory = await trailglass.memory();
      await trailglass.close();
      await pause(500);
      baseline = new Baseline(memory.workers.length);
      const theirs = await timed(() => baseline.open(files));
      const records = await baseline.ask("records");
      return { ours: ours.millis, theirs: theirs.millis, events, records, bytes, memory };
    },

    // Milliseconds until rows can be shown while the rest still loads.
    async firstRows(files) {
      await trailglass.close();
      await pause(500);
      let opened;
      const { millis } = await timed(async () => {
        opened = trailglass.open(files);
        while ((await trailglass.query("", { limit: 50 })).rows.length < 50) await pause(5);
      });
      await opened;
      return millis;
    },

    questions: Object.keys(QUESTIONS),

    // Asks both in turn; needs both loaded.
    async ask(name, rounds) {
      const [ours, theirs] = [[], []];
      let answers;
      for (let round = 0; round < rounds; round++) {
        const [a, b] = [await timed(QUESTIONS[name]), await timed(() => baseline.ask(name))];
        answers = [a.value, b.value];
        ours.push(a.millis);
        theirs.push(b.millis);
      }
      return { ours, theirs, answers };
    },
  };
})();
