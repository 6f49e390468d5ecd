// The second half of a worker's text; the first is the glue. Runs the module that comes as the first message and
// holds every later one until the program listens, which it must by the time its `main` returns.
// `threadSignal` is how thread and page (src/web/worker_thread.rs) speak of the thread itself.
(function () {
  "use strict";

  const signal = (threadSignal, reason) => self.postMessage({ threadSignal, reason });
  const early = [];
  const hold = (event) => early.push(event);

  self.addEventListener("message", async (first) => {
    self.addEventListener("message", hold);
    try {
      await wasm_bindgen({ module_or_path: first.data });
    } catch (error) {
      signal("failed", String(error));
      return;
    }
    self.removeEventListener("message", hold);
    signal("started");
    for (const { data, ports } of early) self.dispatchEvent(new MessageEvent("message", { data, ports }));
  }, { once: true });

  // Errors in a promise do not reach the page by themselves.
  self.addEventListener("unhandledrejection", (event) => signal("failed", String(event.reason)));
  self.addEventListener("messageerror", () => signal("failed", "a message could not be read"));
})();
