"use strict";

const page = document.getElementById("docs");
const createElement = document.createElement;

// Runs before Redoc, and sees each element that it makes: a style needs the page's nonce, or the browser refuses it;
// a picture from another host (its maker's, at the end of the menu) is not asked for, ours stands in its place.
document.createElement = function (name, ...more) {
  const element = createElement.call(document, name, ...more);
  if (name === "style") {
    element.setAttribute("nonce", page.dataset.nonce);
  }
  if (name === "img") {
    const setAttribute = element.setAttribute.bind(element);
    const ours = (address) => (new URL(address, location).origin === location.origin ? address : page.dataset.mark);
    element.setAttribute = (key, value) => setAttribute(key, key === "src" ? ours(value) : value);
    Object.defineProperty(element, "src", { set: (address) => setAttribute("src", ours(address)) });
  }
  return element;
};

const labels = {
  arrayOf: "Список: ",
  default: "По умолчанию",
  download: "Скачать",
  downloadSpecification: "Описание OpenAPI:",
  enum: "Значения",
  enumArray: "Значения",
  enumSingleValue: "Значение",
  example: "Пример",
  examples: "Примеры",
  requestSamples: "Примеры запросов",
  responses: "Ответы",
  responseSamples: "Примеры ответов",
};

addEventListener("DOMContentLoaded", () => {
  // Its search knows Latin letters only.
  const options = { disableSearch: true, labels, nativeScrollbars: true, nonce: page.dataset.nonce };
  Redoc.init(page.dataset.description, options, page);
});
