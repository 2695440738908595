// A row that was sent is ready for the next number: what it is now stands beside it.
"use strict";

document.addEventListener("submit", ({ target }) => {
  if (target.matches(".crm-set")) setTimeout(() => target.reset());
});
