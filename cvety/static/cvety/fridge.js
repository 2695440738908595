// The fridge with one wet hand: − and + beside the number, a list that narrows while one types, and the moment of a
// count that is sent later. Without this script there are the number, the button «Найти», and the server's clock.
"use strict";

(() => {
  const opened = Date.now();
  const serverNow = Number(document.querySelector('meta[name="now"]')?.content) * 1000 || opened;

  // Number

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step], [data-all]");
    const input = button?.closest(".stepper")?.querySelector("input");
    if (!input) return;
    const most = Number(input.max);
    const wanted = "all" in button.dataset ? most : (Number(input.value) || 0) + Number(button.dataset.step);
    input.value = Math.min(Math.max(wanted, Number(input.min)), most);
  });

  // Finding

  const FOLDS = { ё: "е", ә: "а", ғ: "г", қ: "к", ң: "н", ө: "о", ұ: "у", ү: "у", һ: "х", і: "и" };
  const fold = (text) => text.toLowerCase().replace(/[ёәғқңөұүһі]/g, (letter) => FOLDS[letter]);

  function narrow() {
    const field = document.querySelector("[data-filter]");
    if (!field) return;
    const words = fold(field.value).split(/\s+/).filter(Boolean).map((word) => word.replace(/^(\d{2,3})(см|cm)$/, "$1"));
    for (const row of document.querySelectorAll(field.dataset.filter)) {
      row.hidden = !words.every((word) => row.dataset.words.includes(word));
    }
    for (const variety of document.querySelectorAll(".picks .variety")) {
      variety.hidden = !variety.querySelector(".pick:not([hidden])");
    }
  }

  document.addEventListener("input", (event) => event.target.matches("[data-filter]") && narrow());
  document.addEventListener("live:changed", narrow);

  // When it was counted, by the server's clock: before the form is kept to be sent.
  document.addEventListener(
    "submit",
    (event) => {
      const moment = event.target.querySelector("[data-moment]");
      if (moment) moment.value = Math.floor((serverNow + Date.now() - opened) / 1000);
    },
    true,
  );

  narrow();
})();
