// − and + beside a number. Without this script there is the number to type.
"use strict";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  const input = button?.closest(".stepper")?.querySelector("input");
  if (!input) return;
  const wanted = (Number(input.value) || 0) + Number(button.dataset.step);
  input.value = Math.min(Math.max(wanted, Number(input.min)), Number(input.max));
});
