"use strict";

const page = document.getElementById("docs");

SwaggerUIBundle({
  url: page.dataset.description,
  domNode: page,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  // What is tried out goes to the server that the page came from, by whatever name it was reached.
  requestInterceptor(request) {
    const url = new URL(request.url, location.href);
    request.url = location.origin + url.pathname + url.search;
    request.credentials = "omit";
    return request;
  },
});
