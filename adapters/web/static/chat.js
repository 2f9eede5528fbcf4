// The chat works without this file; it only keeps the newest words in view, the focus in place and the box empty.
"use strict";

const end = document.getElementById("end");
const box = document.getElementById("text");
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
let inCard = false;
let sent = "";

const atEnd = () => document.documentElement.scrollHeight - innerHeight - scrollY < 240;
let follow = true;

function show() {
  end.scrollIntoView({ block: "end", behavior: calm ? "instant" : "smooth" });
}

addEventListener("scroll", () => { follow = atEnd(); }, { passive: true });
end.scrollIntoView({ block: "end" });
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(hover: hover)").matches) {
    event.preventDefault();
    if (box.value.trim()) box.form.requestSubmit();
  }
});

document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.requestConfig.verb === "post") follow = true;
});

document.body.addEventListener("htmx:beforeSwap", () => {
  const card = document.getElementById("current");
  inCard = card !== null && card.contains(document.activeElement);
});

const offline = document.getElementById("offline");
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(name, (event) => {
    if (event.detail.requestConfig.verb === "post") offline.hidden = false;
  });
}

document.body.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) return;
  offline.hidden = true;
  if (event.detail.elt.id === "composer" && box.value === sent) box.value = "";
});

document.body.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.id === "composer") sent = box.value;
});

document.body.addEventListener("htmx:afterSettle", () => {
  if (inCard) {
    const question = document.getElementById("now-text");
    (question || box).focus({ preventScroll: true });
    inCard = false;
  }
  if (follow) show();
});
