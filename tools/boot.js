// Starts the page: unpacks and compiles the program once, runs it here, and lets it run in workers too.
// A classic script without fetch or modules, because neither works on a page opened from disk.
(function () {
  "use strict";

  const NEEDED = "It needs Chrome or Edge 123, Firefox 120, Safari 17.5, or later.";

  const DAMAGED = "The program is damaged.";

  const text = (id) => document.getElementById(id).textContent;

  // Says in the page why it does not work. The first failure is the cause; what follows from it stays in the console.
  function fail(sentence, detail) {
    console.error(sentence, detail);
    if (document.getElementById("failure")) return;
    const box = document.createElement("section");
    box.id = "failure";
    box.setAttribute("role", "alert");
    // Set here, so that it reads well whatever state the styles are in.
    Object.assign(box.style, {
      position: "relative", zIndex: 1000, padding: "1rem 1.25rem", overflowWrap: "anywhere",
      color: "#3b0a0a", background: "#fde8e8", borderBottom: "2px solid #b42318",
    });
    for (const [tag, content] of [["strong", sentence], ["p", detail]]) {
      const part = document.createElement(tag);
      part.textContent = content;
      box.append(part);
    }
    document.body.prepend(box);
  }

  // The program's bytes, put together from streams of numbers: see tools/pack/streams.rs. The loops are plain because
  // they run once, millions of times, before the page can be used.
  function unpack({ textContent: text, dataset: { size, starts } }) {
    const [OTHER, INSTRUCTIONS] = [0, 1];
    const STAND_INS = [0, 0x0d, 0x3c];
    const bytes = new Uint8Array(size);
    let end = 0;
    const at = Int32Array.from(starts.split(" "));

    function number(stream) {
      let value = 0;
      for (let shift = 0; ; shift += 14) {
        const code = text.charCodeAt(at[stream]++);
        const digit = code < 0x7d ? code : code < 0x80 ? STAND_INS[code - 0x7d] : code - 3;
        if (digit < 0x4000) return value | digit << shift;
        // Behind the end there is no digit, and would be no end of reading.
        if (!(digit < 0x8000)) throw new Error(DAMAGED);
        value |= (digit & 0x3fff) << shift;
      }
    }

    const other = () => number(OTHER);
    const list = (read) => Array.from({ length: other() }, read);

    function copy() {
      for (let left = other(); left > 0; left--) bytes[end++] = other();
    }

    function unsigned(value) {
      for (; value > 0x7f || value < 0; value >>>= 7) bytes[end++] = value & 0x7f | 0x80;
      bytes[end++] = value;
    }

    function signed(value) {
      for (; value > 0x3f || value < -0x40; value >>= 7) bytes[end++] = value & 0x7f | 0x80;
      bytes[end++] = value & 0x7f;
    }

    // Writes a number into the five bytes before `place`.
    function fill(place, value) {
      for (let i = 5; i > 0; i--, value >>>= 7) bytes[place - i] = value & 0x7f | (i > 1 ? 0x80 : 0);
    }

    // Locals, the one used last first; those from `untouched` on are where they were when the function began.
    const recent = new Uint16Array(0x10000).map((_, local) => local);
    let untouched = 0;

    function local(rank) {
      const used = recent[rank];
      if (rank >= untouched) untouched = rank + 1;
      for (; rank > 0; rank--) recent[rank] = recent[rank - 1];
      recent[0] = used;
      return used;
    }

    // How an operand is read: `Reading` in streams.rs, in its order.
    function operand(reading, value, source) {
      switch (reading) {
        case 0: bytes[end++] = value; break;
        case 1: unsigned(value); break;
        case 2: signed(value >>> 1 ^ -(value & 1)); break;
        case 3: unsigned(local(value)); break;
        case 4: signed(value + 0x100000); break;
        case 5:
          for (; value > 0x7f; value = number(source)) bytes[end++] = value;
          bytes[end++] = value;
          break;
        case 6:
          unsigned(value);
          for (; value >= 0; value--) unsigned(number(source));
      }
    }

    // A source is a stream, or, behind all of them, a number itself.
    function write({ isLast, fixed, readings, sources }) {
      for (let j = 0; j < fixed.length; j++) bytes[end++] = fixed[j];
      for (let j = 0; j < readings.length; j++) {
        const source = sources[j];
        operand(readings[j], source < at.length ? number(source) : source - at.length, source);
      }
      return isLast;
    }

    copy();
    const instructions = list(() => ({ isLast: other(), fixed: list(other), readings: list(other), sources: list(other) }));
    const functions = other();
    bytes[end++] = 10;
    const code = end += 5;
    fill(end += 5, functions);
    for (let i = 0; i < functions; i++) {
      const begin = end += 5;
      const groups = other();
      unsigned(groups);
      for (let j = 0; j < 2 * groups; j++) unsigned(other());
      while (!write(instructions[number(INSTRUCTIONS)]));
      fill(begin, end - begin);
      while (untouched > 0) recent[--untouched] = untouched;
    }
    fill(code, end - code);
    copy();
    return bytes;
  }

  async function compile() {
    const packed = document.getElementById("wasm");
    const bytes = unpack(packed);
    let sum = 0;
    for (let i = 0; i < bytes.length; i++) sum = Math.imul(sum, 31) + bytes[i] | 0;
    if (String(sum) !== packed.dataset.sum) throw new Error(DAMAGED);
    return WebAssembly.compile(bytes);
  }

  function explain(error) {
    const reason = String(error);
    if (/Content Security Policy|unsafe-eval/i.test(reason)) {
      return "The server of this page forbids WebAssembly: its Content-Security-Policy header must allow " +
        "'wasm-unsafe-eval'. Or save this page and open it from disk.";
    }
    if (error instanceof WebAssembly.CompileError) return "Trailglass cannot run in this browser. " + NEEDED;
    return "Trailglass could not start. Load the page again; if that does not help, get a new copy of it.";
  }

  // The address of a worker's text. Where the browser enforces the policy's Trusted Types, this is the one string
  // that may become a script; no other can, and none can become markup.
  function workerAddress() {
    const address = URL.createObjectURL(
      new Blob([text("glue"), "\n", text("worker-boot")], { type: "text/javascript" }));
    if (typeof trustedTypes === "undefined") return address;
    return trustedTypes.createPolicy("trailglass", { createScriptURL: (own) => own }).createScriptURL(address);
  }

  // What the program finds on the page (src/web/boot.rs).
  function offer(module) {
    let address;
    let count = 0;
    const startWorker = () => {
      address = address || workerAddress();
      const worker = new Worker(address, { name: "trailglass " + ++count });
      worker.postMessage(module);
      return worker;
    };
    globalThis.trailglassBoot = Object.freeze({ startWorker, fail });
  }

  async function start() {
    if (!document.getElementById("end")) {
      fail("This page was not loaded whole. Load it again; if that does not help, get a new copy of it.",
        "It breaks off before its end.");
      return;
    }
    if (typeof WebAssembly === "undefined" || typeof Worker === "undefined" || typeof wasm_bindgen === "undefined") {
      fail("Trailglass cannot run in this browser. " + NEEDED,
        "WebAssembly or workers are missing. Some browsers switch them off in a strict mode.");
      return;
    }
    try {
      const module = await compile();
      offer(module);
      await wasm_bindgen({ module_or_path: module });
    } catch (error) {
      fail(explain(error), String(error));
    }
  }

  // The program stands behind this script: the page may break off in it.
  document.addEventListener("DOMContentLoaded", start);
})();
