// The try-out works without this file; it only lets the clock run, and what changes appear, without loading anew.
"use strict";

// A page that was loaded anew begins at its top, where the clock is, and not where the shorter page before it ended.
history.scrollRestoration = "manual";

const STANDING = 1500;
const RUNNING = 350;
const CARDS = "article.card, article.client, .weeks > li, .thread > li, .replies > li";

const state = () => document.getElementById("progress").dataset;
const panes = document.getElementById("panes");
const frames = [...document.querySelectorAll("iframe")];
const known = new WeakMap();
const opened = new Set();
const later = new WeakMap();

// --- what is new in a pane ---------------------------------------------------------------------------------------

const words = (part) => part.textContent.replace(/\s+/g, " ").trim();

function cards(page) {
  return [...page.querySelectorAll(CARDS)];
}

function remember(frame) {
  const page = frame.contentDocument;
  known.set(frame, { path: frame.contentWindow.location.pathname, cards: new Set(cards(page).map(words)) });
}

// Within its own frame; scrollIntoView would move the page around it too.
function show(frame, part) {
  if (frame.offsetParent === null) {
    later.set(frame, part);
    return;
  }
  const page = frame.contentWindow;
  const box = part.getBoundingClientRect();
  const above = page.document.querySelector(".top");
  const top = (page.getComputedStyle(above).position === "sticky" ? above.offsetHeight : 0) + 12;
  if (box.top < top || box.bottom > page.innerHeight) page.scrollTo({ top: box.top + page.scrollY - top - 12 });
}

function mark(frame, fresh) {
  for (const card of fresh) {
    card.classList.add("fresh");
    card.dataset.fresh = panes.dataset.new;
  }
  if (fresh.length && !busy(frame.contentDocument)) show(frame, fresh[0]);
  const tab = document.getElementById(frame.id.replace("frame", "tab"));
  if (fresh.length && !tab.checked) tab.classList.add("news");
}

// What is new in a card is in its replies where those are new; of two that are new the inner one is marked.
function news(frame) {
  const before = known.get(frame).cards;
  const fresh = cards(frame.contentDocument).filter((card) => !before.has(words(card)));
  return fresh.filter((card) => !fresh.some((inner) => inner !== card && card.contains(inner)));
}

function arrived(frame) {
  const before = known.get(frame);
  const path = frame.contentWindow.location.pathname;
  if (before && before.path === path) mark(frame, news(frame));
  const first = frame.contentDocument.querySelector(opened.delete(frame) ? ".thread > li" : ".preview");
  if (first) show(frame, first);
  remember(frame);
}

// --- a pane follows what happens ---------------------------------------------------------------------------------

// Somebody is writing there, or looks at what will be sent.
function busy(part) {
  const active = (part.ownerDocument ?? part).activeElement;
  const typing = part.contains(active) && active.matches("textarea, input, select");
  const fields = [...part.querySelectorAll("textarea, input:not([type=hidden], [type=radio], [type=checkbox])")];
  return typing || fields.some((field) => field.value !== field.defaultValue)
    || part.querySelector(".preview, .thread details[open]") !== null;
}

function name(part) {
  return `${part.tagName} ${part.getAttribute("aria-labelledby") ?? part.className}`;
}

function merge(frame, page) {
  const here = frame.contentDocument.querySelector("main .column");
  const there = page.querySelector("main .column");
  if (!here || !there || words(here) === words(there)) return;
  for (const part of there.children) {
    const old = [...here.children].find((one) => name(one) === name(part));
    if (!old) here.append(frame.contentDocument.importNode(part, true));
    else if (words(old) !== words(part) && !busy(old)) old.replaceWith(frame.contentDocument.importNode(part, true));
  }
  mark(frame, news(frame));
  remember(frame);
}

async function refresh(frame) {
  const page = frame.contentWindow;
  const path = page.location.pathname;
  if (path.split("/").length < 4) {
    page.htmx?.trigger("#state", "look");
    return;
  }
  const answer = await fetch(path);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (frame.contentWindow.location.pathname === path && known.has(frame)) merge(frame, fresh);
}

// A week that was posted opens by itself where weeks are read.
function follow(places) {
  for (const [id, before] of places) {
    const place = document.getElementById(id).dataset.place;
    const frame = document.getElementById(id.replace("place", "frame"));
    if (place === before || frame.id === "frame-client" || busy(frame.contentDocument)) continue;
    const tab = document.getElementById(id.replace("place", "tab"));
    if (!tab.checked) tab.classList.add("news");
    opened.add(frame);
    frame.contentWindow.location.replace(place);
  }
}

// --- the page around them ----------------------------------------------------------------------------------------

function take(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  if (fresh.getElementById("progress").dataset.ready !== state().ready) {
    location.reload();
    return;
  }
  const places = [...document.querySelectorAll("[data-place]")].map((one) => [one.id, one.dataset.place]);
  for (const part of fresh.querySelectorAll("[data-live]")) {
    const old = document.getElementById(part.id);
    if (!old || old.outerHTML === part.outerHTML || old.querySelector("details[open]")) continue;
    // In place, because a reader of the screen only hears what changes inside something that stays.
    for (const { name: attribute } of [...old.attributes]) if (!part.hasAttribute(attribute)) old.removeAttribute(attribute);
    for (const { name: attribute, value } of part.attributes) old.setAttribute(attribute, value);
    old.replaceChildren(...document.importNode(part, true).childNodes);
  }
  follow(places);
}

let waiting = 0;

async function look(request) {
  clearTimeout(waiting);
  try {
    const answer = await (request || fetch(location.href));
    if (answer.ok) take(await answer.text());
    await Promise.all(frames.map(refresh));
  } catch {
    // The program was stopped or begins again; it is asked once more in a moment.
  }
  clearTimeout(waiting);
  waiting = setTimeout(look, "moving" in state() ? RUNNING : STANDING);
}

for (const frame of frames) {
  frame.addEventListener("load", () => arrived(frame));
  if (frame.contentDocument?.readyState === "complete") remember(frame);
}

for (const tab of document.querySelectorAll(".tabs input")) {
  tab.addEventListener("change", () => {
    const frame = document.getElementById(tab.id.replace("tab", "frame"));
    tab.classList.remove("news");
    if (later.get(frame)?.isConnected) show(frame, later.get(frame));
    later.delete(frame);
  });
}

document.getElementById("leaps").addEventListener("submit", (event) => {
  event.preventDefault();
  const body = new URLSearchParams({ to: event.submitter.value, seen: state().version });
  look(fetch("/try/clock", { method: "POST", body }));
});

const choice = document.getElementById("client");
if (choice) {
  choice.addEventListener("change", () => {
    const chosen = choice.selectedOptions[0];
    const frame = document.getElementById("frame-client");
    history.replaceState(null, "", `?client=${encodeURIComponent(choice.value)}`);
    document.querySelector(".client .who").textContent = chosen.textContent;
    frame.title = frame.title.replace(/^[^:]*/, chosen.textContent);
    frame.contentWindow.location.replace(chosen.dataset.address);
  });
}

waiting = setTimeout(look, "moving" in state() ? RUNNING : STANDING);
