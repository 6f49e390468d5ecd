// What Trailglass is measured beside, in a page of its own: the browser's own DecompressionStream and JSON.parse, and
// the floor: only reading, only inflating, only walking. As many workers as Trailglass has.
(() => {
  "use strict";

  // How files are read: so many to a Blob (one: the file itself), and so many Blobs in hand at once. Which is quickest
  // depends on their size.
  const WAYS = [{ together: 1, inHand: 16 }, { together: 32, inHand: 4 }, { together: 256, inHand: 2 }];

  class Workers {
    constructor() {
      this.threads = Array.from({ length: navigator.hardwareConcurrency }, () => new Worker("worker.js"));
      // By number: what settles the promise.
      this.waiting = new Map();
      this.number = 0;
      for (const thread of this.threads) {
        thread.onmessage = ({ data: { number, answer } }) => {
          this.waiting.get(number).resolve(answer);
          this.waiting.delete(number);
        };
        thread.onerror = ({ message }) => this.waiting.forEach(({ reject }) => reject(new Error(message)));
      }
    }

    send(thread, message) {
      const number = this.number++;
      return new Promise((resolve, reject) => {
        this.waiting.set(number, { resolve, reject });
        thread.postMessage({ number, ...message });
      });
    }

    all(message) {
      return Promise.all(this.threads.map((thread) => this.send(thread, message)));
    }

    // Deals out the pieces, a few to each at once, whoever is free first.
    async deal(pieces, inHand, message) {
      const queue = pieces.values();
      const feed = async (thread) => {
        for (const piece of queue) await this.send(thread, message(piece));
      };
      await Promise.all(this.threads.flatMap((thread) => Array.from({ length: inHand }, () => feed(thread))));
    }

    close() {
      this.threads.forEach((thread) => thread.terminate());
    }
  }

  let workers;

  async function fresh() {
    workers?.close();
    workers = new Workers();
    await workers.all({ task: "ready" });
  }

  async function timed(run) {
    const start = performance.now();
    const answer = await run();
    return { millis: performance.now() - start, answer };
  }

  const sum = (numbers) => numbers.reduce((all, number) => all + number, 0);

  globalThis.peers = {
    // Milliseconds to read, inflate and parse all files with what the browser has, keeping the objects.
    async load(files) {
      await fresh();
      const { millis } = await timed(() => workers.deal([...files], 8, (file) => ({ task: "parse", file })));
      return { millis, events: sum(await workers.all({ task: "count" })) };
    },

    // Milliseconds to put all loaded objects in the order of a field.
    async sort(field) {
      return (await timed(() => workers.all({ task: "sort", field }))).millis;
    },

    // How files are read, where there are enough of them.
    ways(files) {
      const ways = WAYS.filter(({ together }) => files.length >= together * 8);
      return ways.map(({ together, inHand }) => `${together} at once, ${inHand} in hand`);
    },

    // Milliseconds to read all bytes, one of these ways.
    async read(files, way) {
      const { together, inHand } = WAYS[way];
      await fresh();
      const all = [...files];
      const { millis } = await timed(() => {
        const pieces = [];
        for (let at = 0; at < all.length; at += together) {
          pieces.push(together === 1 ? all[at] : new Blob(all.slice(at, at + together)));
        }
        return workers.deal(pieces, inHand, (blob) => ({ task: "read", blob }));
      });
      return { millis, bytes: sum(await workers.all({ task: "bytes" })) };
    },

    // Milliseconds that inflating and walking take by themselves: those of the worker that had most of them.
    async floor(files) {
      await fresh();
      await workers.deal([...files], 2, (file) => ({ task: "floor", file }));
      const spent = await workers.all({ task: "spent" });
      const [{ inflate, walk }] = spent.toSorted((a, b) => b.inflate + b.walk - a.inflate - a.walk);
      return { inflate, walk, inflated: sum(spent.map((one) => one.inflated)) };
    },

    close() {
      workers?.close();
      workers = undefined;
    },
  };
})();
