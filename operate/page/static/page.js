// Puts what the server sends in place, and counts down. Without it the page shows how things stood when it was loaded.

const live = document.querySelector("[data-events]");

// Pieces: each outermost element takes the place of the one with its id.
function put(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  for (const piece of [...holder.content.children]) {
    const old = document.getElementById(piece.id);
    if (old) exchange(old, piece);
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

// What a screen reader says: a sum every few seconds at most.
const sums = {};
let telling = 0;
function tell(told) {
  for (const [state, count] of Object.entries(told)) sums[state] = (sums[state] ?? 0) + count;
  telling ||= setTimeout(() => {
    const words = Object.entries(sums).map(([state, count]) => `${count} ${state}`).join(", ");
    document.getElementById("told").textContent = words;
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

if (live) {
  const events = new EventSource(live.dataset.events);
  events.addEventListener("piece", (event) => put(event.data));
  events.addEventListener("rows", (event) => putRows(event.data));
  events.addEventListener("reload", () => { events.close(); location.reload(); });
  events.addEventListener("error", () => { document.body.classList.add("away"); });
  events.addEventListener("open", () => { document.body.classList.remove("away"); });
}
setInterval(countDown, 1000);
countDown();
