// Every way out that a page or a worker has, each to its own path of `target`. Defines `attempts(target)`.
async function attempts(target) {
  const quietly = (attempt) => { try { attempt(); } catch { /* refused at once */ } };
  const element = (name, properties) => quietly(() => document.body.append(Object.assign(document.createElement(name), properties)));
  const style = (text) => element("style", { textContent: text });

  const anywhere = (place) => {
    fetch(`${target}/${place}-fetch`, { mode: "no-cors" }).catch(() => {});
    quietly(() => { const request = new XMLHttpRequest(); request.open("GET", `${target}/${place}-xhr`); request.send(); });
    quietly(() => new WebSocket(`${target.replace("http", "ws")}/${place}-websocket`));
    quietly(() => new EventSource(`${target}/${place}-eventsource`));
  };

  anywhere("page");
  navigator.sendBeacon(`${target}/page-beacon`, "data");
  new Image().src = `${target}/page-image`;
  element("script", { src: `${target}/page-script` });
  element("link", { rel: "stylesheet", href: `${target}/page-stylesheet` });
  element("link", { rel: "prefetch", href: `${target}/page-prefetch` });
  element("link", { rel: "preload", as: "image", href: `${target}/page-preload` });
  element("link", { rel: "icon", href: `${target}/page-icon` });
  element("link", { rel: "manifest", href: `${target}/page-manifest` });
  element("iframe", { src: `${target}/page-iframe` });
  element("object", { data: `${target}/page-object` });
  element("embed", { src: `${target}/page-embed` });
  element("video", { src: `${target}/page-video` });
  element("div", { style: `background-image: url(${target}/page-background)`, textContent: "x" });
  style(`@import url(${target}/page-import);`);
  style(`@font-face { font-family: out; src: url(${target}/page-font) } body { font-family: out }`);
  element("iframe", { name: "out" });
  const form = Object.assign(document.createElement("form"), { action: `${target}/page-form`, target: "out" });
  quietly(() => { document.body.append(form); form.submit(); });

  const script = `postMessage("runs"); (${anywhere})("worker"); try { importScripts(target + "/worker-import"); } catch {}`;
  const blob = new Blob([`const target = "${target}"; const quietly = ${quietly};`, script], { type: "text/javascript" });
  // Trusted Types alone would refuse these workers: what is to be tested is that they run and get nowhere.
  const trusted = trustedTypes.createPolicy("trailglass", { createScriptURL: (address) => address });
  const ran = new Promise((resolve) => {
    quietly(() => { new Worker(trusted.createScriptURL(URL.createObjectURL(blob))).onmessage = resolve; });
  });
  const data = `data:text/javascript,${encodeURIComponent(`fetch("${target}/data-worker-fetch")`)}`;
  quietly(() => new Worker(trusted.createScriptURL(data)));

  await ran;
  await new Promise((resolve) => setTimeout(resolve, 2000));
}
