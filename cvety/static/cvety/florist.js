// The florist's bench: ticks of the recipe that survive a reload, and a clock that shows how long the work has
// taken. Without this script both are still there: plain checkboxes, and «Начали в 13:05, план 30 мин».
"use strict";

(() => {
  const PREFIX = "cvety.ticks."; // then the shop and the task
  const started = Date.now();

  // Ticks

  function recall(name) {
    try {
      return new Set(JSON.parse(localStorage.getItem(PREFIX + name)) ?? []);
    } catch {
      return new Set(); // a browser that keeps nothing, or keeps something else
    }
  }

  function remember(name, ticks) {
    try {
      if (ticks.size) localStorage.setItem(PREFIX + name, JSON.stringify([...ticks]));
      else localStorage.removeItem(PREFIX + name);
    } catch {
      // The ticks last as long as the page.
    }
  }

  function showTicks() {
    for (const recipe of document.querySelectorAll("[data-ticks]")) {
      if ("isOver" in recipe.dataset) remember(recipe.dataset.ticks, new Set());
      const ticks = recall(recipe.dataset.ticks);
      for (const box of recipe.querySelectorAll("[data-tick]")) box.checked = ticks.has(box.dataset.tick);
    }
  }

  // What is not in the queue any more is done; its ticks are forgotten.
  function forget() {
    const queue = document.querySelector("[data-queue-of]");
    if (!queue || queue.querySelector("[data-is-cut]")) return;
    const mine = `${PREFIX}${queue.dataset.queueOf}.`;
    const open = new Set([...queue.querySelectorAll("[data-task]")].map((card) => mine + card.dataset.task));
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(mine) && !open.has(key)) localStorage.removeItem(key);
      }
    } catch {
      // Nothing was kept.
    }
  }

  document.addEventListener("change", (event) => {
    const recipe = event.target.closest("[data-ticks]");
    if (!recipe || !event.target.dataset.tick) return;
    const ticked = [...recipe.querySelectorAll("[data-tick]:checked")];
    remember(recipe.dataset.ticks, new Set(ticked.map((box) => box.dataset.tick)));
  });

  // The clock

  const serverNow = Number(document.querySelector('meta[name="now"]')?.content) * 1000 || started;

  function tick() {
    const now = (serverNow + Date.now() - started) / 1000;
    for (const timer of document.querySelectorAll(".timer")) {
      const seconds = Math.max(Math.floor(now - timer.dataset.started), 0);
      const clock = timer.querySelector(".clock");
      const isOver = seconds >= timer.dataset.minutes * 60;
      clock.textContent = words(seconds);
      clock.hidden = false;
      timer.querySelector("[data-over]").hidden = !isOver;
      timer.classList.toggle("late", now > timer.dataset.deadline);
      timer.classList.toggle("soon", isOver && now <= timer.dataset.deadline);
    }
  }

  function words(seconds) {
    const two = (number) => String(number).padStart(2, "0");
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  }

  function show() {
    showTicks();
    forget();
    tick();
  }

  document.addEventListener("live:changed", show);
  window.addEventListener("pageshow", (event) => event.persisted && show());
  setInterval(tick, 1000);
  show();
})();
