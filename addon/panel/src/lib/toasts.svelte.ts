export interface Toast {
  id: number;
  ok: boolean;
  text: string;
  /** What can still be done about it. */
  action?: { label: string; run: () => void };
}

class Toasts {
  list = $state.raw<Toast[]>([]);
  #next = 1;

  add(ok: boolean, text: string, action?: Toast["action"]): void {
    const toast = { id: this.#next++, ok, text, action };
    this.list = [...this.list, toast].slice(-4);
    window.setTimeout(() => this.remove(toast.id), ok && !action ? 6_000 : 14_000);
  }

  remove(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
