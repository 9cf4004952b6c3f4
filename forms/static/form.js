/* What a form can do better with JavaScript: it says beside each field what is wrong, shows the letter as it will be
   sent, sends without leaving the page, tries again by itself, and never loses what was typed. Without it, the form is
   sent as every form is.

   Each sending bears the same key, so what is sent again, by this script or by the browser itself, is one sign-up. The
   post is one that browsers send without asking first; a page whose site is not in the campaign's `origins` can't read
   the answer, and then the browser sends the form itself. Where the site is listed, an answer that can't be read is most
   often its gateway's, which turned the post away in a rush (429, 503): so it is sent again a few times before that. */
(() => {
  "use strict";
  const MOST_TIMES = 5, LONGEST_WAIT = 60, USUAL_WAIT = 5, PATIENCE = 8000;
  const OK = 200, QUEUED = 202, TOO_MANY = 429, SERVER = 500;
  const AWAY = "away", UNREADABLE = "unreadable";

  function begin(block) {
    block.dataset.ready = "";
    const form = block.querySelector("form");
    const words = JSON.parse(block.querySelector("script[type='application/json']").textContent);
    const all = (css) => [...block.querySelectorAll(css)];
    const one = (css) => block.querySelector(css);
    const summary = one(".relay-summary"), status = one(".relay-status"), button = one("button[type=submit]");
    const challenge = one("[data-script]");
    const isListed = (block.dataset.sites ?? "").split(" ").includes(window.location.origin);
    let busy = false, widget = null;

    const key = document.createElement("input");
    Object.assign(key, { type: "hidden", name: "_idempotency_key", value: drawn() });
    form.append(key);
    form.noValidate = true;

    // ---- what is said

    const say = (text) => { status.textContent = text; };
    const put = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);

    function errorOf(field) {
      const ids = (field.getAttribute("aria-describedby") || "").split(" ").filter((id) => id.endsWith("-error"));
      return ids.length ? document.getElementById(ids[0]) : null;
    }

    function mark(field, text) {
      const error = errorOf(field);
      if (error) {
        error.textContent = text;
        error.hidden = !text;
      }
      if (text) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }

    function clear() {
      for (const field of form.elements) if (field.hasAttribute("aria-invalid")) mark(field, "");
      summary.hidden = true;
      say("");
    }

    function tell(problems) {
      const list = summary.querySelector("ul");
      list.replaceChildren(...problems.map(({ field, text }) => {
        const item = document.createElement("li");
        if (!field) {
          item.textContent = text;
          return item;
        }
        const link = document.createElement("a");
        Object.assign(link, { href: `#${field.id}`, textContent: text });
        link.addEventListener("click", (event) => {
          event.preventDefault();
          field.focus();
        });
        item.append(link);
        mark(field, text);
        return item;
      }));
      summary.hidden = false;
      summary.focus();
    }

    function named(name) {
      const isIt = (field) => [name, `${name}[]`].includes(field.name) || field.name.startsWith(`${name}[`);
      return [...form.elements].find((field) => isIt(field) && field.type !== "hidden" && field.id);
    }

    function mistakes() {
      const found = [];
      for (const field of form.elements) {
        if (!field.willValidate || field.validity.valid) continue;
        const { valueMissing, typeMismatch } = field.validity;
        const own = valueMissing ? field.dataset.missing : typeMismatch ? field.dataset.invalid : "";
        found.push({ field, text: own || field.validationMessage });
      }
      return found;
    }

    // ---- sending

    function post(body, mode) {
      return fetch(form.action, { method: "POST", mode, body, headers: { Accept: "application/json" } });
    }

    async function answerTo(body) {
      try {
        const answer = await post(body, "cors");
        return { status: answer.status, wait: answer.headers.get("retry-after"), said: await answer.json().catch(() => null) };
      } catch {
        return { status: await post(body, "no-cors").then(() => UNREADABLE, () => AWAY) };
      }
    }

    async function send() {
      const body = new URLSearchParams(new FormData(form));
      for (let times = 1; ; times += 1) {
        say(words.sending);
        const answer = await answerTo(body);
        const isTurnedAway = answer.status === UNREADABLE && isListed;
        const comesAgain = isTurnedAway || answer.status === TOO_MANY || answer.status >= SERVER;
        if (!comesAgain || times === MOST_TIMES) return answer;
        const asked = Number.parseInt(answer.wait, 10) || USUAL_WAIT + Math.floor(Math.random() * USUAL_WAIT);
        const seconds = Math.min(Math.max(asked, 1), LONGEST_WAIT);
        say(put(words.again_soon, { seconds }));
        await pause(1000 * seconds);
      }
    }

    function conclude({ status: came, said }) {
      if ((came === OK || came === QUEUED) && said) return thank(said);
      if (came === UNREADABLE) return HTMLFormElement.prototype.submit.call(form);
      again();
      if (came === AWAY) return say(navigator.onLine === false ? words.offline : words.again_by_hand);
      if (came === TOO_MANY || came >= SERVER || !said || !said.errors) return say(words.again_by_hand);
      return tell(said.errors.map(({ field, message }) => ({ field: field ? named(field) : null, text: message })));
    }

    function again() {
      say("");
      if (!challenge) return;
      if (window.turnstile) window.turnstile.reset();
      else if (window.hcaptcha) window.hcaptcha.reset();
      else widget = load();
    }

    function work(is) {
      busy = is;
      if (is) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (busy) return;
      clear();
      const found = mistakes();
      if (found.length) {
        tell(found);
        return;
      }
      work(true);
      if (widget) await Promise.race([widget, pause(PATIENCE)]);
      conclude(await send());
      work(false);
    });
    form.addEventListener("input", ({ target }) => mark(target, ""));
    window.addEventListener("pageshow", ({ persisted }) => {
      if (persisted) {
        work(false);
        say("");
      }
    });

    // ---- afterwards

    function thank(said) {
      const onward = form.elements._next;
      const leftOut = said.left_out || [];
      const contacts = Object.entries(said.connections || {});
      const notSent = contacts.filter(([, state]) => state === "left_out").map(([name]) => name);
      if (onward) {
        const target = new URL(onward.value);
        if (leftOut.length) target.searchParams.set("left_out", leftOut.join(","));
        if (notSent.length) target.searchParams.set("contacts_left_out", notSent.join(","));
        window.location.assign(target);
        return;
      }
      const thanks = one(".relay-thanks");
      const add = (...content) => {
        const paragraph = document.createElement("p");
        paragraph.append(...content);
        thanks.append(paragraph);
      };
      if (contacts.some(([, state]) => state === "rejected")) add(words.contact_refused);
      for (const name of [...notSent, ...leftOut]) if (words[`left_out.${name}`]) add(words[`left_out.${name}`]);
      if ((said.overridden || []).includes("smsOptin")) add(words.texts_stopped);
      if ((said.held || []).includes("smsOptin")) add(words.texts_held);
      if (/^https?:\/\//.test(said.url || "")) {
        const link = document.createElement("a");
        Object.assign(link, { href: said.url, rel: "noreferrer", textContent: words.tweet });
        add(link);
      }
      form.hidden = true;
      thanks.hidden = false;
      thanks.focus();
    }

    // ---- the challenge: its service's script is loaded from there, so it may not come. The form is sent all the same:
    // the relay asks the service, and holds the sign-up if that is away.

    function load() {
      const script = document.createElement("script");
      Object.assign(script, { src: challenge.dataset.script, async: true });
      if (window.matchMedia("(prefers-color-scheme: dark)").matches && isDark()) challenge.dataset.theme = "dark";
      return new Promise((resolve) => {
        script.addEventListener("load", () => {
          challenge.parentElement.hidden = false;
          resolve();
        });
        script.addEventListener("error", () => {
          script.remove();
          challenge.parentElement.hidden = true;
          say(put(words.challenge_away, { host: new URL(challenge.dataset.script).hostname }));
          resolve();
        });
        document.head.append(script);
      });
    }

    function isDark() {
      return getComputedStyle(form).colorScheme.includes("dark");
    }

    // ---- what a kind of form has of its own

    const value = (name) => (form.elements[name] ? form.elements[name].value.trim() : "");
    const joined = (between, ...names) => names.map(value).filter(Boolean).join(between);

    function show() {
      const shown = {
        subject: value("emailSubject"),
        message: value("emailMessage"),
        name: joined(" ", "prefix", "firstname", "lastname") || words.your_name,
        address: [joined(", ", "address1", "address2", "city"), joined(" ", "state", "zip5")].filter(Boolean).join(", ")
          || words.your_address,
        characters: left(),
      };
      for (const place of all("[data-shows]")) place.textContent = shown[place.dataset.shows];
    }

    function left() {
      const field = form.elements.tweetMessage;
      if (!field) return "";
      const own = field.value.split(field.dataset.names).join("");
      const count = (own === field.value ? field.maxLength : Number(field.dataset.longest)) - own.length;
      return put(count < 0 ? words.characters_over : words.characters_left, { count: Math.abs(count) });
    }

    function showGuests() {
      for (const guest of all("[data-guest]")) {
        const comes = Number(guest.dataset.guest) < Number(value("guests"));
        guest.hidden = !comes;
        guest.querySelector("input").disabled = !comes;
      }
    }

    function needPhone() {
      const { smsOptin, phone } = form.elements;
      if (smsOptin && phone) phone.required = smsOptin.checked || phone.dataset.required === "";
    }

    const { phone } = form.elements;
    if (phone && phone.required) phone.dataset.required = "";
    for (const place of all("[data-live]")) place.hidden = false;
    for (const react of [show, showGuests, needPhone]) {
      form.addEventListener("input", react);
      react();
    }
    if (challenge) widget = load();
  }

  function pause(milliseconds) {
    return new Promise((resolve) => { setTimeout(resolve, milliseconds); });
  }

  function drawn() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  for (const block of document.querySelectorAll(".relay-form:not([data-ready])")) begin(block);
})();
