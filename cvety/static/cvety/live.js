// Keeps a page up to date. Every few seconds it asks whether anything has changed, and when something has, it
// fetches the page again and replaces the parts (`id` and `data-live`) that differ from what the server sent
// last. What somebody is busy in waits until they are done; ticks, typed words and focus are carried over.
"use strict";

window.cvety = (() => {
  const EVERY = 5_000;
  const SLOWEST = 60_000;
  const PATIENCE = 15_000;
  const PART = "[id][data-live]";
  const CHANGES_ANYWAY = 'input[name="csrfmiddlewaretoken"], input[name="action_id"]';
  const FIELD = "input:not([type=hidden]), textarea, select";
  const TYPED_IN = 'textarea, select, input:not([type="checkbox"], [type="radio"], [type="file"], [type="submit"], [type="button"])';

  const meta = document.querySelector('meta[name="live"]');
  const shown = new Map(); // what the server sent last, by the part's id
  let version = meta?.dataset.etag;
  let latest = null; // the page as the server sent it last
  let wait = EVERY;
  let timer = 0;
  let isAsking = false;

  // Comparing

  function partsOf(page) {
    const outermost = [...page.querySelectorAll(PART)].filter((part) => !part.parentElement.closest(PART));
    return new Map(outermost.map((part) => [part.id, part]));
  }

  function asSent(part) {
    const copy = part.cloneNode(true);
    for (const input of copy.querySelectorAll(CHANGES_ANYWAY)) input.setAttribute("value", "");
    return copy.outerHTML;
  }

  function isBusy(part) {
    const focused = document.activeElement;
    if (focused !== document.body && part.contains(focused) && focused.matches(TYPED_IN)) return true;
    if (part.matches('form[aria-busy="true"]') || part.querySelector('form[aria-busy="true"]')) return true;
    const fields = [...part.querySelectorAll(FIELD)];
    return fields.some((field) => field.closest("details[open] form") || field.files?.length);
  }

  // Replacing

  function show(page) {
    const parts = partsOf(page);
    const anchor = [...partsOf(document).values()].find((part) => part.getBoundingClientRect().bottom > 0);
    const before = anchor?.getBoundingClientRect().top;
    let hasChanged = false;

    for (const id of [...shown.keys()].filter((id) => !parts.has(id))) {
      const gone = document.getElementById(id);
      if (gone && isBusy(gone)) continue;
      gone?.remove();
      hasChanged = shown.delete(id);
    }
    for (const [id, part] of parts) {
      const html = asSent(part);
      if (shown.get(id) === html) continue;
      const old = document.getElementById(id);
      if (old && isBusy(old)) continue;
      const fresh = document.importNode(part, true);
      if (old) replace(old, fresh);
      else if (!insert(fresh, part)) continue;
      shown.set(id, html);
      hasChanged = true;
    }
    document.title = page.title;
    if (!hasChanged) return;

    // What one reads stays where it is, whatever grew or shrank above it.
    const moved = anchor && window.scrollY ? document.getElementById(anchor.id)?.getBoundingClientRect().top - before : 0;
    if (moved) window.scrollBy({ top: moved, behavior: "instant" });
    document.dispatchEvent(new Event("live:changed"));
  }

  function replace(old, fresh) {
    const focused = old.contains(document.activeElement) ? twinOf(document.activeElement, old, fresh) : null;
    for (const field of old.querySelectorAll(FIELD)) carryOver(field, twinOf(field, old, fresh));
    for (const details of within(old, "details")) {
      const twin = twinOf(details, old, fresh);
      if (twin) twin.open = details.open;
    }
    const { scrollLeft, scrollTop } = old;
    old.replaceWith(fresh);
    Object.assign(fresh, { scrollLeft, scrollTop });
    focused?.focus({ preventScroll: true });
  }

  function carryOver(field, twin) {
    if (!twin) return;
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked !== field.defaultChecked) twin.checked = field.checked;
    } else if (field.type === "select-multiple") {
      return;
    } else if (field.tagName === "SELECT") {
      const first = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
      if (first && field.value !== first.value) twin.value = field.value;
    } else if (field.type !== "file" && field.value !== field.defaultValue) {
      twin.value = field.value;
    }
  }

  // The element of the fresh part that means the same: by its id, name, address or words, else by its place.
  function twinOf(element, old, fresh) {
    const key = keyOf(element);
    const place = within(old, element.tagName).filter((each) => keyOf(each) === key).indexOf(element);
    return within(fresh, element.tagName).filter((each) => keyOf(each) === key)[place];
  }

  function keyOf(element) {
    const isNamed = element.id || element.name;
    const words = element.matches("button") ? element.textContent : element.closest("label")?.textContent;
    const choice = element.matches('[type="checkbox"], [type="radio"], button') ? element.value : "";
    return JSON.stringify([element.id, element.name, choice, element.getAttribute("href"), isNamed ? "" : words?.trim()]);
  }

  function within(root, selector) {
    return [...(root.matches(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  }

  // A part that is new goes beside the neighbor that it has in the fetched page, or into the same parent.
  function insert(fresh, part) {
    for (let near = part.previousElementSibling; near; near = near.previousElementSibling) {
      const here = near.id && document.getElementById(near.id);
      if (here) return here.after(fresh), true;
    }
    for (let near = part.nextElementSibling; near; near = near.nextElementSibling) {
      const here = near.id && document.getElementById(near.id);
      if (here) return here.before(fresh), true;
    }
    const parent = part.parentElement;
    const home = parent.id ? document.getElementById(parent.id) : parent.matches("main") && document.querySelector("main");
    if (home) home.append(fresh);
    return Boolean(home);
  }

  // Asking

  async function ask() {
    clearTimeout(timer);
    if (!meta || document.hidden || isAsking) return;
    isAsking = true;
    try {
      const headers = { "If-None-Match": version };
      const answer = await reach(meta.content, { headers, credentials: "omit" });
      if (answer.status === 200) await refresh();
      else if (answer.status !== 304) throw new Error(`The server answers ${answer.status}`);
      wait = EVERY;
    } catch {
      wait = Math.min(wait * 2, SLOWEST);
    } finally {
      isAsking = false;
      clearTimeout(timer);
      timer = setTimeout(ask, wait);
    }
  }

  // Fetch the page again as it is now, and show what differs.
  async function refresh() {
    const answer = await reach(location.href, { headers: { "X-Live": "1" } });
    if (answer.redirected) return location.assign(answer.url); // most often the door
    if (answer.status >= 500 || answer.status === 429) throw new Error(`The server answers ${answer.status}`);
    if (!answer.ok) return isBusy(document.body) || location.reload(); // it is gone; the server says why
    latest = new DOMParser().parseFromString(await answer.text(), "text/html");
    version = latest.querySelector('meta[name="live"]')?.dataset.etag ?? version;
    show(latest);
  }

  async function reach(address, options) {
    try {
      const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...options });
      document.dispatchEvent(new Event("connection:found"));
      return answer;
    } catch (error) {
      document.dispatchEvent(new Event("connection:lost"));
      throw error;
    }
  }

  // What was postponed is shown as soon as its person is done.
  function settle() {
    if (latest) setTimeout(() => show(latest));
  }

  function again() {
    wait = EVERY;
    ask();
  }

  for (const [id, part] of partsOf(document)) shown.set(id, asSent(part));
  if (meta) {
    document.addEventListener("focusout", settle);
    document.addEventListener("toggle", settle, true);
    document.addEventListener("live:settle", settle);
    document.addEventListener("visibilitychange", again);
    window.addEventListener("online", again);
    window.addEventListener("pageshow", (event) => event.persisted && again());
    timer = setTimeout(ask, EVERY);
  }
  return { isBusy, refresh, isLive: Boolean(meta) };
})();
