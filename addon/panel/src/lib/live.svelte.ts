import type { ClientMessage, CommandBody, CommandResult, ServerMessage, State } from "./api";
import { clock } from "./clock.svelte";
import { address, get, parsed, postCommand, ServerError } from "./http";
import { i18n, t } from "./i18n/i18n.svelte";
import { applyChanged } from "./reducer";
import type { MessagesTold } from "./wire";
import { backOff, MAX_SILENCE_MS, PING_EVERY_MS, PONG_WITHIN_MS } from "./timing";

interface Waiting {
  resolve: (result: CommandResult) => void;
  timer: number;
}

const COMMAND_TIMEOUT_MS = 60_000;

/** The one connection to the server: the state as it is now, and commands. */
class Live {
  state = $state.raw<State | null>(null);
  status = $state<"connecting" | "open" | "lost">("connecting");
  /** Why the server refuses the page, in its own words. */
  refusal = $state<string | null>(null);
  /** Why the server said goodbye. */
  goodbye = $state<string | null>(null);

  /** Who wants the frames of the chargers as they come. */
  wire: { heard: (told: MessagesTold) => void; opened: () => void } | null = null;

  #socket: WebSocket | null = null;
  #attempts = 0;
  #retry = 0;
  #pinger = 0;
  #pong = 0;
  #heard = 0;
  #nextId = 1;
  #waiting = new Map<string, Waiting>();

  start(): void {
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#wake();
    });
    window.addEventListener("online", () => this.#wake());
    window.addEventListener("pageshow", () => this.#wake());
    this.#connect();
  }

  /** Says hello anew, so that sentences come in the language now chosen. */
  restart(): void {
    this.#drop();
    this.#connect();
  }

  async command(body: CommandBody): Promise<CommandResult> {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return this.#commandByPost(body);
    const id = String(this.#nextId++);
    return new Promise((resolve) => {
      const timer = window.setTimeout(() => {
        this.#settle(id, { ok: false, message: t("live.no_answer") });
      }, COMMAND_TIMEOUT_MS);
      this.#waiting.set(id, { resolve, timer });
      this.#send({ type: "command", id, body });
    });
  }

  /** Asks for the frames of the chargers as they come; what was asked for before ends. */
  follow(body: object): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#send({ type: "messages", ...body });
  }

  async #commandByPost(body: CommandBody): Promise<CommandResult> {
    try {
      return await postCommand(body);
    } catch (error) {
      const message = error instanceof ServerError ? error.message : t("live.not_sent");
      return { ok: false, message };
    }
  }

  #connect(): void {
    window.clearTimeout(this.#retry);
    this.#retry = 0;
    const url = new URL(address("api/live"));
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.onopen = () => {
      this.#send({ type: "hello", language: i18n.language });
      this.#heard = Date.now();
      this.#pinger = window.setInterval(() => this.#ping(), PING_EVERY_MS);
    };
    socket.onmessage = (event) => this.#receive(parsed(String(event.data)) as ServerMessage);
    socket.onclose = () => {
      if (this.#socket === socket) this.#lost();
    };
  }

  #receive(message: ServerMessage): void {
    this.#heard = Date.now();
    window.clearTimeout(this.#pong);
    switch (message.type) {
      case "state":
        this.#show(message.state);
        this.status = "open";
        this.goodbye = null;
        this.#attempts = 0;
        this.wire?.opened();
        break;
      case "messages":
        this.wire?.heard(message);
        break;
      case "changed":
        clock.tell(message.time);
        if (this.state) this.state = applyChanged(this.state, message);
        break;
      case "result":
        this.#settle(message.id, { ok: message.ok, message: message.message });
        break;
      case "pong":
        clock.tell(message.time);
        break;
      case "closing":
        this.goodbye = message.reason;
        break;
    }
  }

  #show(state: State): void {
    clock.tell(state.time);
    this.state = state;
    this.refusal = null;
  }

  #settle(id: string, result: CommandResult): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    window.clearTimeout(waiting.timer);
    waiting.resolve(result);
  }

  #send(message: ClientMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #ping(): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#send({ type: "ping" });
    window.clearTimeout(this.#pong);
    this.#pong = window.setTimeout(() => this.#lost(), PONG_WITHIN_MS);
  }

  /** After sleep a socket may look open and be dead: ask at once. */
  #wake(): void {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      if (Date.now() - this.#heard > MAX_SILENCE_MS) this.#ping();
    } else if (this.#socket?.readyState !== WebSocket.CONNECTING) {
      this.#attempts = 0;
      this.#connect();
    }
  }

  #drop(): void {
    window.clearInterval(this.#pinger);
    window.clearTimeout(this.#pong);
    window.clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    for (const id of [...this.#waiting.keys()]) {
      this.#settle(id, { ok: false, message: t("live.result_lost") });
    }
  }

  #lost(): void {
    this.#drop();
    this.status = "lost";
    this.#retry = window.setTimeout(() => this.#connect(), backOff(this.#attempts, Math.random()));
    this.#attempts += 1;
    if (this.#attempts > 1) void this.#fetchState();
  }

  /** A WebSocket says nothing about why it was refused; a plain request does. */
  async #fetchState(): Promise<void> {
    try {
      this.#show(await get<State>(`api/state?language=${i18n.language}`));
    } catch (error) {
      this.refusal = error instanceof ServerError ? error.message : null;
    }
  }
}

export const live = new Live();
