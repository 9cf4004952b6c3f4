// Puts what the server sends in place, and counts down. Without it the page shows how things stood when it was loaded.

const live = document.querySelector("[data-events]");

// Pieces: each outermost element takes the place of the one with its id.
function put(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  for (const piece of [...holder.content.children]) {
    const old = document.getElementById(piece.id);
    if (old && piece.dataset.say && piece.dataset.say !== old.dataset.say) say(piece.dataset.say);
    if (old && !old.isEqualNode(piece)) exchange(old, piece);
    for (const log of piece.querySelectorAll("[role=log]")) log.scrollTop = log.scrollHeight;
  }
}

// A link or button that has the focus keeps it.
function exchange(old, piece) {
  const at = [...old.querySelectorAll("a, button, input, summary")].indexOf(document.activeElement);
  old.replaceWith(piece);
  if (at >= 0) piece.querySelectorAll("a, button, input, summary")[at]?.focus();
}

function putRows(html) {
  const body = document.querySelector("#board tbody");
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = document.createDocumentFragment();
  const told = {};
  for (const row of [...holder.content.children]) {
    const old = document.getElementById(row.id);
    if (old?.dataset.state !== row.dataset.state) told[row.dataset.state] = (told[row.dataset.state] ?? 0) + 1;
    if (old) exchange(old, row); else fresh.prepend(row);
  }
  body.prepend(fresh);
  const most = Number(document.getElementById("board").dataset.most);
  while (body.rows.length > most) body.lastElementChild.remove();
  tell(told);
}

function say(words) {
  const told = document.getElementById("told");
  if (told) told.textContent = words;
}

// What a screen reader says: a sum every few seconds at most, and what a piece says of itself (data-say).
const sums = {};
let telling = 0;
function tell(told) {
  for (const [state, count] of Object.entries(told)) sums[state] = (sums[state] ?? 0) + count;
  telling ||= setTimeout(() => {
    const words = Object.entries(sums).map(([state, count]) => `${count} ${state}`).join(", ");
    say(words);
    for (const state of Object.keys(sums)) delete sums[state];
    telling = 0;
  }, 4000);
}

function countDown() {
  const now = Date.now();
  for (const each of document.querySelectorAll("time[data-until]")) {
    const left = Math.ceil((each.dataset.until - now) / 1000);
    const shown = left > 0 ? `in ${left < 120 ? `${left} s` : `${Math.ceil(left / 60)} min`}` : "now";
    if (each.textContent !== shown) each.textContent = shown;
  }
}

// A form or button with data-pieces stays on its page: what it changes comes back as pieces, what went wrong as words.
async function sendHere(form, button, told) {
  const fields = new URLSearchParams(new FormData(form, button));
  button?.setAttribute("aria-disabled", "true");
  told.textContent = "...";
  try {
    const answer = await fetch(button?.getAttribute("formaction") ?? form.action, {
      method: "POST", body: fields, headers: { "Relay-Pieces": "1" },
    });
    const html = await answer.text();
    told.textContent = "";
    if (answer.ok) put(html); else told.textContent = wordsOf(html);
  } catch {
    told.textContent = "No answer: does the page still run?";
  }
  button?.removeAttribute("aria-disabled");
}

function wordsOf(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return (page.querySelector(".notice") ?? page.body).textContent;
}

document.addEventListener("submit", (event) => {
  const form = event.target, button = event.submitter;
  const told = document.getElementById(button?.dataset.pieces ?? form.dataset.pieces);
  if (!told) return;
  event.preventDefault();
  if (button?.getAttribute("aria-disabled") !== "true") sendHere(form, button, told);
});

// What is no part of the board asks for itself every other second.
async function refresh(piece) {
  if (!document.hidden) {
    try {
      const answer = await fetch(piece.dataset.refresh);
      if (answer.ok) put(await answer.text());
    } catch { /* the next round will tell */ }
  }
  setTimeout(refresh, 2000, piece);
}
for (const piece of document.querySelectorAll("[data-refresh]")) setTimeout(refresh, 2000, piece);

// The server of this page has gone; the browser goes on to look for it.
function away(is) {
  document.body.classList.toggle("away", is);
  const words = is ? "The page's own server does not answer: start it again. What is shown here is old." : "";
  const told = document.getElementById("away");
  if (told && told.textContent !== words) told.textContent = words;
}

if (live) {
  const events = new EventSource(live.dataset.events);
  events.addEventListener("piece", (event) => put(event.data));
  events.addEventListener("rows", (event) => putRows(event.data));
  events.addEventListener("reload", () => { events.close(); location.reload(); });
  events.addEventListener("error", () => { away(true); });
  events.addEventListener("open", () => { away(false); });
}
// When a page is loaded again, Firefox brings back what its frames showed, and would ask whether to send their forms once
// more. It leaves out frames that a script made.
for (const frame of document.querySelectorAll("iframe[name]")) frame.replaceWith(frame.cloneNode());
setInterval(countDown, 1000);
countDown();
