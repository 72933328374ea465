// A job's page: how far it is, what it has made so far, and a way to cancel it.

const ANNOUNCE_MILLIS = 10_000;
const FIRST_PAUSE_MILLIS = 2_000;
const LONGEST_PAUSE_MILLIS = 30_000;
const ENDED = ["done", "failed", "cancelled"];

// Requests take no address with the name and the password that the page's own may hold.
const here = (address) => new URL(address, location.origin);

for (const job of document.querySelectorAll(".job[data-events]")) {
  if ("alive" in job.dataset) continue;
  job.dataset.alive = "";
  if (!ENDED.includes(job.dataset.state)) follow(job);
}

function follow(job) {
  const say = announcer(job.querySelector(".job-line"));
  const bar = job.querySelector("progress");
  const clock = clockOf(job, bar);
  const swap = swapper(job.querySelector(".prediction"));
  const form = job.querySelector("form[action$='/cancel']");
  form?.addEventListener("submit", (event) => cancel(event, form));

  listen(job.dataset.events, {
    state({ state, done, total, label, elapsed_secs, line }) {
      const changed = job.dataset.state !== state;
      job.dataset.state = state;
      if (total > 0) bar.value = (bar.max * done) / total;
      else bar.removeAttribute("value");
      bar.ariaLabel = label || "Progress";
      clock.set({ done, total, elapsed: elapsed_secs });
      say(line, changed);
    },
    output: ({ html }) => swap(html),
    end({ state, html, line }) {
      job.dataset.state = state;
      clock.stop();
      bar.hidden = true;
      const cancelled = form?.contains(document.activeElement);
      form?.remove();
      // Whoever pressed the button goes on from the answer.
      if (cancelled) document.getElementById("the-answer")?.focus();
      if (html != null) swap(html);
      say(line, true);
    },
    lost: () => say("Connection lost. Trying again…", true),
    gone: () => {
      clock.stop();
      // Nothing is left to be cancelled or to come back to; the form still holds the inputs.
      bar.hidden = true;
      form?.remove();
      job.querySelector(".job-kept")?.remove();
      say("This work is no longer kept. The button starts it again with these inputs", true);
    },
    back: () => say.last(),
  });
}

/** Listens until the end; connects again when the connection was lost. */
function listen(address, on) {
  let source = null;
  let timer = 0;
  let lost = false;
  let pause = FIRST_PAUSE_MILLIS;
  let ended = false;

  function connect() {
    clearTimeout(timer);
    source?.close();
    source = new EventSource(here(address));
    source.onopen = () => {
      pause = FIRST_PAUSE_MILLIS;
      if (lost) on.back();
      lost = false;
    };
    source.onerror = () => {
      if (!lost) on.lost();
      lost = true;
      // The browser tries again by itself, unless the server answered something else.
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(again, pause);
    };
    for (const kind of ["state", "output"]) source.addEventListener(kind, ({ data }) => on[kind](JSON.parse(data)));
    source.addEventListener("end", ({ data }) => {
      end();
      on.end(JSON.parse(data));
    });
  }

  async function again() {
    pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
    const stop = new AbortController();
    const { status } = await fetch(here(address), { signal: stop.signal }).catch(() => ({}));
    stop.abort();
    if (ended) return;
    if (status !== 404 && status !== 410) return connect();
    end();
    on.gone();
  }

  function end() {
    ended = true;
    clearTimeout(timer);
    source.close();
  }

  connect();
  // A page that is kept for going back to has no connection meanwhile.
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", ({ persisted }) => persisted && !ended && connect());
}

/** Writes the line. It is read out when the state changes, and else only now and then. */
function announcer(line) {
  let last = line.textContent;
  let spoken = -Infinity;
  function write(text, aloud) {
    const now = performance.now();
    const speaks = aloud || now - spoken > ANNOUNCE_MILLIS;
    line.ariaLive = speaks ? "polite" : "off";
    if (speaks) spoken = now;
    if (line.textContent !== text) line.textContent = text;
  }
  const say = (text, aloud) => {
    if (!text) return;
    if (!text.startsWith("Connection lost")) last = text;
    write(text, aloud);
  };
  say.last = () => write(last, true);
  return say;
}

/** Counts on between events. It is there to be seen; nobody wants to hear it every second. */
function clockOf(job, bar) {
  const clock = job.querySelector(".job-clock") ?? document.createElement("p");
  clock.className = "job-clock";
  clock.ariaHidden = "true";
  if (!clock.isConnected) bar.after(clock);
  let last = null;

  function tick() {
    if (!last) return;
    const since = (performance.now() - last.at) / 1000;
    const left = remaining(last) - since;
    const words = left >= 1 ? `, about ${duration(left < 60 ? left : Math.round(left / 10) * 10)} left` : "";
    clock.textContent = `${duration(last.elapsed + since)} so far${words}`;
  }

  const timer = setInterval(tick, 1000);
  return {
    set(figures) {
      last = { elapsed: 0, ...figures, at: performance.now() };
      tick();
    },
    stop() {
      clearInterval(timer);
      clock.remove();
    },
  };
}

/** Seconds, if it goes on as fast. From a mere beginning nothing can be said. */
function remaining({ done, total, elapsed }) {
  const early = elapsed < 2 || !(done / total >= 0.02);
  return early ? 0 : (elapsed / done) * (total - done);
}

/** "12 s", "3 min 20 s", "2 h 5 min". */
function duration(secs) {
  const whole = Math.round(secs);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min${whole % 60 ? ` ${whole % 60} s` : ""}`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Replaces the output, though not under somebody's hands: what is selected, focused or playing stays as long. */
function swapper(place) {
  let shown = null;
  let next = null;

  const held = () => {
    const selection = getSelection();
    const selects = !selection.isCollapsed && selection.rangeCount && selection.getRangeAt(0).intersectsNode(place);
    const plays = [...place.querySelectorAll("audio, video")].some(({ paused, ended }) => !paused && !ended);
    return selects || plays || place.querySelector(":focus-visible");
  };

  function swap() {
    if (next === null || held()) return;
    const html = next;
    next = null;
    if (html === shown) return;
    shown = html;
    const { scrollX, scrollY } = window;
    const folds = [...place.querySelectorAll("details")].map(({ open }) => open);
    const scrolls = [...place.querySelectorAll(SCROLLED)].map(scrollOf);
    place.innerHTML = html;
    place.querySelectorAll("details").forEach((fold, i) => (fold.open = folds[i] ?? fold.open));
    place.querySelectorAll(SCROLLED).forEach((box, i) => scrolls[i] && scroll(box, scrolls[i]));
    if (window.scrollY !== scrollY) window.scrollTo(scrollX, scrollY);
  }

  const soon = () => setTimeout(swap);
  for (const kind of ["selectionchange", "focusout"]) document.addEventListener(kind, soon);
  for (const kind of ["pause", "ended"]) place.addEventListener(kind, soon, true);
  return (html) => {
    next = html;
    swap();
  };
}

const SCROLLED = "pre, .code, .scroll, .plain";

const scrollOf = ({ scrollTop, scrollLeft, scrollHeight, clientHeight }) => {
  // Who reads along at the bottom goes on reading there.
  const atEnd = scrollTop > 0 && scrollTop + clientHeight >= scrollHeight - 2;
  return { top: atEnd ? Infinity : scrollTop, left: scrollLeft };
};

function scroll(box, { top, left }) {
  box.scrollTop = Math.min(top, box.scrollHeight);
  box.scrollLeft = left;
}

/** Cancels without leaving the page. If that fails the form is sent as it would be without a script. */
async function cancel(event, form) {
  event.preventDefault();
  const button = form.querySelector("button");
  const body = new URLSearchParams(new FormData(form));
  button.disabled = true;
  button.textContent = "Cancelling…";
  try {
    const answer = await fetch(here(form.getAttribute("action")), { method: "POST", body, credentials: "same-origin", redirect: "manual" });
    if (!answer.ok && answer.type !== "opaqueredirect") throw Error(answer.status);
  } catch {
    form.submit();
  }
}
