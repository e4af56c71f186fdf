// A window that nobody touches shuts. A minute before, it says so, and a tap keeps it open. Typing counts as a tap.
// Without this script the page itself goes to the closed page after ten minutes.
(function () {
  "use strict";
  var bar = document.querySelector("[data-stay]");
  if (!bar) return;
  var MINUTE = 60 * 1000, shuts = Date.now() + 10 * MINUTE, told = Date.now();

  function stay() {
    told = Date.now();
    fetch(bar.getAttribute("data-stay"), {
      method: "POST", credentials: "same-origin",
      headers: { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value }
    }).then(function (answer) {
      if (answer.status !== 204) return shut();
      shuts = Date.now() + 10 * MINUTE;
      bar.hidden = true;
    }, function () {});
  }
  function shut() {
    location.replace(bar.getAttribute("data-closed"));
  }
  function look() {
    if (Date.now() >= shuts) return shut();
    if (Date.now() >= shuts - MINUTE && bar.hidden) bar.hidden = false;
  }
  bar.querySelector("button").addEventListener("click", stay);
  document.addEventListener("input", function () {
    if (Date.now() - told > MINUTE) stay();
  });
  setInterval(look, 1000);
  addEventListener("pageshow", function (event) {
    if (event.persisted) location.reload(); // a page from the browser's own memory may be of a session that has ended
  });
})();
