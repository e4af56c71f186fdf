// The box to sign in: strokes are kept as whole numbers within 1000 by 400, never as a picture.
"use strict";

(() => {
  const form = document.querySelector("[data-signing]");
  if (!form) return;
  const pad = form.querySelector("canvas");
  const ink = pad.getContext("2d");
  let strokes = [];
  let drawing = false;

  const pointOf = (event) => {
    const box = pad.getBoundingClientRect();
    const within = (share, most) => Math.max(0, Math.min(most, Math.round(share * most)));
    return [within((event.clientX - box.left) / box.width, 1000), within((event.clientY - box.top) / box.height, 400)];
  };

  const redraw = () => {
    ink.clearRect(0, 0, pad.width, pad.height);
    ink.lineWidth = 6;
    ink.lineCap = ink.lineJoin = "round";
    strokes.forEach((stroke) => {
      ink.beginPath();
      stroke.forEach(([x, y], index) => (index ? ink.lineTo(x, y) : ink.moveTo(x, y)));
      ink.stroke();
    });
  };

  pad.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    drawing = true;
    strokes.push([pointOf(event)]);
  });
  pad.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    strokes.at(-1).push(pointOf(event));
    redraw();
  });
  ["pointerup", "pointercancel"].forEach((name) => pad.addEventListener(name, () => (drawing = false)));

  form.querySelector("[data-clear]").addEventListener("click", () => {
    strokes = [];
    redraw();
  });
  form.addEventListener("submit", () => {
    form.elements.signature.value = JSON.stringify(strokes);
  }, { capture: true });
  form.hidden = false;
})();
