// The chat works without this file; it only keeps the newest words in view, the focus in place and the box empty.
"use strict";

const box = document.getElementById("text");
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
let inCard = false;
let sent = "";

const atEnd = () => document.documentElement.scrollHeight - innerHeight - scrollY < 240;
let follow = true;

// Down to the newest words, but never past the beginning of the open question or of the last that was said: there stands
// whom to call. Not scrollIntoView: in a frame that would move the page around it too.
function show(behavior) {
  const bottom = document.documentElement.scrollHeight - innerHeight;
  const first = document.querySelector("#current .now") || document.querySelector("#lines > .line:last-child");
  const under = document.querySelector(".top").offsetHeight + 12;
  const top = first ? first.getBoundingClientRect().top + scrollY - under : bottom;
  scrollTo({ top: Math.min(bottom, top), behavior });
}

addEventListener("scroll", () => { follow = atEnd(); }, { passive: true });
show("instant");
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

// A button among the lines stays as it was drawn: pressed once more, later, it is meant once more.
function freshen(form) {
  if (!form.matches("#lines form")) return;
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  form.elements.nonce.value = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

document.body.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) return;
  offline.hidden = true;
  freshen(event.detail.elt);
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
  if (follow) show(calm ? "instant" : "smooth");
});

// What stands here is seen once somebody looks: a page that is loaded ahead, or behind another, is not visible.
let told = null;

// By itself and not as a request of the talk: a button that is pressed meanwhile would wait for its answer, and be lost
// where that draws the question anew.
async function tellShown() {
  const form = document.getElementById("shown");
  if (document.visibilityState !== "visible" || form.elements.shown.value === told) return;
  told = form.elements.shown.value;
  try {
    await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
    htmx.trigger("#state", "look");
  } catch {
    told = null;
  }
}

document.addEventListener("visibilitychange", tellShown);
document.body.addEventListener("htmx:load", tellShown, { once: true });
document.body.addEventListener("htmx:afterSettle", tellShown);
