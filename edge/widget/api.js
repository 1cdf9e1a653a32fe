// The chat API. The token lives in this object's memory and nowhere else.

const PATIENCE = 20_000; // milliseconds; the service itself gives up after ten seconds
const RETRY_AFTER = [800, 2500]; // milliseconds; the same id twice is one message

export class Refused extends Error {
  // `words` are for the person; `again` says that the very same message may be sent again.
  constructor(status, code, words) {
    super(code);
    Object.assign(this, { status, code, words, again: status === 0 || status === 429 || status === 503 });
  }
}

const OFFLINE = "We can't be reached right now. Check your signal and try again.";

async function call(method, path, token, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      body: body && JSON.stringify(body),
      headers: {
        ...(body && { "Content-Type": "application/json" }),
        ...(token && { Authorization: `Bearer ${token}` }),
      },
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.ok) return await answer.json();
  } catch {
    throw new Refused(0, "offline", OFFLINE);
  }
  const { error } = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, error?.code ?? "unknown", error?.message ?? OFFLINE);
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export class Session {
  #token = null;

  async open(face) {
    const { token, ...reply } = await call("POST", "/api/chat", null, { face });
    this.#token = token;
    return reply;
  }

  async resume(code) {
    const { token, ...reply } = await call("POST", "/api/chat/resume", null, { code });
    this.#token = token;
    return reply;
  }

  // A network that drops is tried again by itself; what the service said is told at once.
  async say(id, text) {
    for (const wait of [...RETRY_AFTER, null]) {
      try {
        return await call("POST", "/api/chat/messages", this.#token, { id, text });
      } catch (refused) {
        if (refused.status !== 0 || wait === null) throw refused;
        await pause(wait);
      }
    }
  }

  // Sent without waiting, and allowed to outlive the page.
  end() {
    if (!this.#token) return;
    const headers = { Authorization: `Bearer ${this.#token}` };
    this.#token = null;
    fetch("/api/chat", { method: "DELETE", headers, keepalive: true, credentials: "omit" }).catch(() => {});
  }
}
