import { parseHash, type Route } from "./route";

class Router {
  route = $state.raw<Route>(parseHash(location.hash));

  start(): void {
    window.addEventListener("hashchange", () => {
      this.route = parseHash(location.hash);
    });
  }
}

export const router = new Router();
