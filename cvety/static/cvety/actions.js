// Forms that survive a lost connection (`form[data-keep]`). What is sent is kept in the browser first, with its
// photo, and let go when the server has answered: in the order it was made, by whoever made it, after a reload
// too. The bar on top tells what waits. Without this script the forms are plain forms.
"use strict";

(() => {
  const LARGEST = 2048; // pixels: a camera's picture is made this small before it is sent
  const LARGEST_PREVIEW = 480;
  const FINE_BYTES = 1_500_000;
  const STALLED = 60_000; // a connection that carries nothing for so long is lost
  const AGAIN = 4_000;
  const SOON_ENOUGH = 1_500; // what is answered by then is not worth a bar
  const PHOTO_INPUT = 'form[data-keep] input[type="file"]';
  const TRY_LATER = [409, 429, 502, 503, 504]; // still being sent, too fast, or the server is being restarted

  const template = document.querySelector("template#kept");
  const person = template?.dataset.person;
  const door = template?.dataset.door;
  if (!person) return;

  const made = new Map(); // the forms of what was made since this page was opened, by the action's id
  const figures = new Map(); // the pictures of what waits, by the action's id
  const progress = new Map(); // how far an upload has come, by the action's id
  const chosen = new WeakMap(); // what becomes of a photo, by the input in which it was chosen
  let isLost = false;
  let isWorking = false;
  let timer = 0;

  // Keeping: in IndexedDB, or for as long as the page is open where the browser refuses

  const memory = new Map();
  let opened = null;

  function database() {
    opened ??= new Promise((resolve) => {
      const request = indexedDB.open("cvety", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("actions", { keyPath: "id" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
    }).catch(() => null);
    return opened;
  }

  async function inStore(mode, work) {
    const store = await database();
    if (!store) throw new Error("This browser keeps nothing");
    return new Promise((resolve, reject) => {
      const transaction = store.transaction("actions", mode);
      const request = work(transaction.objectStore("actions"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  async function put(action) {
    await inStore("readwrite", (store) => store.put(action)).catch(() => memory.set(action.id, action));
  }

  async function remove(action) {
    memory.delete(action.id);
    await inStore("readwrite", (store) => store.delete(action.id)).catch(() => {});
  }

  // What this person has made and the server has not answered yet, oldest first.
  async function mine() {
    const kept = await inStore("readonly", (store) => store.getAll()).catch(() => []);
    const all = [...kept.filter((action) => !memory.has(action.id)), ...memory.values()];
    return all.filter((action) => action.person === person).sort((a, b) => a.made - b.made || (a.id < b.id ? -1 : 1));
  }

  // Making

  async function keep(form, button) {
    const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    if (button?.name) fields.push([button.name, button.value]);
    const isAtOnce = form.hasAttribute("data-send-at-once");
    const action = {
      id: newId(),
      made: Date.now(),
      person,
      page: here(),
      url: addressOf(form, button),
      title: form.dataset.keep || button?.textContent.trim() || document.title,
      isAtOnce,
      picture: "",
      refusal: "",
    };
    if (!isAtOnce) wait(form, true);
    const photos = [...form.querySelectorAll('input[type="file"]')].map((input) => chosen.get(input));
    // The form may be used again before this one is sent: it is another action then.
    for (const input of form.querySelectorAll('input[name="action_id"]')) input.value = newId();
    if (isAtOnce) for (const input of form.querySelectorAll('input[type="file"]')) input.value = "";
    for (const photo of (await Promise.all(photos)).filter(Boolean)) {
      action.picture ||= photo.picture;
      for (const field of fields) if (field[1] === photo.original) field[1] = photo.file;
      photo.preview?.remove();
    }
    action.fields = fields.filter(([, value]) => !(value instanceof File && value.size === 0));
    action.hasPhoto = action.fields.some(([, value]) => value instanceof Blob);
    made.set(action.id, form);
    await put(action);
    await draw();
    work();
    setTimeout(draw, SOON_ENOUGH);
  }

  function addressOf(form, button) {
    const own = button?.getAttribute("formaction") ?? form.getAttribute("action") ?? "";
    return new URL(own, location.href).href;
  }

  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function here() {
    return location.pathname + location.search;
  }

  // Sending: one after the other, from one window at a time

  async function work() {
    clearTimeout(timer);
    if (isWorking) return;
    isWorking = true;
    try {
      await alone(sendAll);
    } finally {
      isWorking = false;
      await draw();
      const waiting = (await mine()).filter((action) => !action.refusal);
      clearTimeout(timer);
      if (waiting.length) timer = setTimeout(work, AGAIN);
    }
  }

  function alone(send) {
    return navigator.locks ? navigator.locks.request("cvety-actions", send) : send();
  }

  async function sendAll() {
    for (;;) {
      const next = (await mine()).find((action) => !action.refusal);
      if (!next) return;
      const isDone = await send(next);
      await draw();
      if (!isDone) return;
    }
  }

  // Send one action. Returns whether the next one may follow.
  async function send(action) {
    const form = made.get(action.id);
    const staysHere = action.isAtOnce || !form?.isConnected || action.page !== here() || isElsewhere(form);
    const wish = staysHere ? "tell" : "go";
    let answer;
    try {
      answer = await post(action, wish);
      if (answer.status === 403 && (await renewToken())) answer = await post(action, wish);
    } catch {
      isLost = true;
      return false;
    }
    isLost = false;
    if (TRY_LATER.includes(answer.status)) return false;
    const told = answer.getResponseHeader("Content-Type")?.startsWith("application/json") ? JSON.parse(answer.response) : null;
    if (told && new URL(told.address, location.href).pathname === door) {
      location.assign(`${door}?next=${encodeURIComponent(here())}`);
      return false;
    }
    if (answer.status >= 400) {
      await put({ ...action, refusal: reasonIn(answer.response) || template.dataset.failed });
      return true;
    }
    await remove(action);
    if (!told) return showPage(answer.response), true;
    if (wish === "go") return go(told.address), false;
    say(told.messages);
    await window.cvety.refresh().catch(() => {});
    return true;
  }

  // Somebody who has gone on to something else on this page is not taken away from it.
  function isElsewhere(form) {
    const focused = document.activeElement;
    return focused.matches("textarea, input") && !form.contains(focused) && Boolean(focused.value);
  }

  function post(action, wish) {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", token());
    for (const [name, value] of action.fields) body.append(name, value);
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      let patience = 0;
      const isAlive = () => {
        clearTimeout(patience);
        patience = setTimeout(() => request.abort(), STALLED);
      };
      request.open("POST", action.url);
      request.setRequestHeader("X-Kept", wish);
      request.upload.onprogress = (event) => {
        isAlive();
        progress.set(action.id, event.loaded / event.total);
        drawProgress(action.id);
      };
      request.onload = () => resolve(request);
      request.onerror = request.onabort = () => reject(new Error("No connection"));
      request.onloadend = () => {
        clearTimeout(patience);
        progress.delete(action.id);
      };
      isAlive();
      request.send(body);
    });
  }

  // The protection of the page's forms: never the cookie's, which may be somebody else's by now.
  function token() {
    return document.querySelector('input[name="csrfmiddlewaretoken"]')?.value ?? "";
  }

  // Take the protection of the page as it is now, if it is still the same person's.
  async function renewToken() {
    const answer = await fetch(location.href, { headers: { "X-Live": "1" }, cache: "no-store" });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.querySelector("template#kept")?.dataset.person !== person) {
      location.assign(answer.url);
      throw new Error("Somebody else is signed in");
    }
    const fresh = page.querySelector('input[name="csrfmiddlewaretoken"]')?.value;
    if (!fresh) return false;
    for (const input of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) input.value = fresh;
    return true;
  }

  // Telling

  function go(address) {
    const target = new URL(address, location.href);
    const isHere = target.pathname + target.search === here();
    location.assign(target.href);
    if (isHere && target.hash) location.reload();
  }

  // A page that is an answer itself: a form with what is wrong in it.
  function showPage(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const [fresh, old] = [page, document].map((each) => each.querySelector("main") ?? each.body);
    old.replaceWith(document.importNode(fresh, true));
    window.scrollTo(0, 0);
  }

  function reasonIn(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const told = page.querySelector('main [role="alert"], main h1 + p') ?? page.querySelector("main h1");
    return told?.textContent.trim() ?? "";
  }

  function say(messages) {
    const place = document.getElementById("messages") ?? document.querySelector("main") ?? document.getElementById("content");
    for (const { level, text } of messages) {
      const line = document.createElement("p");
      line.className = `message ${level}`;
      line.setAttribute("role", "status");
      line.textContent = text;
      place[place.id === "messages" ? "append" : "prepend"](line);
      if (level === "error") line.scrollIntoView({ block: "center" });
    }
  }

  // Drawing: the page as it must look by what is kept

  async function draw() {
    const actions = await mine();
    drawBar(actions);
    drawForms(actions);
    drawPhotos(actions);
  }

  function drawBar(actions) {
    const refused = actions.filter((action) => action.refusal);
    const waiting = actions.filter((action) => !action.refusal && (isLost || Date.now() - action.made >= SOON_ENOUGH));
    let bar = document.getElementById("kept-bar");
    if (!bar) {
      bar = template.content.querySelector("#kept-bar").cloneNode(true);
      bar.querySelector("[data-again]").addEventListener("click", () => work());
      (document.getElementById("page")?.querySelector("#main") ?? document.body).prepend(bar); // beside the admin's menu
    }
    const shows = {
      lost: isLost,
      sending: !isLost && waiting.length > 0,
      count: waiting.length > 0,
      again: waiting.length > 0,
    };
    for (const [name, isShown] of Object.entries(shows)) bar.querySelector(`[data-${name}]`).hidden = !isShown;
    bar.querySelector("[data-number]").textContent = waiting.length;
    drawRefusals(bar.querySelector("[data-refused]"), refused);
    bar.classList.toggle("lost", isLost);
    bar.querySelector("[data-state]").hidden = !isLost && !waiting.length;
    bar.hidden = !isLost && !waiting.length && !refused.length;
  }

  // A line that stays the same stays itself, with the first of two taps.
  function drawRefusals(list, refused) {
    const keys = refused.map((action) => JSON.stringify([action.id, action.refusal]));
    for (const line of [...list.children]) if (!keys.includes(line.dataset.key)) line.remove();
    const present = [...list.children].map((line) => line.dataset.key);
    for (const [place, key] of keys.entries()) {
      if (present.includes(key)) continue;
      const line = drawRefused(refused[place]);
      line.dataset.key = key;
      list.append(line);
    }
  }

  function drawRefused(action) {
    const line = template.content.querySelector("[data-one-refused]").cloneNode(true);
    line.querySelector("[data-title]").textContent = action.title;
    line.querySelector("[data-why]").textContent = action.refusal;
    line.querySelector("[data-retry]").addEventListener("click", async () => {
      await put({ ...action, refusal: "" });
      work();
    });
    const drop = line.querySelector("[data-drop]");
    drop.addEventListener("click", async () => {
      if (drop.textContent !== drop.dataset.sure) {
        drop.textContent = drop.dataset.sure; // it cannot be undone: a second tap
        return;
      }
      await remove(action);
      await draw();
    });
    return line;
  }

  function drawForms(actions) {
    const waiting = new Set(actions.filter((action) => !action.refusal && !action.isAtOnce).map((action) => action.url));
    for (const form of document.querySelectorAll("form[data-keep]:not([data-send-at-once])")) {
      const buttons = [...form.elements].filter((each) => each.type === "submit");
      wait(form, [addressOf(form), ...buttons.map((button) => addressOf(form, button))].some((url) => waiting.has(url)));
    }
  }

  function wait(form, isWaiting) {
    if (isWaiting === (form.getAttribute("aria-busy") === "true")) return;
    form.setAttribute("aria-busy", isWaiting);
    for (const button of form.elements) if (button.type === "submit") button.disabled = isWaiting;
    if (!isWaiting) document.dispatchEvent(new Event("live:settle"));
  }

  function drawPhotos(actions) {
    const shown = actions.filter((action) => action.hasPhoto && action.page === here());
    for (const [id, figure] of figures) {
      if (shown.some((action) => action.id === id)) continue;
      figure.remove();
      figures.delete(id);
    }
    for (const action of shown) {
      if (!figures.has(action.id)) figures.set(action.id, figureOf(action.picture));
      const figure = figures.get(action.id);
      if (!figure.isConnected) placeOf(formOf(action))?.append(figure);
      figure.classList.toggle("refused", Boolean(action.refusal));
      drawProgress(action.id);
    }
  }

  function drawProgress(id) {
    const bar = figures.get(id)?.querySelector("progress");
    if (!bar) return;
    const share = progress.get(id);
    bar.hidden = false;
    if (share === undefined) bar.value = 0;
    else bar.value = share;
  }

  function figureOf(picture) {
    const figure = template.content.querySelector(".sending").cloneNode(true);
    const image = figure.querySelector("img");
    if (picture) image.src = picture;
    else image.remove();
    return figure;
  }

  function formOf(action) {
    return [...document.querySelectorAll("form[data-keep]")].find((form) => addressOf(form) === action.url);
  }

  // The nearest place that the page has for pictures, else one beside the form.
  function placeOf(form) {
    for (let around = form; around; around = around.parentElement) {
      const place = around.querySelector("[data-photos]");
      if (place) return place;
    }
    if (!form) return null;
    const place = document.createElement("div");
    place.className = "photos";
    place.dataset.photos = "";
    form.append(place);
    return place;
  }

  // Photos

  async function prepare(file) {
    try {
      const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
      const picture = painted(bitmap, LARGEST_PREVIEW).toDataURL("image/jpeg", 0.7);
      if (Math.max(bitmap.width, bitmap.height) <= LARGEST && file.size <= FINE_BYTES) return { original: file, file, picture };
      const blob = await new Promise((resolve) => painted(bitmap, LARGEST).toBlob(resolve, "image/jpeg", 0.85));
      if (!blob || blob.size >= file.size) return { original: file, file, picture };
      const name = `${file.name.replace(/\.[^.]*$/, "")}.jpg`;
      return { original: file, file: new File([blob], name, { type: "image/jpeg" }), picture };
    } catch {
      return { original: file, file, picture: "" }; // a format that this browser cannot read, and the server perhaps can
    }
  }

  function painted(bitmap, largest) {
    const scale = Math.min(1, largest / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  async function choose(input) {
    const file = input.files[0];
    chosen.get(input)?.then((photo) => photo?.preview?.remove());
    chosen.set(input, file ? prepare(file) : Promise.resolve(null));
    if (!file) return;
    if (input.form.hasAttribute("data-send-at-once")) return input.form.requestSubmit();
    const photo = await chosen.get(input);
    if (input.files[0] !== file || !photo.picture) return;
    photo.preview = figureOf(photo.picture);
    photo.preview.querySelector("progress").remove();
    placeOf(input.form).append(photo.preview);
  }

  // Listening

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-keep]") || event.defaultPrevented) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") !== "true") keep(form, event.submitter);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches(PHOTO_INPUT)) choose(event.target);
  });
  document.addEventListener("live:changed", draw);
  document.addEventListener("connection:lost", () => {
    isLost = true;
    draw();
  });
  document.addEventListener("connection:found", () => {
    if (!isLost) return;
    isLost = false;
    work();
  });
  window.addEventListener("online", () => {
    isLost = false;
    work();
  });
  window.addEventListener("offline", () => {
    isLost = true;
    draw();
  });
  window.addEventListener("pageshow", (event) => event.persisted && work());
  draw();
  work();
  // Chosen before this script was there to hear of it.
  for (const input of document.querySelectorAll(PHOTO_INPUT)) if (input.files.length) choose(input);
})();
