// Starts the page: unpacks and compiles the program once, runs it here, and lets it run in workers too.
// A classic script without fetch or modules, because neither works on a page opened from disk.
(function () {
  "use strict";

  const NEEDED = "It needs Chrome or Edge 123, Firefox 120, Safari 17.5, or later.";

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

  async function compile() {
    const packed = text("wasm");
    // The text begins with the character of each byte: see tools/pack/wasm.rs.
    const byteOf = new Uint8Array(0x200);
    for (let byte = 0; byte < 256; byte++) byteOf[packed.charCodeAt(byte)] = byte;
    const bytes = new Uint8Array(packed.length - 256);
    let sum = 0;
    for (let i = 0; i < bytes.length; i++) {
      bytes[i] = byteOf[packed.charCodeAt(i + 256)];
      sum = Math.imul(sum, 31) + bytes[i] | 0;
    }
    if (String(sum) !== document.getElementById("wasm").dataset.sum) throw new Error("The program is damaged.");
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

  start();
})();
