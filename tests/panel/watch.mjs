/** Collects what goes wrong in a tab: errors, refused content, requests outside the panel's prefix. */
export function watch(tab, base) {
  const faults = [];
  const sockets = base.replace(/^http/, "ws");
  tab.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      faults.push(`console ${message.type()}: ${message.text()}`);
    }
  });
  tab.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  tab.on("request", (request) => {
    if (!request.url().startsWith(base))
      faults.push(`request outside: ${request.url()}`);
  });
  tab.on("response", (response) => {
    if (response.status() >= 400)
      faults.push(`${response.status()} for ${response.url()}`);
  });
  tab.on("websocket", (socket) => {
    if (!socket.url().startsWith(sockets))
      faults.push(`socket outside: ${socket.url()}`);
  });
  return faults;
}
