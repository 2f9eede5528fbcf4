// The try-out works without this file; it only lets the clock run without loading the page anew.
"use strict";

// A page that was loaded anew begins at its top, where the clock is, and not where the shorter page before it ended.
history.scrollRestoration = "manual";

const STANDING = 2000;
const RUNNING = 350;

const state = () => document.getElementById("progress").dataset;

function refresh(frame) {
  const page = frame.contentWindow;
  const path = page.location.pathname;
  if (path.split("/").length < 4) return; // the conversation itself follows by itself
  const fields = [...page.document.querySelectorAll("textarea, input:not([type=hidden])")];
  if (fields.some((field) => field.value !== field.defaultValue) || page.document.querySelector(".preview")) return;
  page.location.replace(path);
}

function take(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const version = state().version;
  if (fresh.getElementById("progress").dataset.ready !== state().ready) {
    location.reload();
    return;
  }
  for (const part of fresh.querySelectorAll("[data-live]")) {
    const old = document.getElementById(part.id);
    if (!old || old.outerHTML === part.outerHTML) continue;
    // In place, because a reader of the screen only hears what changes inside something that stays.
    for (const { name } of [...old.attributes]) if (!part.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of part.attributes) old.setAttribute(name, value);
    old.replaceChildren(...document.importNode(part, true).childNodes);
  }
  if (state().version !== version) document.querySelectorAll("iframe").forEach(refresh);
}

let waiting = 0;

async function look(request) {
  clearTimeout(waiting);
  try {
    const answer = await (request || fetch(location.href));
    if (answer.ok) take(await answer.text());
  } catch {
    // The program was stopped or begins again; it is asked once more in a moment.
  }
  waiting = setTimeout(look, "moving" in state() ? RUNNING : STANDING);
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
