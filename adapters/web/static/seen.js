// Tells the house that this page was really before somebody: a preview or a page that was loaded ahead is never visible.
"use strict";

const { to, page, drawn } = document.currentScript.dataset;

function tell() {
  if (document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", tell);
  fetch(to, { method: "POST", body: new URLSearchParams({ page, drawn }), keepalive: true }).catch(() => {});
}

document.addEventListener("visibilitychange", tell);
tell();
