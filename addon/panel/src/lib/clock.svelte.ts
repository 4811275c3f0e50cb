/** The server's time, ticking once a second while the page is seen. */
class Clock {
  now = $state(Date.now());
  #offset = 0;

  start(): void {
    window.setInterval(() => {
      if (document.visibilityState === "visible") this.#tick();
    }, 1_000);
    document.addEventListener("visibilitychange", () => this.#tick());
  }

  /** The server said what time it is: a browser's clock may be wrong, the ages shown must not. */
  tell(time: string): void {
    const server = Date.parse(time);
    if (Number.isNaN(server)) return;
    this.#offset = server - Date.now();
    if (Math.abs(server - this.now) > 2_000) this.#tick();
  }

  #tick(): void {
    this.now = Date.now() + this.#offset;
  }
}

export const clock = new Clock();
