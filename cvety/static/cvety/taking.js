// An order by phone: finds the customer while one types, adds products, counts the sum for show.
// The form is whole without this script; what is saved, and for how much, the server decides.
"use strict";

(() => {
  const form = document.querySelector("form.taking");
  if (!form) return;

  const facts = JSON.parse(document.getElementById("taking-facts").textContent);
  const words = facts.words;
  const field = form.elements;
  const find = (selector, within = form) => within.querySelector(selector);
  const all = (selector, within = form) => [...within.querySelectorAll(selector)];
  const show = (element, isShown) => { element.hidden = !isShown; };
  const digits = (text) => text.replace(/\D/g, "");
  const number = (text) => parseInt(text.replace(/[\s₸]/g, ""), 10) || 0;
  const tenge = (sum) => `${String(sum).replace(/\B(?=(\d{3})+$)/g, "\u202f")}\u00a0₸`;
  const write = (name, value) => { field[name].value = value; };

  function make(tag, text, attributes = {}) {
    const element = document.createElement(tag);
    element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }

  // Asks once the typing pauses; of several answers the last question's counts.
  function asker(address, onAnswer, onSilence) {
    let timer = 0;
    let running = null;
    const cancel = () => { clearTimeout(timer); running?.abort(); };
    const ask = (query, pause = 150) => {
      cancel();
      timer = setTimeout(async () => {
        const asked = running = new AbortController();
        try {
          const answer = await fetch(`${address}?${new URLSearchParams(query)}`, { signal: asked.signal });
          if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
          onAnswer(await answer.json());
        } catch (error) {
          if (error.name !== "AbortError") onSilence();
        }
      }, pause);
    };
    return { ask, cancel };
  }

  // Who is calling

  const phone = field.customer_phone;
  const name = field.customer_name;
  const callers = document.getElementById("taking-callers");
  const known = find(".taking-known");
  const chips = find("[data-chips]");
  let found = [];
  let active = -1;
  let chosen = null;
  let askedAt = phone; // the field whose words are looked for; null where the caller is known from the start

  for (const input of [phone, name]) {
    const combobox = { role: "combobox", "aria-autocomplete": "list", "aria-controls": callers.id, "aria-expanded": "false" };
    for (const [key, value] of Object.entries(combobox)) input.setAttribute(key, value);
  }

  const callersDesk = asker(facts.customers, (answer) => showCallers(answer.customers), () => say(words.no_connection));

  function say(text) {
    known.textContent = text;
    show(known, Boolean(text));
  }

  function isEnough(text) {
    return /[^\d\s()+.-]/.test(text) ? text.trim().length >= 3 : digits(text).length >= 4;
  }

  function lookForCaller(input) {
    forget();
    say("");
    if (isEnough(input.value)) {
      askedAt = input;
      callersDesk.ask({ q: input.value });
    } else {
      callersDesk.cancel();
      close();
    }
  }

  function forget() {
    if (chosen && name.value === chosen.name) write("customer_name", "");
    chosen = null;
    show(chips, false);
    chips.replaceChildren();
  }

  function showCallers(customers) {
    if (!askedAt) {
      const same = customers.find((each) => digits(each.phone) === digits(phone.value));
      return same && recall(same);
    }
    if (document.activeElement !== askedAt) return; // the answer came after one had gone on
    found = customers;
    callers.replaceChildren(...customers.map(callerOption));
    if (!customers.length && digits(phone.value).length >= 10) say(words.nobody);
    askedAt.closest(".taking-field").append(callers); // it drops down from where one types
    show(callers, customers.length > 0);
    askedAt.setAttribute("aria-expanded", String(customers.length > 0));
    point(askedAt === phone && customers.length ? 0 : -1);
  }

  function callerOption(customer, index) {
    const option = make("li", "", { role: "option", id: `taking-caller-${index}`, "aria-selected": "false" });
    const history = [customer.orders, customer.last && `${words.last_order} ${customer.last}`];
    const details = [...history, customer.recipient && `→\u00a0${customer.recipient}`];
    option.append(
      make("b", customer.name || customer.phone),
      make("span", customer.name ? customer.phone : ""),
      make("small", details.filter(Boolean).join(" · ")),
    );
    // Before the field loses the focus to it.
    option.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(customer); });
    return option;
  }

  function point(index) {
    active = index;
    all("[role=option]", callers).forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    if (index < 0) return [phone, name].forEach((input) => input.removeAttribute("aria-activedescendant"));
    askedAt.setAttribute("aria-activedescendant", `taking-caller-${index}`);
    callers.children[index].scrollIntoView({ block: "nearest" });
  }

  function close() {
    found = [];
    show(callers, false);
    [phone, name].forEach((input) => input.setAttribute("aria-expanded", "false"));
    point(-1);
  }

  function choose(customer) {
    write("customer_phone", customer.phone);
    write("customer_name", customer.name);
    recall(customer);
    (find("button", chips) || (customer.name ? search : name)).focus();
  }

  // Says what we know of a caller, and offers what they did before.
  function recall(customer) {
    close();
    chosen = customer;
    const history = [customer.orders, customer.last && `${words.last_order} ${customer.last}`, customer.preferences];
    say(history.filter(Boolean).join(" · "));
    const offers = customer.addresses.map(addressChip);
    if (customer.bought.items.length) offers.push(againChip(customer));
    chips.replaceChildren(...offers);
    show(chips, offers.length > 0);
  }

  function chip(title, details, onPress) {
    const button = make("button", "", { type: "button" });
    button.append(make("b", title), make("small", details));
    button.addEventListener("click", () => { onPress(); changed(); search.focus(); });
    return button;
  }

  function addressChip(address) {
    const isToldAlready = address.address.toLowerCase().endsWith(` ${address.flat}`.toLowerCase());
    const place = [address.address, isToldAlready ? "" : address.flat].filter(Boolean).join(", ");
    const who = address.recipient_name || address.recipient_phone;
    return chip(who || place, who ? place : "", () => takeAddress(address));
  }

  function takeAddress(address) {
    for (const [key, value] of Object.entries(address)) write(key, value);
    field.delivery_method.value = "delivery";
  }

  function againChip(customer) {
    return chip(words.again, customer.bought.words, () => {
      if (customer.addresses.length && !field.address.value) takeAddress(customer.addresses[0]);
      askAgain(customer.bought.items);
    });
  }

  for (const input of [phone, name]) {
    input.addEventListener("input", () => {
      if (input === phone || !chosen) lookForCaller(input);
    });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (callers.hidden) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        point((active + step + found.length) % found.length);
      } else if (event.key === "Enter" && active >= 0 && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        event.stopPropagation();
        choose(found[active]);
      } else if (event.key === "Escape") {
        close();
      }
    });
  }

  // What they want

  const search = document.getElementById("taking-search");
  const shelf = document.getElementById("taking-products");
  const lines = document.getElementById("taking-lines");
  const nothing = find(".taking-none");
  const onShelf = new Map();

  const shelfDesk = asker(facts.products, (answer) => showProducts(answer.products), () => tellShelf(words.no_connection));

  async function askAgain(items) {
    const query = new URLSearchParams(items.map((item) => ["id", item.product]));
    try {
      const answer = await (await fetch(`${facts.products}?${query}`)).json();
      for (const product of answer.products) {
        addLine(product, items.find((item) => item.product === product.id).quantity);
      }
    } catch {
      tellShelf(words.no_connection);
    }
  }

  function tellShelf(text) {
    nothing.textContent = text;
    show(nothing, Boolean(text));
  }

  function showProducts(products) {
    products.forEach((product) => onShelf.set(String(product.id), product));
    shelf.replaceChildren(...products.map(productTile));
    tellShelf(products.length ? "" : words.no_products);
  }

  function productTile(product) {
    const tile = document.getElementById("taking-product").content.firstElementChild.cloneNode(true);
    tile.dataset.add = product.id;
    tile.disabled = Boolean(product.reason);
    tile.title = [product.name, product.reason].filter(Boolean).join(": ");
    if (product.picture) find(".taking-blank", tile).replaceWith(make("img", "", { src: product.picture, alt: "" }));
    find(".taking-name", tile).textContent = product.name;
    find(".taking-money", tile).textContent = tenge(product.price);
    find(".taking-stock", tile).textContent = product.reason || product.stock_words;
    return tile;
  }

  function addLine(product, quantity = 1) {
    const same = all(".taking-line", lines).find((line) => find("[name=product]", line).value === String(product.id));
    if (same) {
      const input = find("[name=quantity]", same);
      input.value = number(input.value) + quantity;
    } else {
      const line = document.getElementById("taking-line").content.firstElementChild.cloneNode(true);
      line.dataset.price = product.price;
      line.dataset.stock = product.stock ?? "";
      find("[name=product]", line).value = product.id;
      find("[name=price]", line).value = product.price;
      find("[name=quantity]", line).value = quantity;
      find(".taking-name", line).textContent = product.name;
      lines.append(line);
      wake(line);
    }
    changed();
  }

  function wake(line) {
    all("button[hidden]", line).forEach((button) => show(button, true));
  }

  search.addEventListener("input", () => shelfDesk.ask({ q: search.value }));
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const first = find("[data-add]:not(:disabled)", shelf);
    if (!search.value.trim() || !first) return next(search);
    first.click();
    search.value = "";
    showProducts(facts.shelf);
  });
  shelf.addEventListener("click", (event) => {
    const tile = event.target.closest("[data-add]");
    if (tile) addLine(onShelf.get(tile.dataset.add));
  });
  lines.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const line = event.target.closest(".taking-line");
    if (!button || !line) return;
    const input = find("[name=quantity]", line);
    const quantity = number(input.value) + Number(button.dataset.step || 0);
    if ("remove" in button.dataset || quantity < 1) {
      line.remove();
      search.focus();
    } else {
      input.value = quantity;
    }
    changed();
  });

  // When

  const daysAway = all("[data-day]");
  const windows = find(".taking-windows");
  const warning = find(".taking-warning");
  const loadedAt = performance.now();
  let isWindowOurs = !find(".taking-alert");

  // The clock of the shop, not of whoever's computer; written as if it were UTC, so that nothing is converted.
  const shopNow = () => new Date(Date.parse(`${facts.now}Z`) + performance.now() - loadedAt);
  const isoDay = (date) => date.toISOString().slice(0, 10);

  function dayAway(days) {
    const date = shopNow();
    date.setUTCDate(date.getUTCDate() + days);
    return isoDay(date);
  }

  function windowsOf(day) {
    const date = new Date(`${day}T00:00Z`);
    return Number.isNaN(date.getTime()) ? [] : facts.windows[(date.getUTCDay() + 6) % 7];
  }

  function isPast(day, end) {
    const now = shopNow().toISOString();
    return /^\d\d:\d\d$/.test(end) && `${day}T${end === "00:00" ? "24:00" : end}` <= now.slice(0, 16);
  }

  function showDay() {
    const day = field.delivery_date.value;
    daysAway.forEach((button) => button.setAttribute("aria-pressed", String(day === dayAway(Number(button.dataset.day)))));
    const offered = windowsOf(day);
    windows.replaceChildren(...offered.map(([from, to]) => {
      const button = make("button", `${from}${words.until}${to}`, { type: "button" });
      button.disabled = day === dayAway(0) && isPast(day, to);
      const isChosen = field.window_from.value === from && field.window_to.value === to;
      button.setAttribute("aria-pressed", String(isChosen));
      button.addEventListener("click", () => {
        isWindowOurs = false;
        setWindow(isChosen ? ["", ""] : [from, to]);
        showDay();
        windows.children[offered.findIndex((each) => each[0] === from)].focus();
      });
      return button;
    }));
    warn(day, offered);
  }

  function warn(day, offered) {
    const end = field.window_to.value || field.window_from.value;
    let text = "";
    if (day && day < dayAway(0)) text = words.past_day;
    else if (day && end && isPast(day, end)) text = words.past_window;
    else if (day && !offered.length) text = words.closed;
    warning.textContent = text;
    show(warning, Boolean(text));
  }

  // 9 is 09:00, 1430 is 14:30; what is no time is left to the server to say.
  function hour(text) {
    const [, hours, minutes] = /^\s*(\d{1,2})[:.-]?(\d{2})?\s*$/.exec(text) || [];
    return hours ? `${hours.padStart(2, "0")}:${minutes || "00"}` : text;
  }

  function setWindow([from, to]) {
    write("window_from", from);
    write("window_to", to);
  }

  // A day has windows of its own: what we proposed follows it, what was asked for stays.
  function setDay(day) {
    write("delivery_date", day);
    dayChanged();
  }

  function dayChanged() {
    const day = field.delivery_date.value;
    const now = shopNow().toISOString().slice(11, 16);
    if (isWindowOurs) setWindow(windowsOf(day).find(([from]) => day !== dayAway(0) || from >= now) || ["", ""]);
    showDay();
  }

  daysAway.forEach((button) => button.addEventListener("click", () => setDay(dayAway(Number(button.dataset.day)))));
  field.delivery_date.addEventListener("input", dayChanged);
  for (const edge of ["window_from", "window_to"]) {
    field[edge].addEventListener("input", () => { isWindowOurs = false; showDay(); });
    field[edge].addEventListener("change", () => { write(edge, hour(field[edge].value)); showDay(); });
  }

  // For how much

  function changed() {
    let goods = 0;
    for (const line of all(".taking-line", lines)) goods += countLine(line);
    const isDelivery = field.delivery_method.value === "delivery";
    const zoneFee = facts.fees[field.delivery_zone?.value] || 0;
    field.delivery_fee.placeholder = String(zoneFee);
    const fee = field.delivery_fee.value.trim() ? number(field.delivery_fee.value) : zoneFee;
    const delivery = isDelivery ? fee : 0;
    const discount = number(field.discount.value);
    const sums = { goods, delivery, discount, total: Math.max(goods + delivery - discount, 0) };
    for (const [key, sum] of Object.entries(sums)) find(`[data-sum=${key}]`).textContent = tenge(sum);
    show(find("[data-discount]"), discount > 0);
  }

  function countLine(line) {
    const [quantity, price] = ["quantity", "price"].map((key) => number(find(`[name=${key}]`, line).value));
    const { price: usual, stock } = line.dataset;
    find(".taking-sum", line).textContent = tenge(quantity * price);
    const was = find(".taking-was", line);
    find("span", was).textContent = tenge(Number(usual));
    show(was, usual !== "" && Number(usual) !== price);
    const short = find(".taking-short", line);
    short.textContent = words.enough_for.replace("%d", stock);
    show(short, stock !== "" && quantity > Number(stock));
    return quantity * price;
  }

  function countLetters() {
    const left = document.getElementById("taking-left");
    const card = field.card_text;
    left.textContent = words.letters_left.replace("%d", card.maxLength - card.value.length);
    show(left, card.value.length > 0);
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  field.card_text.addEventListener("input", countLetters);

  // From field to field without a mouse, and saved once

  function next(from) {
    const stops = all("input, select, textarea, button").filter(
      (each) => !each.disabled && each.type !== "hidden" && each.offsetParent && (each.type !== "radio" || each.checked),
    );
    stops[stops.indexOf(from) + 1]?.focus();
  }

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.target.matches("input, [name=address]")) {
      event.preventDefault(); // half an order is no order
      next(event.target);
    }
  });

  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) return event.preventDefault();
    isSent = true;
    find("[type=submit]").setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && lines.children.length) event.preventDefault();
  });

  all("[data-script]").forEach((element) => show(element, true));
  all(".taking-line", lines).forEach(wake);
  showProducts(facts.shelf);
  showDay();
  countLetters();
  changed();
  if (digits(phone.value).length === 11) {
    askedAt = null;
    callersDesk.ask({ q: phone.value }, 0);
  }
  (find(".taking-alert") || phone).focus();
})();
