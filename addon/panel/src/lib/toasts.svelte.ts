export interface Toast {
  id: number;
  ok: boolean;
  text: string;
}

class Toasts {
  list = $state.raw<Toast[]>([]);
  #next = 1;

  add(ok: boolean, text: string): void {
    const toast = { id: this.#next++, ok, text };
    this.list = [...this.list, toast].slice(-4);
    window.setTimeout(() => this.remove(toast.id), ok ? 6_000 : 14_000);
  }

  remove(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
