// A worker of the peers.
"use strict";

importScripts("floor.js");

let records = [];
let bytes = 0;
const spent = { inflate: 0, walk: 0, inflated: 0 };

const tasks = {
  async ready() {
    await wasm_bindgen({ module_or_path: "floor_bg.wasm" });
  },
  async parse({ file }) {
    const text = await new Response(file.stream().pipeThrough(new DecompressionStream("gzip"))).text();
    for (const record of JSON.parse(text).Records ?? []) records.push(record);
  },
  count: () => records.length,
  sort({ field }) {
    const order = (a, b) => (a[field] < b[field] ? -1 : a[field] > b[field] ? 1 : 0);
    return records.slice().sort(order).length;
  },
  async read({ blob }) {
    bytes += (await blob.arrayBuffer()).byteLength;
  },
  bytes: () => bytes,
  async floor({ file }) {
    const packed = new Uint8Array(await file.arrayBuffer());
    const start = performance.now();
    spent.inflated += wasm_bindgen.inflate(packed);
    const inflated = performance.now();
    wasm_bindgen.walk();
    spent.inflate += inflated - start;
    spent.walk += performance.now() - inflated;
  },
  spent: () => spent,
};

self.onmessage = async ({ data: { number, task, ...rest } }) => {
  postMessage({ number, answer: await tasks[task](rest) });
};
